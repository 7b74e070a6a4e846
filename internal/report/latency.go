package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// The layout of plots with two axes, in pixels.
const (
	plotWidth  = 366
	plotHeight = 236
	plotLeft   = 52
	plotRight  = 282
	plotTop    = 22
	plotBottom = 196
)

// A latencyGroup is the curves that belong into one plot.
type latencyGroup struct {
	workload string
	open     bool
	rate     float64
}

// latencies returns a plot for each workload, and one more if it was measured
// both in an open and in a closed loop.
func latencies(p Pattern, series map[string]int) []figure {
	var groups []latencyGroup
	curves := make(map[latencyGroup][]Curve)
	for _, c := range p.Latency {
		g := latencyGroup{c.Workload, c.Open, c.Rate}
		if curves[g] == nil {
			groups = append(groups, g)
		}
		curves[g] = append(curves[g], c)
	}
	var figures []figure
	for _, g := range groups {
		if plot, ok := latencyPlot(curves[g], series); ok {
			plot.Title = g.text(curves[g])
			figures = append(figures, figure{spaced(g.workload), g.note(curves[g]), plot})
		}
	}
	return figures
}

// note says how the load was made, and what that means.
func (g latencyGroup) note(curves []Curve) string {
	if !g.open {
		return "Closed loop: a stall also hides the operations that it kept from starting."
	}
	late := 0.0
	for _, c := range curves {
		late = max(late, c.Lateness)
	}
	return fmt.Sprintf("Open loop, %s a second: latency counts from the intended start. "+
		"The generator was late by up to %s (p99).",
		tick(g.rate, "arrivals"), quantity(late, "ns"))
}

func (g latencyGroup) text(curves []Curve) string {
	var parts []string
	for _, c := range curves {
		var at []string
		for _, q := range c.Quantile {
			if q.Q == 0.5 || q.Q == 0.99 || q.Q == 0.999 {
				at = append(at, quantile(q.Q)+" "+quantity(q.Ns, "ns"))
			}
		}
		parts = append(parts, c.Impl+": "+strings.Join(at, ", "))
	}
	return "Latency by percentile for " + spaced(g.workload) + ". " + strings.Join(parts, "; ")
}

// latencyPlot draws curves over 1/(1-q), so that each further nine of the
// percentile has the same width.
func latencyPlot(curves []Curve, series map[string]int) (plot, bool) {
	p := plot{W: plotWidth, H: plotHeight}
	var tails, times, floors []float64
	for _, c := range curves {
		floors = append(floors, c.Floor)
		for _, q := range c.Quantile {
			if usable(q.Ns) && q.Q < 1 {
				times = append(times, q.Ns)
				tails = append(tails, 1/(1-q.Q))
			}
		}
	}
	low, high, ok := extent(times)
	if !ok {
		return p, false
	}
	floor := slices.Max(floors)
	if usable(floor) {
		low = min(low, floor/3) // leaves room for what is written there
	}
	y := scale{low / 1.6, high * 1.4, plotBottom, plotTop, math.Log10}
	x := scale{1, max(slices.Max(tails), 100), plotLeft, plotRight, math.Log10}
	if usable(floor) {
		p.box("floor", plotLeft, y.at(floor), plotRight, plotBottom)
		p.text("quiet", plotLeft+4, y.at(floor)+11, "below the timer's floor")
	}
	p.percentiles(x)
	p.vertical(y, func(v float64) string { return tick(v, "ns") })
	p.text("tick start", 0, 10, "latency, ↓ less is better")
	p.text("tick end", plotRight, plotHeight-6, "percentile, "+timed(curves))
	p.curves(curves, x, y, series)
	return p, true
}

// timed says on how many operations the curves rest.
func timed(curves []Curve) string {
	least, most := curves[0].Count, curves[0].Count
	for _, c := range curves {
		least, most = min(least, c.Count), max(most, c.Count)
	}
	switch low, high := tick(float64(least), ""), tick(float64(most), ""); {
	case most == 0:
		return fmt.Sprintf("%d curves", len(curves))
	case low == high:
		return "n = " + low
	default:
		return "n = " + low + "–" + high
	}
}

func (p *plot) percentiles(x scale) {
	for tail := 1.0; tail <= x.high*1.0001; tail *= 10 {
		p.line("grid", x.at(tail), plotTop, x.at(tail), plotBottom)
		p.text("tick middle", x.at(tail), plotBottom+14, strings.TrimPrefix(quantile(1-1/tail), "p"))
	}
	p.line("grid", x.at(2), plotTop, x.at(2), plotBottom)
}

// vertical draws a logarithmic axis on the left.
func (p *plot) vertical(y scale, text func(float64) string) {
	for _, t := range y.ticks(22) {
		p.line("grid", plotLeft, y.at(t), plotRight, y.at(t))
		p.text("tick end", plotLeft-6, y.at(t)+4, text(t))
	}
}

func (p *plot) curves(curves []Curve, x, y scale, series map[string]int) {
	var names, classes []string
	var ends []float64
	for _, c := range curves {
		var xs, ys []float64
		for _, q := range c.Quantile {
			if usable(q.Ns) && q.Q < 1 {
				xs, ys = append(xs, x.at(1/(1-q.Q))), append(ys, y.at(q.Ns))
			}
		}
		if len(xs) == 0 {
			continue
		}
		class := fmt.Sprintf("s%d", series[c.Impl])
		loop := " closed"
		if c.Open {
			loop = " open"
		}
		p.Paths = append(p.Paths, path{"curve " + class + loop, segments(xs, ys), c.Impl})
		names, classes, ends = append(names, c.Impl), append(classes, class), append(ends, ys[len(ys)-1])
	}
	p.names(names, classes, ends)
}

// names writes beside the ends of lines what they are.
func (p *plot) names(names, classes []string, ends []float64) {
	for i, y := range spread(ends, plotBottom) {
		p.text("name "+classes[i], plotRight+6, y+4, names[i])
	}
}

// quantile returns "p99.9" for 0.999.
func quantile(q float64) string {
	if q >= 1 {
		return "max"
	}
	return "p" + strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.6f", 100*q), "0"), ".")
}

// spaced writes the name of a workload as words.
func spaced(name string) string {
	return strings.NewReplacer("/", ", ", "=", " ").Replace(name)
}
