package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// A row is a line in the table of all numbers of a pattern.
type row struct {
	Workload, Impl string
	Value, Spread  string
	Sort           string // the value in a form that sorts
	Ratio, Between string
	Verdict        string
	P, Seen        string
	Bytes, Allocs  string
	Overlap        string
	Slices         int
	Dropped        string
	More           string // metrics, warnings, why it is not ranked
}

func rows(g *grid) []row {
	var all []row
	for _, w := range g.Workloads {
		for _, c := range w.Cells {
			all = append(all, newRow(w, c, g.label(w)))
		}
		for _, c := range w.References {
			if !c.absent() {
				all = append(all, newReferenceRow(w, c, g.label(w)))
			}
		}
	}
	return all
}

func newRow(w Workload, c Cell, label string) row {
	r := row{
		Workload: label, Impl: c.Impl,
		Value: quantity(c.Value.Value, w.Unit), Spread: interval(c.Value, w.Unit), Sort: sig(c.Value.Value),
		Ratio: factor(c.Ratio.Value), Between: none, Verdict: c.Verdict,
		P: pValue(c), Seen: none, Bytes: plain(c.Bytes), Allocs: plain(c.Allocs),
		Overlap: none, Slices: c.Slices, Dropped: percent(c.Dropped), More: more(c),
	}
	if c.Ratio.High > 0 && c.Verdict != "best" {
		r.Between = factor(c.Ratio.Low) + " to " + factor(c.Ratio.High)
	}
	if c.Seen > 0 {
		r.Seen = percent(c.Seen)
	}
	if c.Overlap > 0 {
		r.Overlap = fmt.Sprintf("%.2f", c.Overlap)
	}
	switch {
	case w.Void != "":
		r.Verdict, r.Ratio, r.Between = "void", none, none
		r.More = w.Void
	case c.Rank < 1:
		r.Verdict, r.Ratio, r.Between = "not ranked", none, none
	}
	return r
}

// newReferenceRow returns the row of what has no rank. Bytes are known only if there
// are any: another runtime does not tell.
func newReferenceRow(w Workload, c Cell, label string) row {
	r := newRow(w, c, label)
	r.Impl, r.Verdict, r.More = referenceTitle(c.Impl), Reference, more(c)
	if c.Bytes == 0 && c.Allocs == 0 {
		r.Bytes, r.Allocs = none, none
	}
	if compared(c) {
		r.Ratio = times(c.Ratio.Value)
		if c.Ratio.High > 0 {
			r.Between = times(c.Ratio.Low) + " to " + times(c.Ratio.High)
		}
	}
	return r
}

// A besideRow is a reference beside the best of a workload.
type besideRow struct {
	Workload, Best, Time  string
	Reference, There      string
	Ratio, Between, Apart string // Apart says why there is no ratio
	Sort                  string
}

// besides returns a row for each workload and reference, also where it was not
// measured.
func besides(g *grid, references []string) []besideRow {
	var all []besideRow
	for _, w := range g.Workloads {
		for _, name := range references {
			all = append(all, newBesideRow(w, name, g.label(w)))
		}
	}
	return all
}

func newBesideRow(w Workload, name, label string) besideRow {
	r := besideRow{
		Workload: label, Best: none, Time: none, Reference: referenceTitle(name),
		There: none, Ratio: none, Between: none,
	}
	if best := w.best(); best != nil {
		r.Best, r.Time = best.Impl, quantity(best.Value.Value, w.Unit)
	}
	c := w.reference(name)
	if c == nil {
		r.Apart = "not measured"
		return r
	}
	if c.absent() {
		r.Apart = "not measured: " + c.reason()
		return r
	}
	r.There = quantity(c.Value.Value, w.Unit)
	if !compared(*c) {
		r.Apart = c.reason()
		return r
	}
	r.Ratio, r.Sort = times(c.Ratio.Value), sig(c.Ratio.Value)
	if c.Ratio.High > 0 {
		r.Between = times(c.Ratio.Low) + " to " + times(c.Ratio.High)
	}
	return r
}

func pValue(c Cell) string {
	switch {
	case c.Rank < 1 || c.Verdict == "best" || math.IsNaN(c.P):
		return none
	case c.P < 0.001:
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", c.P)
}

func more(c Cell) string {
	var parts []string
	if c.Unranked != "" {
		parts = append(parts, c.Unranked)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Metrics)) {
		what, unit := metric(name)
		parts = append(parts, what+" "+quantity(c.Metrics[name], unit))
	}
	return strings.Join(append(parts, c.Warnings...), "; ")
}

// A curveRow is a line in the table of latencies.
type curveRow struct {
	Workload, Impl, Loop string
	At                   []quantileCell // by the quantiles of the head
}

// A quantileCell is a latency and, for sorting, its nanoseconds.
type quantileCell struct{ Text, Sort string }

// The quantiles of the table of latencies.
var quantiles = []float64{0.5, 0.9, 0.99, 0.999, 0.9999, 1}

func curveRows(p Pattern) []curveRow {
	var all []curveRow
	for _, c := range p.Latency {
		r := curveRow{spaced(c.Workload), c.Impl, "closed", nil}
		if c.Open {
			r.Loop = "open, " + tick(c.Rate, "arrivals/s")
		}
		for _, q := range quantiles {
			cell := quantileCell{none, ""}
			for _, known := range c.Quantile {
				if known.Q == q {
					cell = quantileCell{quantity(known.Ns, "ns"), plain(known.Ns)}
				}
			}
			r.At = append(r.At, cell)
		}
		all = append(all, r)
	}
	return all
}

// A scalingRow is a line in the table of throughputs.
type scalingRow struct {
	Workload, Impl     string
	N                  int
	Throughput, Spread string
	Sort               string
}

func scalingRows(p Pattern) []scalingRow {
	var all []scalingRow
	for _, s := range p.Scaling {
		for _, point := range s.Points {
			t := point.Throughput
			all = append(all, scalingRow{
				spaced(s.Workload), s.Impl, point.N,
				quantity(t.Value, "ops/s"), interval(t, "ops/s"), sig(t.Value),
			})
		}
	}
	return all
}
