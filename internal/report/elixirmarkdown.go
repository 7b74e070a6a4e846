package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// WriteElixir writes what somebody who comes from Elixir wants to know, with the
// numbers and the laws of a report, as a page of docs.
func WriteElixir(w io.Writer, r *Report) error {
	var b bytes.Buffer
	d := document{&b}
	g := newGuide(r)
	d.guideHead(r, g)
	for _, c := range g.Chapters {
		d.chapter(c)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("report: write the guide: %w", err)
	}
	return nil
}

func (d document) guideHead(r *Report, g guide) {
	d.printf("# Coming from Elixir\n\n")
	d.paragraph("What carries over from each pattern of the article, [GenServer Patterns for Production " +
		"Systems](../README.md#the-article), what does not, and what that costs in both directions. Neither " +
		"side is the better one: they give different things.")
	if g.BEAM != nil {
		d.paragraph(fmt.Sprintf("Laws are those on Erlang/OTP %s with Elixir %s, by %d checks: see "+
			"[reports/beam.md](../reports/beam.md) for what happens in each, and for the errata of the article.",
			g.BEAM.OTP, g.BEAM.Elixir, g.BEAM.Checks))
	}
	if len(r.referenceNames()) > 0 {
		d.paragraph("Times are those of the committed report, in turns with the families on one machine: see " +
			"[reports/report.html](../reports/report.html) for all of them, and " +
			"[benchmarks.md](benchmarks.md) for what an operation is.")
	} else {
		d.paragraph("The committed report has not measured the BEAM, so no numbers are here.")
	}
	d.paragraph("This file is generated, as the same section of the report is: " +
		"`go test ./internal/report -run TestElixir -update` writes it.")
	d.printf("## In general\n\n")
	d.list("The BEAM gives, and Go does not:", g.General.BEAM)
	d.list("Go gives, and the BEAM does not:", g.General.Go)
}

func (d document) chapter(c chapter) {
	d.printf("## %s\n\n", c.Pattern)
	d.paragraph(fmt.Sprintf("In Elixir: %s. Here: %s. In the article: *%s*.", c.There, c.Here, c.Section))
	if c.Note != "" {
		d.paragraph(c.Note)
	}
	d.list("The BEAM gives:", c.BEAM)
	d.list("Go gives:", c.Go)
	if len(c.Costs) > 0 {
		var costs []string
		for _, text := range c.Costs {
			costs = append(costs, escape(text))
		}
		d.list("What it costs:", costs)
	}
	d.paragraph("**Start with** " + c.Start)
	if c.First != "" {
		d.paragraph("**First in the report**: " + escape(c.First))
	}
	if c.Laws != "" {
		d.paragraph("**Laws.** " + escape(c.Laws))
	}
}

func (d document) list(head string, items []string) {
	d.printf("%s\n\n", head)
	for _, item := range items {
		d.wrap("- ", "  ", item)
	}
	d.printf("\n")
}

func (d document) paragraph(text string) {
	d.wrap("", "", text)
	d.printf("\n")
}

// wrap writes text in lines of at most 100 characters, if its words allow it.
func (d document) wrap(first, others, text string) {
	const most = 100
	line := first
	fresh := true
	for word := range strings.SplitSeq(text, " ") {
		if !fresh && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > most {
			d.printf("%s\n", line)
			line, fresh = others, true
		}
		if !fresh {
			line += " "
		}
		line, fresh = line+word, false
	}
	d.printf("%s\n", line)
}
