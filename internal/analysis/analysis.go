// Package analysis says what a measurement of package lockstep tells: it makes
// samples of slices, and verdicts of samples.
package analysis

import (
	"fmt"
	"math"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
)

// Confidence is that of all intervals.
const Confidence = 0.95

// A Comparison is what two contenders of a row tell about each other.
type Comparison struct {
	Row        *lockstep.RowResult
	Base, Head int // indices of contenders

	// Estimate is of ln(Head/Base), the time per operation. It has no units if the
	// comparison is void.
	Estimate stats.Estimate
	Adjusted float64 // its p value, adjusted for all comparisons
	Verdict  stats.Verdict
	Seen     float64 // the smallest difference that was likely to be found: 0.03 is 3 %

	Pairs   int     // pairs of slices that count
	Dropped float64 // the share of pairs that do not
	Void    string  // why nothing can be said, if so
}

// Compare compares two contenders of a row, by the slices of the same rounds. The
// verdict is yet to be given: see Judge.
func Compare(row *lockstep.RowResult, base, head int, seed uint64) Comparison {
	c := Comparison{Row: row, Base: base, Head: head, Verdict: stats.Inconclusive, Adjusted: 1, Seen: math.NaN()}
	logs, pairs, all := paired(row, base, head)
	c.Pairs = pairs
	if all > 0 {
		c.Dropped = 1 - float64(pairs)/float64(all)
	}
	var err error
	c.Estimate, err = stats.EstimateOf(logs, Confidence, seed)
	switch {
	case len(row.Failures) > 0:
		c.Void = "it failed: " + row.Failures[0].Error
	case err != nil && row.Goroutines > 1 && all > 0:
		c.Void = fmt.Sprintf("its goroutines overlapped in %d of %d pairs of slices, too few to contend", pairs, all)
	case err != nil:
		c.Void = fmt.Sprintf("%d of %d pairs of slices were undisturbed, too few", pairs, all)
	default:
		c.Seen = stats.Detectable(c.Estimate, 1-Confidence, 0.8)
	}
	return c
}

// paired returns the log ratios of the slices of two contenders, by process, block
// and round, where both count, and how many pairs there are and were.
func paired(row *lockstep.RowResult, base, head int) (logs stats.Sample, pairs, all int) {
	for _, p := range row.Processes {
		var blocks [][]float64
		for _, b := range p.Blocks {
			var rounds []float64
			first := make(map[int]lockstep.Slice)
			for _, s := range b.Slices {
				if s.Contender != base && s.Contender != head {
					continue
				}
				other, met := first[s.Round]
				if !met {
					first[s.Round] = s
					continue
				}
				all++
				if !s.Counts() || !other.Counts() {
					continue
				}
				ratio := math.Log(s.PerOp() / other.PerOp())
				if s.Contender == base {
					ratio = -ratio
				}
				rounds = append(rounds, ratio)
				pairs++
			}
			blocks = append(blocks, rounds)
		}
		logs = append(logs, blocks)
	}
	return logs, pairs, all
}

// Time returns the time per operation of a contender, in nanoseconds on a log
// scale, from the slices that count.
func Time(row *lockstep.RowResult, contender int, seed uint64) (stats.Estimate, error) {
	var logs stats.Sample
	for _, p := range row.Processes {
		var blocks [][]float64
		for _, b := range p.Blocks {
			var slices []float64
			for _, s := range b.Slices {
				if s.Contender == contender && s.Counts() {
					slices = append(slices, math.Log(s.PerOp()))
				}
			}
			blocks = append(blocks, slices)
		}
		logs = append(logs, blocks)
	}
	return stats.EstimateOf(logs, Confidence, seed)
}

// Judge gives the verdicts, with p values adjusted for each other. Void comparisons
// stay inconclusive.
func Judge(all []Comparison, rule stats.Rule, adjust stats.Adjustment) error {
	p := make([]float64, len(all))
	for i, c := range all {
		p[i] = c.Estimate.P
		if c.Void != "" {
			p[i] = math.NaN()
		}
	}
	adjusted, err := adjust(p)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Void == "" {
			all[i].Adjusted = adjusted[i]
			all[i].Verdict = rule.Judge(all[i].Estimate, adjusted[i])
		}
	}
	return nil
}

// Allocations returns what a contender allocates per operation: bytes, and the
// number of allocations. It is exact but for what is amortized over many
// operations, such as the growth of a map.
func Allocations(row *lockstep.RowResult, contender int) (bytes, allocs float64) {
	var b, n, ops float64
	for _, p := range row.Processes {
		for _, block := range p.Blocks {
			for _, o := range block.Outcomes {
				if o.Contender == contender {
					b, n, ops = b+float64(o.Bytes), n+float64(o.Allocs), ops+float64(o.Ops)
				}
			}
		}
	}
	if ops == 0 {
		return 0, 0
	}
	return b / ops, n / ops
}
