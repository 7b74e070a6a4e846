package analysis

import (
	"fmt"
	"math"
	"slices"

	"github.com/assay-go/assay/bench/stats"
	"github.com/assay-go/assay/internal/report"
)

// cells returns the ranked contenders in their order, and then the others. Those
// that repeat another one are left out.
func (w *workload) cells() ([]report.Cell, error) {
	places, err := w.places()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.row.Workload().ID(), err)
	}
	var cells []report.Cell
	ranked := make(map[int]bool)
	leader := -1
	for n, p := range places {
		i := w.index(p.Name)
		ranked[i] = true
		if n == 0 {
			leader = i
		}
		c, err := w.cell(i)
		if err != nil {
			return nil, err
		}
		c.Rank = p.Rank
		w.against(&c, leader, i)
		cells = append(cells, c)
	}
	if len(cells) > 1 {
		cells[0].Seen = cells[1].Seen // of the comparison that makes it the best
	}
	for i := range w.row.Contenders {
		if ranked[i] || w.original(i) < i || slices.Contains(w.beside, i) {
			continue
		}
		c, err := w.cell(i)
		if err != nil {
			return nil, err
		}
		c.Verdict, c.Unranked, c.P = stats.Inconclusive.String(), w.unranked[i], 1
		if c.Unranked == "" {
			c.Unranked = w.void
		}
		cells = append(cells, c)
	}
	return cells, nil
}

func (w *workload) index(label string) int {
	for i, c := range w.row.Contenders {
		if c.Label == label {
			return i
		}
	}
	return -1
}

// against fills in how a contender compares with the first of the ranking.
func (w *workload) against(c *report.Cell, leader, i int) {
	c.Ratio, c.Verdict, c.P = report.Estimate{Value: 1, Low: 1, High: 1}, "best", 1
	if i == leader {
		return
	}
	// Compare is antisymmetric, so the pair serves both ways.
	for _, pair := range w.pairs {
		e, verdict := pair.Estimate, pair.Verdict
		switch {
		case pair.Base == leader && pair.Head == i:
		case pair.Base == i && pair.Head == leader:
			e.Center, e.Interval = -e.Center, stats.Interval{Lo: -e.Hi, Hi: -e.Lo}
			verdict = verdict.Swapped()
		default:
			continue
		}
		low, high := e.Factors()
		c.Ratio, c.P, c.Seen = estimate(e.Ratio(), low, high), finite(pair.Adjusted), finite(pair.Seen)
		c.Verdict = verdict.String()
		if verdict == stats.Faster { // than the first: the comparisons contradict each other
			c.Verdict = stats.Inconclusive.String()
		}
	}
}

// cell returns what a contender took, without its rank.
func (w *workload) cell(i int) (report.Cell, error) {
	s := w.slices(i)
	c := report.Cell{
		Impl: w.row.Contenders[i].Label, Value: w.value(i, s), Slices: s.kept,
		Warnings: s.warnings(),
	}
	if s.all > 0 {
		c.Dropped = 1 - float64(s.kept)/float64(s.all)
	}
	if w.row.Goroutines > 1 {
		c.Overlap = finite(median(s.overlaps))
	}
	bytes, allocs := Allocations(w.row, i)
	c.Bytes, c.Allocs = rounded(bytes), rounded(allocs)
	latency, err := w.latency(i)
	if err != nil {
		return c, fmt.Errorf("%s: %s: %w", w.row.Workload().ID(), c.Impl, err)
	}
	metrics := w.reported(i)
	if latency.Latency != nil {
		for _, m := range latency.Metrics() {
			metrics[m.Unit] = append(metrics[m.Unit], m.Value)
		}
	}
	for unit, values := range metrics {
		if c.Metrics == nil {
			c.Metrics = make(map[string]float64)
		}
		c.Metrics[unit] = finite(median(values))
	}
	return c, nil
}

// value returns the time per operation. Where too few slices count there is no
// interval, and where none does the median is that of all.
func (w *workload) value(i int, s sliced) report.Estimate {
	if e, err := Time(w.row, i, w.seed); err == nil {
		low, high := e.Factors()
		return estimate(e.Ratio(), low, high)
	}
	return report.Estimate{Value: finite(median(s.times))}
}

// reported returns what the objects under test reported, by unit.
func (w *workload) reported(i int) map[string][]float64 {
	all := make(map[string][]float64)
	for _, p := range w.row.Processes {
		for _, b := range p.Blocks {
			for _, o := range b.Outcomes {
				for _, m := range o.Metrics {
					if o.Contender == i {
						all[m.Unit] = append(all[m.Unit], m.Value)
					}
				}
			}
		}
	}
	return all
}

// estimate returns an estimate. An interval that is not finite is none.
func estimate(value, low, high float64) report.Estimate {
	if finite(low) != low || finite(high) != high {
		low, high = 0, 0
	}
	return report.Estimate{Value: finite(value), Low: low, High: high}
}

// finite returns v, or 0 for what JSON has no form for.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// rounded cuts off what the runtime allocates on its own now and then.
func rounded(v float64) float64 { return finite(math.Round(v*100) / 100) }

// median returns the middle of the values, or the mean of the two there.
func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}
