package report

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
)

// A guide is what somebody who comes from Elixir wants to know. The page and the
// file in docs show the same one.
type guide struct {
	BEAM     *BEAM
	General  passage
	Chapters []chapter
}

// A chapter is a pattern.
type chapter struct {
	passage
	Costs []string // with numbers of the report, if it has any
	First string   // who ranks first in the report, if anybody does
	Laws  string   // which differ, and how many do not
}

// newGuide returns the guide, with the numbers and the laws of a report.
func newGuide(r *Report) guide {
	g := guide{BEAM: r.BEAM, General: general}
	order, names := r.order(), r.referenceNames()
	for _, p := range passages {
		c := chapter{passage: p, Laws: r.BEAM.differences(p.Pattern)}
		if i := slices.IndexFunc(r.Patterns, func(o Pattern) bool { return o.Name == p.Pattern }); i >= 0 {
			grid := newGrid(r.Patterns[i], len(r.Machines))
			if a := answerFor(grid, measured(order, r.Patterns[i])); a.Take != "" {
				c.First = a.Take + ", " + a.Why
			}
			for _, name := range referencesOf(r.Patterns[i], names) {
				c.Costs = append(c.Costs, costs(grid, name)...)
			}
		}
		g.Chapters = append(g.Chapters, c)
	}
	return g
}

// differences says which laws of a pattern are weaker on the BEAM, or have no
// meaning there. It is empty if that is not known.
func (b *BEAM) differences(pattern string) string {
	if b == nil {
		return ""
	}
	names := make(map[string][]string)
	all := 0
	for _, s := range b.Laws {
		if name, ok := strings.CutPrefix(s.ID, pattern+"."); ok {
			all++
			names[s.Standing] = append(names[s.Standing], name)
		}
	}
	sentences := []string{fmt.Sprintf("%d of %d hold there.", len(names[Holds]), all)}
	tell := func(standing, heading string) {
		if len(names[standing]) > 0 {
			sentences = append(sentences, heading+": "+strings.Join(names[standing], ", ")+".")
		}
		delete(names, standing)
	}
	delete(names, Holds)
	tell(Weaker, "Weaker")
	tell(Inapplicable, "Without a meaning there")
	tell(NoCheck, "Not checked there")
	for _, standing := range slices.Sorted(maps.Keys(names)) { // faults
		tell(standing, standing)
	}
	return strings.Join(sentences, " ")
}

// costs says in which workloads of a pattern a reference is farthest from the best
// on either side, and what it keeps in memory.
func costs(g *grid, name string) []string {
	least, most, n := -1, -1, 0
	ratio := func(i int) float64 { return g.Workloads[i].reference(name).Ratio.Value }
	for i, w := range g.Workloads {
		if c := w.reference(name); c == nil || !compared(*c) {
			continue
		}
		n++
		if least < 0 || ratio(i) < ratio(least) {
			least = i
		}
		if most < 0 || ratio(i) > ratio(most) {
			most = i
		}
	}
	title := referenceTitle(name)
	switch n {
	case 0:
		return append([]string{"The " + title + " is compared in no workload of this report."}, footprints(g, name)...)
	case 1:
		return append([]string{g.beside(least, name)}, footprints(g, name)...)
	}
	head := fmt.Sprintf("Over %d workloads the %s takes %s to %s times as long as the best of ours.",
		n, title, times(ratio(least)), times(ratio(most)))
	return append([]string{head, g.beside(least, name), g.beside(most, name)}, footprints(g, name)...)
}

// beside compares a reference with the best of a workload, in words.
func (g *grid) beside(i int, name string) string {
	w := g.Workloads[i]
	c, best := w.reference(name), w.best()
	return fmt.Sprintf("%s: %s %s, %s %s, %s.", g.label(w), referenceTitle(name), quantity(c.Value.Value, w.Unit),
		best.Impl, quantity(best.Value.Value, w.Unit), timesBest(*c))
}

// compared reports whether a reference has a ratio to the best.
func compared(c Cell) bool { return c.Unranked == "" && usable(c.Ratio.Value) }

// timesBest returns the ratio of a reference with its interval.
func timesBest(c Cell) string {
	text := times(c.Ratio.Value) + " times as long"
	if c.Ratio.High > 0 {
		text += fmt.Sprintf(" (%s to %s)", times(c.Ratio.Low), times(c.Ratio.High))
	}
	return text
}

// times returns a ratio with three digits, however large it is.
func times(r float64) string {
	if r < 9.995 || !usable(r) {
		return factor(r)
	}
	return sig(r)
}

// footprints compares what a reference and the best keep in memory, where both were
// measured.
func footprints(g *grid, name string) []string {
	var all []string
	for _, w := range g.Workloads {
		c, best := w.reference(name), w.best()
		if c == nil || best == nil {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(c.Metrics)) {
			v, ok := best.Metrics[key]
			if what, unit := metric(key); ok && strings.HasPrefix(what, "heap") {
				all = append(all, fmt.Sprintf("%s: the heap has %s on the %s, and %s in %s.", g.label(w),
					quantity(c.Metrics[key], unit), referenceTitle(name), quantity(v, unit), best.Impl))
			}
		}
	}
	return all
}

// marked returns text as HTML, with what is between backquotes as code and what
// is between asterisks in italics.
func marked(text string) template.HTML {
	var b strings.Builder
	for i, code := range strings.Split(text, "`") {
		if i%2 == 1 {
			b.WriteString("<code>" + template.HTMLEscapeString(code) + "</code>")
			continue
		}
		for j, part := range strings.Split(code, "*") {
			if j%2 == 1 {
				part = "<i>" + template.HTMLEscapeString(part) + "</i>"
			} else {
				part = template.HTMLEscapeString(part)
			}
			b.WriteString(part)
		}
	}
	return template.HTML(b.String())
}
