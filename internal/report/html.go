package report

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
)

//go:embed page
var pageFiles embed.FS

// templates has the page and its parts.
var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"date":     date,
	"marked":   marked,
	"percent":  percent,
	"plain":    plain,
	"quantile": quantile,
	"versions": Machine.versions,
}).ParseFS(pageFiles, "page/*.tmpl"))

// WriteHTML writes the report as a page that needs no other file and asks for
// none. It can be read without scripts.
func WriteHTML(w io.Writer, r *Report) error {
	var buf bytes.Buffer
	if err := templates.ExecuteTemplate(&buf, "page.tmpl", newPage(r)); err != nil {
		return fmt.Errorf("report: write as HTML: %w", err)
	}
	_, err := w.Write(buf.Bytes())
	return err
}

// A page is what the template shows.
type page struct {
	*Report
	CSS       template.CSS
	JS        template.JS
	Legend    []heatCell
	Impls     []string
	Sections  []section
	Laws      []lawTable
	Guide     *guide   // if there is anything about the BEAM
	Beside    []string // the titles of the references
	Histories []figure
	Ranked    int // workloads
	Alarms    string
}

// A section is a pattern.
type section struct {
	Pattern
	ID        string
	Answer    answer
	Fixed     []Axis
	Heat      heat
	Beside    []besideRow
	Forests   []figure
	Latencies []figure
	Scalings  []scalingFigure
	Memories  []figure
	Rows      []row
	Quantiles []float64
	Curves    []curveRow
	Rates     []scalingRow
}

func newPage(r *Report) page {
	p := page{Report: r, Impls: r.order(), Histories: histories(r.Changes), Legend: legend()}
	p.CSS, p.JS = template.CSS(asset("page.css")), template.JS(asset("page.js"))
	p.Laws = lawTables(r.Laws, p.Impls, r.BEAM)
	references := r.referenceNames()
	for _, name := range references {
		p.Beside = append(p.Beside, referenceTitle(name))
	}
	if r.BEAM != nil || len(references) > 0 {
		g := newGuide(r)
		p.Guide = &g
	}
	series := make(map[string]int)
	for i, name := range p.Impls {
		series[name] = i % 8 // there are as many colours
	}
	for _, pattern := range r.Patterns {
		for _, c := range pattern.Latency { // the harness by itself has a curve, too
			if _, ok := series[c.Impl]; !ok {
				series[c.Impl] = len(series) % 8
			}
		}
	}
	ids := make(map[string]bool)
	for _, pattern := range r.Patterns {
		s := newSection(r, pattern, p.Impls, references, series)
		s.ID = anchor(pattern.Name, ids)
		p.Sections = append(p.Sections, s)
		p.Ranked += len(pattern.Workloads)
	}
	if r.Null.Comparisons > 0 {
		p.Alarms = percent(float64(r.Null.Alarms) / float64(r.Null.Comparisons))
	}
	return p
}

// Measured returns how many implementations were measured; others may be among the
// laws.
func (p page) Measured() (n int) {
	for _, name := range p.Impls {
		if slices.ContainsFunc(p.Patterns, func(pattern Pattern) bool {
			return len(measured([]string{name}, pattern)) > 0
		}) {
			n++
		}
	}
	return n
}

func newSection(r *Report, p Pattern, order, references []string, series map[string]int) section {
	g := newGrid(p, len(r.Machines))
	impls := measured(order, p)
	references = referencesOf(p, references)
	return section{
		Pattern:   p,
		Answer:    answerFor(g, impls),
		Fixed:     g.Fixed,
		Heat:      newHeat(g, impls, references, lackings(r.Laws, p.Name)),
		Beside:    besides(g, references),
		Forests:   forests(g, impls, r.Tie),
		Latencies: latencies(p, series),
		Scalings:  scalings(p, series),
		Memories:  memories(g, impls),
		Rows:      rows(g),
		Quantiles: quantiles,
		Curves:    curveRows(p),
		Rates:     scalingRows(p),
	}
}

// asset returns one of the files that the page embeds.
func asset(name string) string {
	data, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return string(data)
}

// legend returns a cell of each colour.
func legend() []heatCell {
	cells := []heatCell{{Class: "h0", Text: "1"}}
	for i, step := range steps {
		cells = append(cells, heatCell{Class: fmt.Sprintf("h%d", i+1), Text: "<" + plain(step)})
	}
	return append(cells, heatCell{Class: fmt.Sprintf("h%d", len(steps)+1), Text: "more"})
}

// anchor makes an id of a name, other than those that are taken.
func anchor(name string, taken map[string]bool) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name))
	id := "pattern-" + clean
	for n := 2; taken[id]; n++ {
		id = fmt.Sprintf("pattern-%s-%d", clean, n)
	}
	taken[id] = true
	return id
}
