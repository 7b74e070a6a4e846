package report_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/report"
)

func TestJSON(t *testing.T) {
	r := besideBEAM(t)
	var first, second bytes.Buffer
	require.NoError(t, report.WriteJSON(&first, r))
	again, err := report.ReadJSON(bytes.NewReader(first.Bytes()))
	require.NoError(t, err)
	require.Equal(t, r, again)
	require.NoError(t, report.WriteJSON(&second, again))
	require.Equal(t, first.String(), second.String())
	assert.Equal(t, report.Version, again.Version)
}

func TestJSONRefuses(t *testing.T) {
	certificate, err := os.ReadFile("../../reports/conformance.json")
	require.NoError(t, err)
	bench, err := os.ReadFile("../../reports/bench.txt")
	require.NoError(t, err)
	for _, test := range []struct{ name, text, want string }{
		{"empty", " \n", "report: the file is empty; write it anew with assay report"},
		{"cut", `{"format":"assay-report","version":1,"commit":"abc`, "is truncated: it ends after 50 bytes"},
		{"certificate", string(certificate), `is JSON but not a report: its format is "", not "assay-report"`},
		{"bench.txt", string(bench), "report: the file is not JSON from byte 1 on"},
		{
			"newer", `{"format":"assay-report","version":7,"new":{}}`,
			"report: the file has version 7 and this assay reads up to 2; use a newer assay",
		},
		{"no version", `{"format":"assay-report"}`, "has version 0, and there is none below 1"},
		{"other form", `{"format":"assay-report","version":1,"patterns":"all"}`, "does not have the form of a report"},
		{"unknown field", `{"format":"assay-report","version":1,"colour":"blue"}`, `unknown field "colour"`},
		{"two", `{"format":"assay-report","version":1}{}`, "is not JSON from byte 38 on"},
		{"array", `[1]`, "does not have the form of a report"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := report.ReadJSON(strings.NewReader(test.text))
			assert.Nil(t, r)
			require.ErrorContains(t, err, test.want)
		})
	}
}

// Whatever is cut off is noticed.
func TestJSONTruncated(t *testing.T) {
	data, err := os.ReadFile("testdata/report.json")
	require.NoError(t, err)
	data = bytes.TrimSpace(data)
	for n := 1; n < len(data); n += 1 + len(data)/97 {
		_, err := report.ReadJSON(bytes.NewReader(data[:n]))
		require.ErrorContains(t, err, "is truncated", "after %d bytes", n)
	}
	_, err = report.ReadJSON(bytes.NewReader(data[:len(data)-1]))
	require.ErrorContains(t, err, "is truncated")
}

func TestJSONOfNoNumber(t *testing.T) {
	var b bytes.Buffer
	err := report.WriteJSON(&b, &report.Report{Overhead: math.NaN()})
	require.ErrorContains(t, err, "report: write as JSON: json: unsupported value: NaN")
	assert.Zero(t, b.Len(), "nothing is written")
}

func TestCSV(t *testing.T) {
	r := besideBEAM(t)
	var b bytes.Buffer
	require.NoError(t, report.WriteCSV(&b, r))
	lines, err := csv.NewReader(&b).ReadAll() // which checks that all lines have as many fields
	require.NoError(t, err)
	column := make(map[string]int)
	for i, name := range lines[0] {
		column[name] = i
	}
	require.Len(t, column, len(lines[0]), "names are unique")
	n := 1
	for _, p := range r.Patterns {
		for _, w := range p.Workloads {
			for _, c := range slices.Concat(w.Cells, w.References) {
				line := lines[n]
				n++
				require.Equal(t, p.Name+w.Name+c.Impl,
					line[column["pattern"]]+line[column["workload"]]+line[column["implementation"]])
				v, err := strconv.ParseFloat(line[column["value"]], 64)
				require.NoError(t, err)
				require.InDelta(t, c.Value.Value, v, 0, "exactly")
				require.Equal(t, c.Verdict == report.Reference, line[column["verdict"]] == "reference")
				known := c.Rank > 0 || c.Verdict == report.Reference && c.Unranked == ""
				require.Equal(t, known, line[column["ratio"]] != "", "a ratio to nobody")
				for _, a := range w.Axes {
					require.Equal(t, a.Value, line[column["axis."+a.Key]])
				}
			}
		}
	}
	require.Len(t, lines, n)
}

func markdown(t *testing.T, r *report.Report) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, report.WriteMarkdown(&b, r))
	return b.String()
}

func TestMarkdown(t *testing.T) {
	r := fixture(t)
	text := markdown(t, r)
	checkTables(t, text)
	for _, p := range r.Patterns {
		assert.Contains(t, text, "\n## "+p.Name+"\n")
	}
	assert.Regexp(t, `\| reads 99, goroutines 8 \| [\d.]+\x{a0}ns/op \| [\d.]+ \| \d+ `+
		`\| \*\*1\*\* \| 1\.\d\d \| \d+\x{202f}% \|`, text)
	assert.Contains(t, text, "compared with itself 320 times")
	assert.Less(t, len(text), 30_000, "short enough for a pull request")
}

// checkTables checks that all lines of a table have as many cells.
func checkTables(t *testing.T, text string) {
	t.Helper()
	cells, tables := 0, 0
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "|") {
			cells = 0
			continue
		}
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		if cells == 0 {
			cells = n
			tables++
		}
		require.Equal(t, cells, n, line)
	}
	require.Positive(t, tables)
}

// The answer counts who is first, names ties as ties, and does not boast where
// the run cannot tell.
func TestAnswer(t *testing.T) {
	cell := func(impl string, rank int, ratio float64, verdict string) report.Cell {
		return report.Cell{
			Impl: impl, Rank: rank, Verdict: verdict,
			Ratio: report.Estimate{Value: ratio, Low: ratio * 0.9, High: ratio * 1.1},
		}
	}
	work := func(cells ...report.Cell) report.Workload { return report.Workload{Name: "w", Cells: cells} }
	won := work(cell("a", 1, 1, "best"), cell("b", 2, 1.5, "slower"), cell("c", 3, 4, "slower"))
	tied := work(cell("b", 1, 1, "best"), cell("a", 1, 1.01, "tie"), cell("c", 3, 4, "slower"))
	unclear := work(cell("a", 1, 1, "best"), cell("b", 2, 1.05, "inconclusive"))
	void := won
	void.Void = "the machine slept"
	unranked := work(cell("a", 0, 1, ""), cell("b", 0, 1, ""))
	for _, test := range []struct {
		name      string
		workloads []report.Workload
		want      []string
	}{
		{"a win", []report.Workload{won}, []string{"**a**: first in 1 of 1, ahead by 50\u202f%.", "| 50\u202f% |"}},
		{
			"a tie",
			[]report.Workload{tied},
			[]string{"**a or b**: first or tied in 1 of 1.", "| tie |", "**1.01 =**", "**1 =**"},
		},
		{
			"unclear",
			[]report.Workload{unclear},
			[]string{"**a**: first in 1 of 1 (1 too close to tell).", "| 1.05 ? |", "| ? |"},
		},
		{
			"both",
			[]report.Workload{won, tied},
			[]string{"**a**: first or tied in 2 of 2, ahead by 50\u202f%; b 1."},
		},
		{"void", []report.Workload{void}, []string{"No workload has a ranking."}},
		{"unranked", []report.Workload{unranked}, []string{"No workload has a ranking.", "| – | – |"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &report.Report{Patterns: []report.Pattern{{Name: "Table", Workloads: test.workloads}}}
			text := markdown(t, r)
			for _, want := range test.want {
				assert.Contains(t, text, want)
			}
			page := render(t, r)
			assert.Equal(t, strings.Contains(text, "No workload"), strings.Contains(page, "No workload has a ranking."))
		})
	}
}

// What an implementation lacks is told beside its name, in both forms.
func TestLacking(t *testing.T) {
	r := &report.Report{
		Patterns: []report.Pattern{{Name: "Table", Workloads: []report.Workload{{Name: "w", Cells: []report.Cell{
			{Impl: "a", Rank: 1, Verdict: "best"}, {Impl: "b", Unranked: "it fails Table.Stable"},
		}}}}},
		Laws: []report.Law{
			{Pattern: "Table", Name: "Stable", Verdicts: map[string]report.Verdict{
				"a": {Verdict: "lacking", Reason: "it copies"},
				"b": {Verdict: "violated", Example: "Store(1, 2) || All()"},
			}},
			{Pattern: "Gate", Name: "Drain", Verdicts: map[string]report.Verdict{"a": {Verdict: "ok"}}},
		},
	}
	text, page := markdown(t, r), render(t, r)
	assert.Contains(t, text, "| workload | best | a† | b† |")
	assert.Contains(t, page, `title="a does not keep 1 law: Stable"`)
	assert.Contains(t, page, `title="not ranked: it fails Table.Stable"`)
	assert.Contains(t, page, "<pre>Store(1, 2) || All()</pre>")
	assert.Contains(t, page, `<details open><summary>The laws of Table`, "a violation is shown at once")
	assert.Contains(t, page, `<details><summary>The laws of Gate`)
}
