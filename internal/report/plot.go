package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A figure is a plot and what is written above it.
type figure struct {
	Title string
	Note  string // beside the title
	Plot  plot
}

// A plot is a drawing in SVG. Its elements are drawn in the order of the fields.
type plot struct {
	W, H   px
	Title  string // the text alternative
	Boxes  []box
	Paths  []path
	Dots   []dot
	Labels []label
}

// A px is a length in the units of the drawing, which are pixels on a wide
// screen.
type px float64

// String returns the length with at most one decimal.
func (p px) String() string { return strconv.FormatFloat(math.Round(float64(p)*10)/10, 'f', -1, 64) }

type box struct {
	Class      string
	X, Y, W, H px
}

// A path is a line, or a polygon. It has a title for the pointer if it needs one.
type path struct{ Class, D, Title string }

type dot struct {
	Class   string
	X, Y, R px
	Title   string
}

type label struct {
	Class string // start, middle or end, and more
	X, Y  px
	Text  string
}

func (p *plot) line(class string, x1, y1, x2, y2 float64) {
	p.Paths = append(p.Paths, path{Class: class, D: segments([]float64{x1, x2}, []float64{y1, y2})})
}

func (p *plot) text(class string, x, y float64, text string) {
	p.Labels = append(p.Labels, label{class, px(x), px(y), text})
}

func (p *plot) box(class string, x1, y1, x2, y2 float64) {
	x1, x2 = min(x1, x2), max(x1, x2)
	y1, y2 = min(y1, y2), max(y1, y2)
	p.Boxes = append(p.Boxes, box{class, px(x1), px(y1), px(x2 - x1), px(y2 - y1)})
}

// segments returns the path through points.
func segments(x, y []float64) string {
	var b strings.Builder
	for i := range x {
		b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0])
		b.WriteString(px(x[i]).String() + " " + px(y[i]).String())
	}
	return b.String()
}

// A scale maps values to a length. Values outside are moved to its ends.
type scale struct {
	low, high float64 // values
	from, to  float64 // lengths
	curve     func(float64) float64
}

func (s scale) at(v float64) float64 {
	v = max(s.low, min(s.high, v))
	low, high := s.curve(s.low), s.curve(s.high)
	if high <= low {
		return s.from
	}
	return s.from + (s.curve(v)-low)/(high-low)*(s.to-s.from)
}

// usable tells whether v has a place on a logarithmic axis.
func usable(v float64) bool { return v > 0 && !math.IsInf(v, 0) && !math.IsNaN(v) }

// extent returns the least and the greatest of the values that have a place on
// a logarithmic axis, or false if there are none.
func extent(values []float64) (low, high float64, ok bool) {
	values = slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return !usable(v) })
	if len(values) == 0 {
		return 0, 0, false
	}
	return slices.Min(values), slices.Max(values), true
}

// ticks returns round values on a logarithmic axis that are at least so many
// pixels apart, the rounder ones first.
func (s scale) ticks(apart float64) []float64 {
	var ticks []float64
	if !usable(s.low) || !usable(s.high) {
		return nil
	}
	for _, steps := range [][]float64{{1}, {2, 5}, {3}, {1.5}, {1.2, 8}} {
		for e := math.Floor(math.Log10(s.low)); e <= math.Log10(s.high); e++ {
			for _, step := range steps {
				v := step * math.Pow(10, e)
				near := func(t float64) bool { return math.Abs(s.at(t)-s.at(v)) < apart }
				if v >= s.low && v <= s.high && !slices.ContainsFunc(ticks, near) {
					ticks = append(ticks, v)
				}
			}
		}
	}
	slices.Sort(ticks)
	return ticks
}

// lineHeight is how far apart labels must be, in pixels.
const lineHeight = 13

// spread moves positions apart so that labels there do not overlap, and keeps
// their order. They stay above the bottom, and move up where there is no room.
func spread(at []float64, bottom float64) []float64 {
	order := make([]int, len(at))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(at[a], at[b]) })
	moved := slices.Clone(at)
	free := math.Inf(-1)
	for _, i := range order {
		moved[i] = max(moved[i], free)
		free = moved[i] + lineHeight
	}
	limit := bottom
	for _, i := range slices.Backward(order) {
		moved[i] = min(moved[i], limit)
		limit = moved[i] - lineHeight
	}
	return moved
}
