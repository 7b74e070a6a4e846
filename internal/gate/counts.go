package gate

import (
	"slices"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
)

// A step of what is counted is real if it is at least that much per operation:
// an allocation in a hundred operations, or a byte.
const (
	allocStep = 0.01
	byteStep  = 1
)

// fewestCounted is how many processes of each side a step takes.
const fewestCounted = 3

// counts compares what operations allocate. There is a step if all processes of
// one side are beyond all of the other: what the growth of a map or the start of
// a thread adds to some of them is none.
func counts(row *lockstep.RowResult) []Finding {
	bytes, allocs := newFinding(row, "B/op"), newFinding(row, "allocs/op")
	var baseBytes, baseAllocs, headBytes, headAllocs []float64
	for _, p := range row.Processes {
		b, a := allocations(p, base)
		baseBytes, baseAllocs = append(baseBytes, b), append(baseAllocs, a)
		b, a = allocations(p, head)
		headBytes, headAllocs = append(headBytes, b), append(headAllocs, a)
	}
	bytes.step(baseBytes, headBytes, byteStep)
	allocs.step(baseAllocs, headAllocs, allocStep)
	return []Finding{bytes, allocs}
}

// allocations returns what an operation allocates in a process: the lower of the
// middle blocks.
func allocations(p lockstep.Process, contender int) (bytes, allocs float64) {
	var b, a []float64
	for _, block := range p.Blocks {
		o := block.Outcomes[contender]
		ops := float64(max(o.Ops, 1))
		b, a = append(b, float64(o.Bytes)/ops), append(a, float64(o.Allocs)/ops)
	}
	if len(a) == 0 {
		return 0, 0
	}
	slices.Sort(b)
	slices.Sort(a)
	return b[(len(b)-1)/2], a[(len(a)-1)/2]
}

// step compares the processes of both sides.
func (f *Finding) step(bases, heads []float64, least float64) {
	f.Counted = true
	if len(bases) < fewestCounted || len(heads) < fewestCounted {
		f.Void = "there are fewer than three processes"
		return
	}
	f.Base, f.Head, f.P = middle(bases), middle(heads), 0
	if f.Base > 0 {
		f.Ratio = f.Head / f.Base
		f.Low, f.High = f.Ratio, f.Ratio
	}
	switch {
	case slices.Min(heads)-slices.Max(bases) >= least:
		f.Verdict = stats.Slower
	case slices.Min(bases)-slices.Max(heads) >= least:
		f.Verdict = stats.Faster
	default:
		f.Verdict = stats.Tie
	}
}
