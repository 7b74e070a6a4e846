package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A scalingFigure is a plot of throughput, and what is said about the fits.
type scalingFigure struct {
	figure
	Fits []string
}

// scalings returns a plot for each workload of the throughput by the number of
// goroutines, with all implementations.
func scalings(p Pattern, series map[string]int) []scalingFigure {
	var workloads []string
	of := make(map[string][]Scaling)
	for _, s := range p.Scaling {
		if of[s.Workload] == nil {
			workloads = append(workloads, s.Workload)
		}
		of[s.Workload] = append(of[s.Workload], s)
	}
	var figures []scalingFigure
	for _, name := range workloads {
		plot, ok := scalingPlot(of[name], series)
		if !ok {
			continue
		}
		f := scalingFigure{figure: figure{Title: spaced(name), Plot: plot}, Fits: fitTexts(of[name])}
		f.Plot.Title = "Throughput by goroutines for " + f.Title + ". " + scalingText(of[name])
		figures = append(figures, f)
	}
	return figures
}

func scalingText(all []Scaling) string {
	var parts []string
	for _, s := range all {
		var at []string
		for _, p := range s.Points {
			at = append(at, fmt.Sprintf("%d: %s", p.N, quantity(p.Throughput.Value, "ops/s")))
		}
		parts = append(parts, s.Impl+" "+strings.Join(at, ", "))
	}
	return strings.Join(parts, "; ")
}

// fitTexts says what the fit of each implementation is, or why there is none.
// Those with the same reason share a sentence.
func fitTexts(all []Scaling) []string {
	var texts, reasons []string
	without := make(map[string][]string)
	for _, s := range all {
		switch {
		case s.Fit != nil:
			texts = append(texts, fitText(s.Impl, *s.Fit))
		case s.Unfitted != "":
			if without[s.Unfitted] == nil {
				reasons = append(reasons, s.Unfitted)
			}
			without[s.Unfitted] = append(without[s.Unfitted], s.Impl)
		}
	}
	for _, reason := range reasons {
		texts = append(texts, "No fit for "+list(without[reason])+": "+strings.TrimSuffix(reason, ".")+".")
	}
	return texts
}

func fitText(impl string, f Fit) string {
	text := fmt.Sprintf("%s: contention %s, coherency %s", impl, ranged(f.Contention), ranged(f.Coherency))
	if usable(f.Peak) {
		text += fmt.Sprintf(", most at %s goroutines", plain(f.Peak))
	}
	return text + "."
}

// ranged returns an estimate with its interval, without a unit.
func ranged(e Estimate) string {
	if e.Low == e.High {
		return plain(e.Value)
	}
	return fmt.Sprintf("%s (%s to %s)", plain(e.Value), plain(e.Low), plain(e.High))
}

func scalingPlot(all []Scaling, series map[string]int) (plot, bool) {
	p := plot{W: plotWidth, H: plotHeight}
	var counts, rates []float64
	for _, s := range all {
		for _, point := range s.Points {
			counts = append(counts, float64(point.N))
			rates = append(rates, point.Throughput.Value, point.Throughput.Low, point.Throughput.High)
		}
	}
	low, high, ok := extent(rates)
	least, most, some := extent(counts)
	if !ok || !some {
		return p, false
	}
	y := scale{low / 1.5, high * 1.5, plotBottom, plotTop, math.Log10}
	x := scale{least / 1.2, most * 1.2, plotLeft, plotRight, math.Log10}
	slices.Sort(counts)
	counts = slices.Compact(counts)
	for _, n := range counts {
		if usable(n) {
			p.line("grid", x.at(n), plotTop, x.at(n), plotBottom)
			p.text("tick middle", x.at(n), plotBottom+14, plain(n))
		}
	}
	p.vertical(y, func(v float64) string { return tick(v, "") })
	p.text("tick start", 0, 10, "operations per second, ↑ more is better")
	p.text("tick end", plotRight, plotHeight-6, fmt.Sprintf("goroutines, n = %d", len(counts)))
	p.scalings(all, x, y, series)
	return p, true
}

// scalings draws points with their intervals, joined by the fit where there is
// one and else by thin lines.
func (p *plot) scalings(all []Scaling, x, y scale, series map[string]int) {
	var names, classes []string
	var ends []float64
	for i, s := range all {
		class := fmt.Sprintf("s%d", series[s.Impl])
		beside := 3 * (float64(i) - float64(len(all)-1)/2) // so that whiskers do not cover each other
		var xs, ys []float64
		for _, point := range s.Points {
			if point.N < 1 || !usable(point.Throughput.Value) {
				continue
			}
			xs, ys = append(xs, x.at(float64(point.N))+beside), append(ys, y.at(point.Throughput.Value))
			last := len(xs) - 1
			if usable(point.Throughput.Low) {
				p.line("whisker "+class, xs[last], y.at(point.Throughput.Low), xs[last], y.at(point.Throughput.High))
			}
			title := fmt.Sprintf("%s, %s: %s",
				s.Impl, plural(point.N, "goroutine"), quantity(point.Throughput.Value, "ops/s"))
			p.Dots = append(p.Dots, dot{class, px(xs[last]), px(ys[last]), 3, title})
		}
		if len(xs) == 0 {
			continue
		}
		if s.Fit == nil {
			p.Paths = append(p.Paths, path{"joint " + class, segments(xs, ys), ""})
		} else {
			p.fit(*s.Fit, x, y, class)
		}
		names, classes, ends = append(names, s.Impl), append(classes, class), append(ends, ys[len(ys)-1])
	}
	p.names(names, classes, ends)
}

// fit draws the curve of the Universal Scalability Law and its band.
// Source: N. J. Gunther, Guerrilla Capacity Planning, 2007, chapter 4.
func (p *plot) fit(f Fit, x, y scale, class string) {
	var xs, ys, low, high []float64
	const steps = 32
	for i := range steps + 1 {
		n := x.low * math.Pow(x.high/x.low, float64(i)/steps)
		xs = append(xs, x.at(n))
		ys = append(ys, y.at(f.throughput(n)))
	}
	p.Paths = append(p.Paths, path{"curve " + class, segments(xs, ys), ""})
	if len(f.Band) < 2 {
		return
	}
	xs = nil
	for _, point := range f.Band {
		xs = append(xs, x.at(float64(point.N)))
		low, high = append(low, y.at(point.Throughput.Low)), append(high, y.at(point.Throughput.High))
	}
	back := slices.Clone(xs)
	slices.Reverse(back)
	slices.Reverse(low)
	p.Paths = append(p.Paths, path{"ribbon " + class, segments(append(xs, back...), append(high, low...)) + "Z", ""})
}

func (f Fit) throughput(n float64) float64 {
	return f.Lambda.Value * n / (1 + f.Contention.Value*(n-1) + f.Coherency.Value*n*(n-1))
}
