package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// The layout of a forest plot, in pixels.
const (
	forestWidth = 348
	forestLeft  = 92  // of the axis
	forestRight = 300 // of the axis
	forestRow   = 19
	forestTop   = 6
)

// forests returns a plot of ratios for each workload. They share an axis.
func forests(g *grid, impls []string, tie float64) []figure {
	if !usable(tie) {
		tie = 0
	}
	axis := forestAxis(g, tie)
	var figures []figure
	for _, w := range g.Workloads {
		f := figure{Title: g.label(w), Note: w.decision()}
		f.Plot = forest(w, impls, axis, tie)
		f.Plot.Title = "Ratio to the best for " + f.Title + ": " + forestText(w)
		figures = append(figures, f)
	}
	return figures
}

// forestAxis holds all ratios of a pattern, and the band of ties.
func forestAxis(g *grid, tie float64) scale {
	values := []float64{1 / (1.05 + tie), 1.25 + tie}
	for _, w := range g.Workloads {
		for _, c := range w.Cells {
			if c.Rank > 0 {
				values = append(values, c.Ratio.Value, c.Ratio.Low, c.Ratio.High)
			}
		}
	}
	low, high, _ := extent(values)
	return scale{low / 1.02, high * 1.05, forestLeft, forestRight, math.Log10}
}

func forestText(w Workload) string {
	var parts []string
	for _, c := range w.Cells {
		parts = append(parts, c.sentence(w.Unit))
	}
	return strings.Join(parts, "; ")
}

func forest(w Workload, impls []string, axis scale, tie float64) plot {
	p := plot{W: forestWidth}
	bottom := forestTop + forestRow*float64(len(w.Cells))
	p.H = px(bottom + 34)
	if tie > 0 {
		p.box("band", axis.at(1/(1+tie)), forestTop, axis.at(1+tie), bottom)
	}
	for _, t := range axis.ticks(26) {
		p.line("grid", axis.at(t), forestTop, axis.at(t), bottom)
		p.text("tick middle", axis.at(t), bottom+13, plain(t))
	}
	p.line("rule", axis.at(1), forestTop, axis.at(1), bottom)
	p.text("tick", forestLeft, bottom+28, "times the best, ← less is better, "+sampled(w))
	y := forestTop + forestRow/2.0
	for _, impl := range impls {
		if c := w.cell(impl); c != nil {
			p.forestRow(*c, axis, y, w.Void != "")
			y += forestRow
		}
	}
	return p
}

// sampled says on how many slices the rows of a workload rest.
func sampled(w Workload) string {
	var counts []int
	for _, c := range w.Cells {
		counts = append(counts, c.Slices)
	}
	if len(counts) == 0 {
		return "n = 0"
	}
	low, high := slices.Min(counts), slices.Max(counts)
	if low == high {
		return fmt.Sprintf("n = %d", low)
	}
	return fmt.Sprintf("n = %d–%d", low, high)
}

func (p *plot) forestRow(c Cell, axis scale, y float64, void bool) {
	p.text("end", forestLeft-8, y+4, c.Impl)
	if c.Rank < 1 || void || !usable(c.Ratio.Value) {
		p.text("quiet", axis.at(1)+7, y+4, "not ranked")
		return
	}
	class := "ink"
	if c.Rank == 1 {
		class = "first"
	}
	if usable(c.Ratio.Low) && c.Ratio.High > c.Ratio.Low {
		p.line("whisker "+class, axis.at(c.Ratio.Low), y, axis.at(c.Ratio.High), y)
	}
	p.Dots = append(p.Dots, dot{class, px(axis.at(c.Ratio.Value)), px(y), 3.5, ""})
	number := factor(c.Ratio.Value)
	if c.Verdict == "best" {
		number = "1"
	}
	p.text("end number", forestWidth, y+4, number)
}
