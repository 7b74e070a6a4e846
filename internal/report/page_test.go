package report_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/report"
)

var (
	svgs       = regexp.MustCompile(`(?s)<svg.*?</svg>`)
	ids        = regexp.MustCompile(`\sid="([^"]*)"`)
	references = regexp.MustCompile(`(?i)\s(?:src|href|srcset|action|poster|data|background)="([^"]*)"`)
	foreign    = regexp.MustCompile(`(?i)url\(|@import|https?:`)
	numeric    = regexp.MustCompile(`^-?[\d.]+$`)
)

func TestPageAsksForNothing(t *testing.T) {
	page := render(t, besideBEAM(t))
	const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ` +
		`style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">`
	assert.Contains(t, page, policy)
	known := make(map[string]bool)
	for _, m := range ids.FindAllStringSubmatch(page, -1) {
		assert.False(t, known[m[1]], "the id %s is there twice", m[1])
		known[m[1]] = true
	}
	links := 0
	for _, m := range references.FindAllStringSubmatch(page, -1) {
		if m[1] == "data:," {
			continue
		}
		id, internal := strings.CutPrefix(m[1], "#")
		assert.True(t, internal && known[id], "the link %s leads nowhere on the page", m[1])
		links++
	}
	assert.Greater(t, links, 13, "every pattern is linked")
	for _, name := range []string{"page/page.css", "page/page.js"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		assert.NotRegexp(t, foreign, string(text), name)
	}
	for _, tag := range []string{"<img", "<iframe", "<object", "<embed", "<base", "<form", "<link rel=\"style"} {
		assert.NotContains(t, page, tag)
	}
}

func TestPageSize(t *testing.T) {
	const limit = 1_000_000
	r := besideBEAM(t)
	assert.Less(t, len(render(t, r)), limit)
	widen(r, 8)
	page := render(t, r)
	assert.Less(t, len(page), limit, "with eight families in every pattern")
	assert.Contains(t, page, "family-7")
	script, err := os.ReadFile("page/page.js")
	require.NoError(t, err)
	assert.LessOrEqual(t, strings.Count(string(script), "\n"), 150, "lines of script")
}

// widen gives every workload, curve and law so many implementations.
func widen(r *report.Report, families int) {
	for i := range r.Patterns {
		p := &r.Patterns[i]
		for j := range p.Workloads {
			w := &p.Workloads[j]
			for n := len(w.Cells); n < families; n++ {
				c := w.Cells[1]
				c.Impl = fmt.Sprintf("family-%d", n)
				w.Cells = append(w.Cells, c)
			}
		}
		for _, c := range slices.Clone(p.Latency) {
			c.Impl += "-too"
			p.Latency = append(p.Latency, c)
		}
		for _, s := range slices.Clone(p.Scaling) {
			s.Impl += "-too"
			p.Scaling = append(p.Scaling, s)
		}
	}
	for _, law := range r.Laws {
		for n := len(law.Verdicts); n < families; n++ {
			law.Verdicts[fmt.Sprintf("family-%d", n)] = report.Verdict{Verdict: "ok"}
		}
	}
}

func TestPagePlots(t *testing.T) {
	r := fixture(t)
	page := render(t, r)
	plots := svgs.FindAllString(page, -1)
	workloads := 0
	for _, p := range r.Patterns {
		workloads += len(p.Workloads)
	}
	assert.Greater(t, len(plots), workloads, "ratios for every workload, and more")
	checkPlots(t, page)
	for _, words := range []string{"less is better", "more is better", "timer&#39;s floor", "n = "} {
		assert.Contains(t, page, words)
	}
}

// checkPlots checks that every plot is well-formed XML, starts with its text
// alternative, says what is good, and has numbers for coordinates.
func checkPlots(t *testing.T, page string) {
	t.Helper()
	for _, plot := range svgs.FindAllString(page, -1) {
		require.Regexp(t, `^<svg [^>]*role="img"><title>[^<]+</title>`, plot)
		require.Regexp(t, `(less|more) is better`, plot)
		d := xml.NewDecoder(strings.NewReader(plot))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, plot)
			element, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			for _, a := range element.Attr {
				switch a.Name.Local {
				case "x", "y", "cx", "cy", "r", "width", "height":
					require.Regexp(t, numeric, a.Value, plot)
				case "d":
					require.Regexp(t, `^[-MLZ\d. ]+$`, a.Value, plot)
				}
			}
		}
	}
}

func TestPageShowsEverything(t *testing.T) {
	r := fixture(t)
	page := render(t, r)
	cells := regexp.MustCompile(`<td class="(?:h\d|void|none)" title=`)
	want := 0
	for _, p := range r.Patterns {
		assert.Contains(t, page, `<section id="pattern-`+strings.ToLower(p.Name)+`"`)
		assert.Contains(t, page, `<table class="heat" data-pattern="`+p.Name+`">`)
		assert.Contains(t, page, "The numbers of "+p.Name)
		want += len(p.Workloads) * len(p.Workloads[0].Cells)
	}
	assert.Len(t, r.Patterns, 13)
	assert.Len(t, cells.FindAllString(page, -1), want, "cells of the heat maps")
	for _, law := range r.Laws {
		assert.Contains(t, page, `<th scope="row">`+law.Name+`</th>`)
	}
	for _, words := range []string{
		"compared with itself 320 times", "11 of these", "The harness costs 0.62 ns", "Intel(R) Xeon(R) Processor",
		"make bench BUDGET=3m", "No fit for", "sync.OnceValues calls its function once", "not contended",
		"Open loop, 20k", "Closed loop",
	} {
		assert.Contains(t, page, words)
	}
}

func TestPageEscapes(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror='a|b'>&{{.}}` + "`]]>--></title></style>"
	r := fixture(t)
	clean := strings.Count(render(t, r), "<script")
	p := &r.Patterns[0]
	p.Name, p.Summary = evil, evil
	r.Commit, r.Budget, r.Notes, r.Reproduce = evil, evil, []string{evil}, []string{evil}
	r.Machines = append(r.Machines, report.Machine{
		Name: evil, CPU: evil, OS: evil, More: map[string]string{evil: evil},
	})
	w := &p.Workloads[0]
	w.Name, w.Unit, w.Machine = evil, evil, evil
	w.Axes = append(w.Axes, report.Axis{Key: evil, Value: evil})
	c := &w.Cells[0]
	c.Impl, c.Unranked, c.Warnings, c.Verdict = evil, evil, []string{evil}, evil
	c.Rank, c.Metrics = 0, map[string]float64{"heap-" + evil: 1, evil: 2}
	p.Latency = []report.Curve{{Impl: evil, Workload: evil, Quantile: []report.Quantile{{Q: 0.5, Ns: 9}}}}
	p.Scaling = []report.Scaling{{Impl: evil, Workload: evil, Unfitted: evil, Points: []report.Point{
		{N: 1, Throughput: report.Estimate{Value: 1, Low: 1, High: 1}},
	}}}
	r.Changes[0].Row, r.Changes[0].Commit = evil, evil
	w.References = []report.Cell{{Impl: "beam-" + evil, Verdict: evil, Unranked: evil, Warnings: []string{evil}}}
	standings := []report.Standing{{ID: evil + "." + evil, Standing: evil, Why: evil}}
	r.BEAM = &report.BEAM{OTP: evil, Elixir: evil, Laws: standings, Errata: standings, Notes: []string{evil}}
	r.Laws = append(r.Laws, report.Law{Pattern: evil, Name: evil, Sentence: evil, Verdicts: map[string]report.Verdict{
		evil: {Verdict: evil, Reason: evil, Example: evil},
	}})

	page := render(t, r)
	assert.Equal(t, clean, strings.Count(page, "<script"))
	assert.NotContains(t, page, "<img")
	assert.Equal(t, 1, strings.Count(page, "</style>"))
	checkPlots(t, page)

	var b strings.Builder
	require.NoError(t, report.WriteMarkdown(&b, r))
	assert.NotRegexp(t, `(?m)^\S.*<script`, b.String(), "only code may hold markup")
	checkTables(t, b.String())
}

// A report may lack any part of what it can hold, and hold numbers that have no
// place on an axis.
func TestPageWithLittle(t *testing.T) {
	odd := []float64{0, -1, math.NaN(), math.Inf(1), 1e-300, 1e300}
	reports := map[string]*report.Report{
		"nothing":     {},
		"no workload": {Patterns: []report.Pattern{{Name: "Table"}, {Name: "Table"}}},
		"no cells": {Patterns: []report.Pattern{{Name: "Table", Workloads: []report.Workload{
			{Name: "reads=1"}, {Name: "reads=2", Void: "the machine slept"},
		}}}},
		"empty plots": {Changes: []report.Change{{}}, Patterns: []report.Pattern{{
			Name: "Table", Scaling: []report.Scaling{{}}, Latency: []report.Curve{{}},
		}}},
	}
	for _, v := range odd {
		e := report.Estimate{Value: v, Low: -v, High: v}
		heap := map[string]float64{"heap-B": v}
		reports[fmt.Sprint("odd numbers ", v)] = &report.Report{
			Overhead: v, Tie: max(0, v), Null: report.Null{Comparisons: 1, Median: v, P95: v},
			Changes: []report.Change{{Ratio: e, Series: []float64{v, v}, At: 7, Date: time.Unix(0, 0)}},
			Patterns: []report.Pattern{{
				Name: "Table",
				Workloads: []report.Workload{{Name: "a", Cells: []report.Cell{
					{Impl: "x", Value: e, Ratio: e, Rank: 1, Verdict: "best", Bytes: v, Allocs: v, Dropped: v},
					{Impl: "y", Value: e, Ratio: e, Rank: 2, Verdict: "slower", P: v, Seen: v, Metrics: heap},
				}}},
				Scaling: []report.Scaling{{
					Impl:   "x",
					Points: []report.Point{{N: -1, Throughput: e}, {N: 0, Throughput: e}, {N: 4, Throughput: e}},
					Fit: &report.Fit{
						Lambda: e, Contention: e, Coherency: e, Peak: v,
						Band: []report.Point{{N: 0, Throughput: e}, {N: 4, Throughput: e}},
					},
				}},
				Latency: []report.Curve{{
					Impl: "x", Open: true, Rate: v, Floor: v, Lateness: v,
					Quantile: []report.Quantile{{Q: 0, Ns: v}, {Q: 1, Ns: v}, {Q: v, Ns: 5}},
				}},
			}},
		}
	}
	for name, r := range reports {
		t.Run(name, func(t *testing.T) {
			page := render(t, r)
			assert.Contains(t, page, "Which one should I take?")
			shown, _, _ := strings.Cut(page, "<script>")
			assert.NotContains(t, shown, "NaN")
			checkPlots(t, page)
			require.NoError(t, report.WriteMarkdown(io.Discard, r))
			require.NoError(t, report.WriteCSV(io.Discard, r))
		})
	}
}

// The same report gives the same page, byte for byte.
func TestPageIsReproducible(t *testing.T) {
	first := render(t, besideBEAM(t))
	for range 5 {
		require.Equal(t, first, render(t, besideBEAM(t)))
	}
}
