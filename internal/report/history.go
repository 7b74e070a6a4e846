package report

import (
	"fmt"
	"math"
)

// The layout of the history of a row, in pixels.
const (
	historyWidth  = 366
	historyHeight = 74
)

// histories returns a small plot for each change point.
func histories(changes []Change) []figure {
	var figures []figure
	for _, c := range changes {
		if _, _, ok := extent(c.Series); !ok {
			continue
		}
		note := fmt.Sprintf("%s times as long (%s to %s) since %s, %s",
			factor(c.Ratio.Value), factor(c.Ratio.Low), factor(c.Ratio.High), c.Commit, date(c.Date))
		f := figure{Title: spaced(c.Row), Note: note, Plot: history(c)}
		f.Plot.Title = fmt.Sprintf("History of %s over %d measurements: %s", spaced(c.Row), len(c.Series), note)
		figures = append(figures, f)
	}
	return figures
}

// history draws a series and marks where it changed.
func history(c Change) plot {
	p := plot{W: historyWidth, H: historyHeight}
	low, high, _ := extent(c.Series)
	x := scale{0, max(1, float64(len(c.Series)-1)), 4, historyWidth - 4, func(v float64) float64 { return v }}
	y := scale{low / 1.02, high * 1.02, historyHeight - 22, 6, math.Log10}
	var xs, ys []float64
	for i, v := range c.Series {
		if usable(v) {
			xs, ys = append(xs, x.at(float64(i))), append(ys, y.at(v))
		}
	}
	p.Paths = append(p.Paths, path{"curve plain", segments(xs, ys), ""})
	if c.At >= 0 && c.At < len(c.Series) {
		at := x.at(float64(c.At))
		p.line("change", at, 4, at, historyHeight-20)
		p.Dots = append(p.Dots, dot{"first", px(at), px(y.at(c.Series[c.At])), 3.5, c.Commit})
	}
	p.text("tick", 4, historyHeight-6, fmt.Sprintf("log axis, ↓ less is better, n = %d", len(c.Series)))
	return p
}
