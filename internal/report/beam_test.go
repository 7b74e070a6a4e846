package report_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/report"
)

func TestIsReference(t *testing.T) {
	for name, want := range map[string]bool{
		"beam": true, "beam-public": true, "beams": false, "atomic": false, "": false, "my-beam": false,
	} {
		assert.Equal(t, want, report.IsReference(name), name)
	}
}

// A report that knows nothing of the BEAM does not speak of it.
func TestWithoutBEAM(t *testing.T) {
	r := fixture(t)
	body := func(page string) string {
		_, body, _ := strings.Cut(page, "<body>")
		body, _, _ = strings.Cut(body, "<script>")
		return body
	}
	assert.NotRegexp(t, `(?i)\bbeam\b|elixir|"ref"|"there|"beside`, body(render(t, r)))
	assert.NotRegexp(t, `(?i)\bbeam\b|to the best`, markdown(t, r))
	var b bytes.Buffer
	require.NoError(t, report.WriteJSON(&b, r))
	assert.NotRegexp(t, `"(beam|references)"`, b.String())
	b.Reset()
	require.NoError(t, report.WriteCSV(&b, r))
	assert.NotContains(t, b.String(), "reference,0")
	assert.Contains(t, body(render(t, besideBEAM(t))), "Coming from Elixir", "with it, it does")
}

// one returns a report of one workload, with a reference.
func one(there report.Cell) *report.Report {
	exactly := func(v float64) report.Estimate { return report.Estimate{Value: v, Low: v, High: v} }
	workloads := []report.Workload{{
		Name: "reads=99", Unit: "ns/op", Axes: []report.Axis{{Key: "reads", Value: "99"}},
		Cells: []report.Cell{
			{Impl: "mutex", Rank: 1, Verdict: "best", Ratio: exactly(1), Value: exactly(20)},
			{Impl: "atomic", Rank: 2, Verdict: "slower", Ratio: exactly(2), Value: exactly(40)},
		},
		References: []report.Cell{there},
	}}
	return &report.Report{
		Impls: []string{"mutex", "atomic"}, Patterns: []report.Pattern{{Name: "Table", Workloads: workloads}},
	}
}

func TestReferences(t *testing.T) {
	r := one(report.Cell{
		Impl: "beam", Verdict: report.Reference, Value: report.Estimate{Value: 250, Low: 240, High: 260},
		Ratio: report.Estimate{Value: 12.5, Low: 12.1, High: 13},
	})
	r.Machines = []report.Machine{{
		CPU: "Fake 3000", Processors: 8, Go: "go1.26",
		More: map[string]string{report.BEAMVersion: "OTP 25 / Elixir 1.14"},
	}}
	text, page := markdown(t, r), render(t, r)
	assert.Contains(t, text, "go1.26, OTP 25 / Elixir 1.14; load")
	assert.Contains(t, page, "Fake 3000, 8 processors, go1.26, OTP 25 / Elixir 1.14")
	assert.Contains(t, text, "| workload | best | mutex | atomic | ahead by | BEAM | to the best |\n"+
		"|---|---:|---:|---:|---:|---:|---:|\n"+
		"| reads 99 | 20.0\u00a0ns/op | **1** | 2.00 | 2.00× | 250\u00a0ns/op | 12.5 (12.1 to 13.0) |")
	assert.Contains(t, text, "**mutex**: first in 1 of 1, ahead by 2.00×.", "it has no part in the answer")
	for _, want := range []string{
		`<p class="lede">2 implementations`,
		`<tr class="beside"><th scope="row">BEAM</th><td class="ref" title="BEAM 250` + "\u00a0" +
			`ns/op, 12.5 times as long (12.1 to 13.0) as the best of ours, mutex" data-r="12">12</td></tr></tfoot>`,
		"<tr><td>reads 99<td>mutex<td>20.0\u00a0ns/op<th scope=\"row\">BEAM<td>250\u00a0ns/op" +
			"<td data-v=\"12.5\">12.5<td>12.1 to 13.0\n",
		"<th scope=\"row\">BEAM<td data-v=\"250\">250\u00a0ns/op<td>240 to 260\u00a0ns/op<td>12.5<td>12.1 to 13.0" +
			"<td>reference<td>–",
	} {
		assert.Contains(t, page, want)
	}
	forest := svgs.FindString(page)
	assert.NotContains(t, forest, "BEAM", "nor in the plot")
}

// Why there is no ratio is told, in words.
func TestReferencesApart(t *testing.T) {
	r := one(report.Cell{
		Impl: "beam-public", Verdict: report.Reference, Value: report.Estimate{Value: 250}, Unranked: "it slept",
	})
	w := &r.Patterns[0].Workloads
	bare := (*w)[0]
	bare.Axes, bare.References = []report.Axis{{Key: "reads", Value: "50"}}, nil
	*w = append(*w, bare)
	absent := bare
	absent.Axes = []report.Axis{{Key: "reads", Value: "0"}}
	absent.References = []report.Cell{{Impl: "beam-public", Verdict: report.Reference, Unranked: "it has no reads"}}
	void := (*w)[0]
	void.Axes, void.Void = []report.Axis{{Key: "reads", Value: "1"}}, "the machine slept"
	*w = append(*w, absent, void)
	text, page := markdown(t, r), render(t, r)
	assert.Contains(t, text, "| – | not measured: it has no reads |")
	assert.Contains(t, page, `title="BEAM public: not measured: it has no reads">–</td>`)
	assert.Equal(t, 2, strings.Count(page, "<td>reference<td>"), "the numbers have what was measured")
	assert.Contains(t, page, "<tr><td>reads 1<td>–<td>–<th", "where all is void there is no best")
	assert.Contains(t, text, "| 250\u00a0ns/op | it slept |")
	assert.Contains(t, text, "| – | not measured |")
	assert.Contains(t, page, `<th scope="row">BEAM public</th>`)
	assert.Contains(t, page, `title="BEAM public 250`+"\u00a0"+`ns/op, not compared: it slept">–</td>`)
	assert.Contains(t, page, `title="BEAM public: not measured">–</td>`)
	assert.Contains(t, page, `<td class="apart">not measured`)
	assert.Contains(t, page, `<td class="apart">it slept`)
	assert.Contains(t, page, "The BEAM public is compared in no workload of this report.")
}

func TestLawsOnTheBEAM(t *testing.T) {
	ok := map[string]report.Verdict{"mutex": {Verdict: "ok"}}
	r := &report.Report{
		Laws: []report.Law{
			{Pattern: "Server", Name: "Order", Verdicts: ok},
			{Pattern: "Server", Name: "Late", Verdicts: ok},
			{Pattern: "Server", Name: "Free", Verdicts: ok},
			{Pattern: "Server", Name: "New", Verdicts: ok},
			{Pattern: "Server", Name: "Shutdowner.Gone", Verdicts: ok},
		},
		BEAM: &report.BEAM{
			OTP: "25", Elixir: "1.14", Checks: 7, Notes: []string{"Emitter: a stand-in."},
			Laws: []report.Standing{
				{ID: "Server.Order", Standing: report.Holds, Why: "in order"},
				{ID: "Server.Late", Standing: report.Weaker, Why: "a second reply arrives"},
				{ID: "Server.Free", Standing: report.Inapplicable},
				{ID: "Shutdowner.Gone", Standing: report.Holds},
			},
			Errata: []report.Standing{{ID: "A1", Standing: "reproduced", Why: "no call returns it"}},
		},
	}
	page, text := render(t, r), markdown(t, r)
	for _, want := range []string{
		`<td class="there lacking" title="2 of 5 laws hold on the BEAM, 1 are weaker there, 1 do not apply, ` +
			`1 are not checked">2 of 3</td>`,
		`<b>BEAM</b>, weaker there: a second reply arrives`,
		`<td class="there lacking" title="weaker on the BEAM">weaker</td>`,
		`<td class="there absent" title="does not apply on the BEAM">n/a</td>`,
		`<td class="there absent" title="not checked on the BEAM">–</td>`,
		`<tr><th scope="row">A1</th><td>reproduced</td><td>no call returns it</td></tr>`,
		`<p class="how">Emitter: a stand-in.</p>`,
		`what 7 checks found on the BEAM: Erlang/OTP 25 with Elixir 1.14.`,
		`<p><b>Laws.</b> 1 of 3 hold there. Weaker: Late. Without a meaning there: Free.</p>`,
	} {
		assert.Contains(t, page, want)
	}
	assert.Equal(t, 2, strings.Count(page, `<td class="there ok" title="holds on the BEAM">✓</td>`))
	assert.Contains(t, text, "| Server | 1 of 3 hold there. Weaker: Late. Without a meaning there: Free. |")
	assert.Contains(t, text, "| A1 | reproduced | no call returns it |")

	r.BEAM.Laws[0].Standing = "check failed"
	page = render(t, r)
	assert.Contains(t, page, `<td class="there bad" title="check failed">check failed</td>`)
	assert.Contains(t, page, `1 are not checked, 1 failed">1 of 3</td>`)
	assert.Contains(t, page, "0 of 3 hold there. Weaker: Late. Without a meaning there: Free. check failed: Order.")
}

// The committed results of the BEAM have a place for every law of the matrix.
func TestEveryLawHasAStanding(t *testing.T) {
	page := render(t, besideBEAM(t))
	cells := regexp.MustCompile(`<td class="there (\w+)" title="([^"]*)">`)
	for _, m := range cells.FindAllStringSubmatch(page, -1) {
		assert.NotEqual(t, "bad", m[1], m[2])
		assert.NotEqual(t, "not checked on the BEAM", m[2])
	}
}
