package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// WriteMarkdown writes the rankings as a table for each pattern. Its cells are
// the times in multiples of the best.
func WriteMarkdown(w io.Writer, r *Report) error {
	var b bytes.Buffer
	d := document{&b}
	d.head(r)
	order, references := r.order(), r.referenceNames()
	for _, p := range r.Patterns {
		g := newGrid(p, len(r.Machines))
		impls := measured(order, p)
		d.pattern(p, g, impls, referencesOf(p, references), lackings(r.Laws, p.Name))
	}
	d.there(r.BEAM)
	d.tail(r)
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("report: write as Markdown: %w", err)
	}
	return nil
}

// A document is the Markdown in the making.
type document struct{ *bytes.Buffer }

func (d document) printf(format string, args ...any) { fmt.Fprintf(d, format, args...) }

func (d document) head(r *Report) {
	d.printf("# Which one should I take?\n\n")
	d.printf("A cell tells how many times as long as the best an implementation takes: **1** is the best, ")
	d.printf("**=** ties with it")
	if r.Tie > 0 {
		d.printf(" within %s", percent(r.Tie))
	}
	d.printf(", ? cannot be told by this run, %s is not ranked. † does not keep every law.\n\n", none)
	for _, m := range r.Machines {
		d.printf("- %s: %s, %d processors, GOMAXPROCS %d, %s, %s; load %s\n", escape(m.Name), escape(m.CPU),
			m.Processors, m.Maxprocs, escape(m.OS), escape(m.versions()), escape(m.Load))
	}
	d.printf("- commit %s, measured for %s\n", escape(r.Commit), escape(r.Budget))
}

func (d document) pattern(p Pattern, g *grid, impls, references []string, lacks map[string]string) {
	a := answerFor(g, impls)
	d.printf("\n## %s\n\n", escape(p.Name))
	if a.Take != "" {
		d.printf("**%s**: ", escape(a.Take))
	}
	d.printf("%s", escape(a.Why))
	if len(g.Fixed) > 0 {
		d.printf(" Always %s.", escape(fixedText(g.Fixed)))
	}
	d.printf("\n\n| workload | best |")
	for _, impl := range impls {
		d.printf(" %s", escape(impl))
		if lacks[impl] != "" {
			d.printf("†")
		}
		d.printf(" |")
	}
	d.printf(" ahead by |")
	for _, name := range references {
		d.printf(" %s | to the best |", escape(referenceTitle(name)))
	}
	d.printf("\n|---|---:%s|---:|\n", strings.Repeat("|---:", len(impls)+2*len(references)))
	for _, w := range g.Workloads {
		d.printf("| %s | %s |", escape(g.label(w)), bestTime(w))
		for _, impl := range impls {
			d.printf(" %s |", ratioText(newHeatCell(w, w.cell(impl))))
		}
		d.printf(" %s |", w.margin())
		for _, name := range references {
			r := newBesideRow(w, name, "")
			d.printf(" %s | %s |", escape(r.There), besideText(r))
		}
		d.printf("\n")
	}
}

// besideText returns the ratio of a reference with its interval, or why there is
// none.
func besideText(r besideRow) string {
	switch {
	case r.Apart != "":
		return escape(r.Apart)
	case r.Between == none:
		return r.Ratio
	}
	return r.Ratio + " (" + r.Between + ")"
}

// there writes how many laws of each pattern hold on the BEAM, and which do not.
func (d document) there(b *BEAM) {
	if b == nil {
		return
	}
	d.printf("\n## Laws on the BEAM\n\nErlang/OTP %s, Elixir %s, %d checks.\n\n| pattern | laws |\n|---|---|\n",
		escape(b.OTP), escape(b.Elixir), b.Checks)
	for _, p := range passages {
		if text := b.differences(p.Pattern); text != "" {
			d.printf("| %s | %s |\n", escape(p.Pattern), escape(text))
		}
	}
	d.printf("\n| erratum of the article | on the BEAM | what happens |\n|---|---|---|\n")
	for _, e := range b.Errata {
		d.printf("| %s | %s | %s |\n", escape(e.ID), escape(e.Standing), escape(e.Why))
	}
}

func fixedText(axes []Axis) string {
	var parts []string
	for _, a := range axes {
		parts = append(parts, a.Key+" "+a.Value)
	}
	return strings.Join(parts, ", ")
}

// bestTime returns the time of the first in the ranking.
func bestTime(w Workload) string {
	if best := w.best(); best != nil {
		return escape(quantity(best.Value.Value, w.Unit))
	}
	return none
}

func ratioText(h heatCell) string {
	text := h.Text
	if h.Mark != "" {
		text += " " + h.Mark
	}
	if h.Rank == 1 {
		text = "**" + text + "**"
	}
	return text
}

func (d document) tail(r *Report) {
	d.printf("\n## How far to trust this\n\n")
	if n := r.Null; n.Comparisons > 0 {
		d.printf("The same implementation was compared with itself %d times; %d were called a difference. ",
			n.Comparisons, n.Alarms)
		d.printf("The error was %s in the median and below %s in 95 of 100.\n", percent(n.Median), percent(n.P95))
	} else {
		d.printf("Nothing was compared with itself in this run, so its rate of false alarms is not known.\n")
	}
	d.printf("The harness costs %s ns per operation, which is part of every number.\n", plain(r.Overhead))
	for i, note := range r.Notes {
		if i == 0 {
			d.printf("\n")
		}
		d.printf("- %s\n", escape(note))
	}
	if len(r.Reproduce) > 0 {
		d.printf("\n## Reproduce\n\n")
		for _, command := range r.Reproduce {
			d.printf("    %s\n", strings.ReplaceAll(command, "\n", " "))
		}
	}
}

// escape makes text safe for a cell of a table.
func escape(text string) string {
	return strings.NewReplacer(
		"\\", "\\\\", "|", "\\|", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]",
		"<", "&lt;", ">", "&gt;", "&", "&amp;", "\r", " ", "\n", " ",
	).Replace(text)
}
