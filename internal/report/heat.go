package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A heat is the map implementation x workload of a pattern.
type heat struct {
	Keys    []string // of the rows of headings
	Head    [][]heading
	Columns []column
	Rows    []heatRow
	Beside  []heatRow // of references
}

// A column is a workload.
type column struct {
	Axes   string // in JSON, for the picker
	Margin string
	Title  string
}

// A heatRow is an implementation.
type heatRow struct {
	Impl  string
	Lacks string // the laws that it does not keep, in a sentence
	Cells []heatCell
}

// A heatCell is an implementation in a workload.
type heatCell struct {
	Class string // h0 to h6 by ratio, or void
	Text  string
	Mark  string // = for a tie, ? where it cannot be told
	Ratio string // for the picker, empty if not ranked
	Rank  int
	Title string
}

// steps are the ratios at which a cell gets the next paler colour. The first
// colour is for those that rank first.
var steps = []float64{1.1, 1.25, 1.6, 2.5, 5}

func newHeat(g *grid, impls, references []string, lacks map[string]string) heat {
	h := heat{Keys: g.Keys, Head: g.headings()}
	for _, w := range g.Workloads {
		var axes [][2]string
		for _, key := range g.Keys {
			axes = append(axes, [2]string{key, value(w, key)})
		}
		data, _ := json.Marshal(axes) // strings always have a form in JSON
		h.Columns = append(h.Columns, column{string(data), w.margin(), g.label(w) + ": " + w.decision()})
	}
	for _, impl := range impls {
		row := heatRow{Impl: impl, Lacks: lacks[impl]}
		for _, w := range g.Workloads {
			row.Cells = append(row.Cells, newHeatCell(w, w.cell(impl)))
		}
		h.Rows = append(h.Rows, row)
	}
	for _, name := range references {
		row := heatRow{Impl: referenceTitle(name)}
		for _, w := range g.Workloads {
			row.Cells = append(row.Cells, besideCell(w, name))
		}
		h.Beside = append(h.Beside, row)
	}
	return h
}

// besideCell returns the cell of a reference. It has no colour, which would be that
// of a rank.
func besideCell(w Workload, name string) heatCell {
	c := w.reference(name)
	if c == nil {
		return heatCell{Class: "ref", Text: none, Title: referenceTitle(name) + ": not measured"}
	}
	if c.absent() {
		return heatCell{Class: "ref", Text: none, Title: referenceTitle(name) + ": not measured: " + c.reason()}
	}
	title := referenceTitle(name) + " " + quantity(c.Value.Value, w.Unit) + ", "
	if !compared(*c) {
		return heatCell{Class: "ref", Text: none, Title: title + "not compared: " + c.reason()}
	}
	ratio := factor(c.Ratio.Value)
	title += timesBest(*c) + " as the best of ours"
	if best := w.best(); best != nil {
		title += ", " + best.Impl
	}
	return heatCell{Class: "ref", Text: ratio, Ratio: ratio, Title: title}
}

func newHeatCell(w Workload, c *Cell) heatCell {
	switch {
	case c == nil:
		return heatCell{Class: "none", Title: "not measured"}
	case w.Void != "":
		return heatCell{Class: "void", Text: none, Title: "void: " + w.Void}
	case c.Rank < 1:
		return heatCell{Class: "void", Text: none, Title: "not ranked: " + c.reason()}
	}
	h := heatCell{Class: "h0", Text: factor(c.Ratio.Value), Rank: c.Rank, Title: c.sentence(w.Unit)}
	if c.Verdict == "best" {
		h.Text = "1"
	}
	h.Ratio = h.Text
	if c.Rank > 1 {
		h.Class = fmt.Sprintf("h%d", shade(c.Ratio.Value))
	}
	switch c.Verdict {
	case "tie":
		h.Mark = "="
	case "inconclusive":
		h.Mark = "?"
	}
	if c.Verdict == "best" && len(w.winners()) > 1 {
		h.Mark = "="
	}
	return h
}

// shade returns the number of the colour for a ratio, of those that do not rank
// first.
func shade(ratio float64) int {
	i, _ := slices.BinarySearch(steps, ratio)
	return i + 1
}

// reason says why a cell is not ranked.
func (c Cell) reason() string {
	if c.Unranked == "" {
		return "no reason given"
	}
	return c.Unranked
}

// sentence says what a cell is in words.
func (c Cell) sentence(unit string) string {
	s := fmt.Sprintf("%s %s, ", c.Impl, quantity(c.Value.Value, unit))
	switch {
	case c.Rank < 1:
		return s + "not ranked: " + c.reason()
	case c.Verdict == "best":
		return s + "the best"
	}
	s += factor(c.Ratio.Value) + " times the best"
	if c.Ratio.High > 0 {
		s += fmt.Sprintf(" (%s to %s)", factor(c.Ratio.Low), factor(c.Ratio.High))
	}
	if c.Verdict != "" {
		s += ", " + c.Verdict
	}
	return s
}

// lackings says for each implementation which laws of a pattern it does not
// keep.
func lackings(laws []Law, pattern string) map[string]string {
	names := make(map[string][]string)
	for _, law := range laws {
		for impl, v := range law.Verdicts {
			if law.Pattern == pattern && !harmless(v.Verdict) {
				names[impl] = append(names[impl], law.Name)
			}
		}
	}
	sentences := make(map[string]string)
	for impl, laws := range names {
		sentences[impl] = fmt.Sprintf("%s does not keep %s: %s",
			impl, plural(len(laws), "law"), strings.Join(laws, ", "))
	}
	return sentences
}
