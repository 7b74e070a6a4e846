package gate

import (
	"maps"
	"math"
	"slices"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
	"github.com/assay-go/assay/internal/analysis"
)

// A rule says what counts as a change.
type rule struct {
	alpha, margin float64
	seed          uint64
}

// The indexes of contenders.
const (
	base = iota
	head
)

// findings compares the sides of all rows of a result in which they took turns.
// The verdicts are yet to be given.
func (r rule) findings(result *lockstep.Result) (all []Finding) {
	for i := range result.Rows {
		row := &result.Rows[i]
		if !isPair(row) {
			continue
		}
		all = append(all, r.time(row))
		if len(row.Failures) == 0 {
			all = append(all, r.metrics(row)...)
			all = append(all, counts(row)...)
		}
	}
	return all
}

// isPair says whether a row has base and head, and is no comparison with itself.
func isPair(row *lockstep.RowResult) bool {
	return len(row.Contenders) == 2 && row.Contenders[head].Binary == head
}

// time compares what an operation takes.
func (r rule) time(row *lockstep.RowResult) Finding {
	c := analysis.Compare(row, base, head, r.seed)
	f := newFinding(row, "ns/op")
	f.Void = c.Void
	if f.Void != "" {
		return f
	}
	f.Base, f.Head = middleTime(row, base), middleTime(row, head)
	f.set(c.Estimate, c.Seen)
	return f
}

func newFinding(row *lockstep.RowResult, unit string) Finding {
	return Finding{
		Workload: row.Workload().ID(), Impl: row.Contenders[base].Impl, Unit: unit,
		P: 1, better: better(unit),
	}
}

// set takes over an estimate, and the smallest difference that was likely to be
// found, or NaN.
func (f *Finding) set(e stats.Estimate, seen float64) {
	f.estimate = e
	f.Ratio = e.Ratio()
	f.Low, f.High = e.Factors()
	if !math.IsNaN(seen) {
		f.Seen = seen
	}
}

// middleTime returns the median time of the processes.
func middleTime(row *lockstep.RowResult, contender int) float64 {
	var all []float64
	for _, p := range row.Processes {
		if v, ok := processTime(p, contender); ok {
			all = append(all, v)
		}
	}
	return middle(all)
}

// processTime returns the median of the blocks' median times.
func processTime(p lockstep.Process, contender int) (nanoseconds float64, ok bool) {
	var blocks []float64
	for _, b := range p.Blocks {
		var times []float64
		for _, s := range b.Slices {
			if s.Contender == contender && s.Counts() {
				times = append(times, s.PerOp())
			}
		}
		if len(times) > 0 {
			blocks = append(blocks, middle(times))
		}
	}
	return middle(blocks), len(blocks) > 0
}

// metrics compares what the objects reported.
func (r rule) metrics(row *lockstep.RowResult) (all []Finding) {
	values := metricsOf(row)
	for _, unit := range slices.Sorted(maps.Keys(values)) {
		pairs := values[unit]
		f := newFinding(row, unit)
		f.Base, f.Head = pairs.middles()
		sample, err := stats.Ratios(pairs)
		if err != nil {
			f.Void = "a value of it is not positive"
			all = append(all, f)
			continue
		}
		e, err := stats.EstimateOf(sample, analysis.Confidence, r.seed)
		if err != nil {
			f.Void = err.Error()
		} else {
			f.set(e, math.NaN())
		}
		all = append(all, f)
	}
	return all
}

// verdicts gives the verdicts of what has an estimate, the p values adjusted for
// each other.
func (r rule) verdicts(all []Finding, adjust stats.Adjustment) error {
	p := make([]float64, len(all))
	for i, f := range all {
		p[i] = f.estimate.P
		if f.Counted || f.Void != "" {
			p[i] = math.NaN()
		}
	}
	adjusted, err := adjust(p)
	if err != nil {
		return err
	}
	for i := range all {
		f := &all[i]
		if f.Counted || f.Void != "" {
			continue
		}
		f.P = adjusted[i]
		f.Verdict = stats.Rule{Alpha: r.alpha, Margin: r.margin, Better: f.better}.Judge(f.estimate, f.P)
		if f.Verdict != stats.Tie && math.Abs(f.estimate.Center) <= math.Log1p(r.margin) {
			f.Verdict = stats.Inconclusive
		}
		if f.better == 0 && f.Verdict != stats.Tie {
			f.Verdict = stats.Inconclusive
		}
	}
	return nil
}
