package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// stripRight is the end of the axis. It leaves room for a range.
const stripRight = 272

// memories returns plots of what an operation allocates, and of the heap where
// that was measured: a row for each implementation, a dot for each workload.
func memories(g *grid, impls []string) []figure {
	var figures []figure
	names := make(map[string]bool)
	allocates := false
	for _, w := range g.Workloads {
		for _, c := range w.Cells {
			allocates = allocates || c.Bytes != 0 || c.Allocs != 0
			for name := range c.Metrics {
				if strings.HasPrefix(name, "heap") {
					names[name] = true
				}
			}
		}
	}
	if allocates {
		figures = append(figures,
			strip("Bytes allocated", "B/op", g, impls, func(c Cell) (float64, bool) { return c.Bytes, true }),
			strip("Allocations", "allocs/op", g, impls, func(c Cell) (float64, bool) { return c.Allocs, true }))
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		_, unit := metric(name)
		figures = append(figures, strip("Heap in use", unit, g, impls, func(c Cell) (float64, bool) {
			v, ok := c.Metrics[name]
			return v, ok
		}))
	}
	return figures
}

// strip draws the values of all workloads on a line for each implementation.
func strip(title, unit string, g *grid, impls []string, of func(Cell) (float64, bool)) figure {
	most, n := 1.0, 0
	for _, w := range g.Workloads {
		for _, c := range w.Cells {
			if v, ok := of(c); ok && usable(v+1) {
				most = max(most, v)
				n++
			}
		}
	}
	bottom := forestTop + forestRow*float64(len(impls))
	p := plot{W: forestWidth, H: px(bottom + 34)}
	x := scale{0, most * 1.1, forestLeft, stripRight, math.Log1p}
	for _, t := range stripTicks(x) {
		p.line("grid", x.at(t), forestTop, x.at(t), bottom)
		p.text("tick middle", x.at(t), bottom+13, tick(t, ""))
	}
	p.text("tick", forestLeft, bottom+28, fmt.Sprintf("%s, ← less is better, n = %d", unit, n))
	var words []string
	y := forestTop + forestRow/2.0
	for _, impl := range impls {
		p.text("end", forestLeft-8, y+4, impl)
		values := stripValues(g, impl, of)
		for _, v := range slices.Sorted(maps.Keys(values)) {
			title := fmt.Sprintf("%s %s: %s", impl, quantity(v, unit), strings.Join(values[v], "; "))
			p.Dots = append(p.Dots, dot{"soft", px(x.at(v)), px(y), 3.5, title})
		}
		if all := slices.Sorted(maps.Keys(values)); len(all) > 0 {
			text := amount(all[len(all)-1])
			if first := amount(all[0]); first != text {
				text = first + "–" + text
			}
			p.text("end number", forestWidth, y+4, text)
			words = append(words, impl+" "+text)
		}
		y += forestRow
	}
	p.Title = fmt.Sprintf("%s in %s over all workloads: %s", title, unit, strings.Join(words, ", "))
	return figure{Title: title, Plot: p}
}

// amount returns a number in few characters.
func amount(v float64) string {
	v, p := scaled(v, decimalPrefixes)
	return plain(math.Round(v*10)/10) + p
}

// stripValues returns the workloads in which an implementation has a value.
func stripValues(g *grid, impl string, of func(Cell) (float64, bool)) map[float64][]string {
	values := make(map[float64][]string)
	for _, w := range g.Workloads {
		if c := w.cell(impl); c != nil {
			if v, ok := of(*c); ok && usable(v+1) {
				values[v] = append(values[v], g.label(w))
			}
		}
	}
	return values
}

// stripTicks returns 0 and round values that have room on the axis, the powers of
// ten first.
func stripTicks(x scale) []float64 {
	ticks := []float64{0}
	for _, step := range []float64{1, 5, 2} {
		for v := step; v <= x.high; v *= 10 {
			near := func(t float64) bool { return math.Abs(x.at(t)-x.at(v)) < 26 }
			if !slices.ContainsFunc(ticks, near) {
				ticks = append(ticks, v)
			}
		}
	}
	return ticks
}
