package report_test

import (
	"flag"
	"html"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/internal/report"
)

var update = flag.Bool("update", false, "write the page of docs for those who come from Elixir")

func elixir(t *testing.T, r *report.Report) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, report.WriteElixir(&b, r))
	return b.String()
}

// committed returns the report of the repository, with the laws on the BEAM.
func committed(t *testing.T) *report.Report {
	t.Helper()
	f, err := os.Open("../../reports/report.json")
	require.NoError(t, err)
	defer f.Close()
	r, err := report.ReadJSON(f)
	require.NoError(t, err)
	r.BEAM = besideBEAM(t).BEAM
	return r
}

// The page in docs is the one that the report has, with the numbers of the
// committed report.
func TestElixirDocs(t *testing.T) {
	const name = "../../docs/coming-from-elixir.md"
	got := elixir(t, committed(t))
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(got), 0o644))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "write it with -update")
}

// There is a chapter for every pattern, with something on both sides, and no
// other.
func TestElixirChapters(t *testing.T) {
	text := elixir(t, besideBEAM(t))
	var patterns, chapters []string
	for law := range conformance.Laws() {
		if !slices.Contains(patterns, law.Pattern) {
			patterns = append(patterns, law.Pattern)
		}
	}
	parts := strings.Split(text, "\n## ")[2:]
	for _, chapter := range parts {
		name, rest, _ := strings.Cut(chapter, "\n")
		chapters = append(chapters, name)
		for _, head := range []string{
			"article:", "The BEAM gives:\n\n- ", "Go gives:\n\n- ", "**Start with** ", "**Laws.** ",
		} {
			assert.Contains(t, rest, head, name)
		}
		costs := strings.Contains(rest, "What it costs:\n\n- ") && strings.Contains(rest, "**First in the report**: ")
		assert.Equal(t, name != "Composition", costs, "%s: what was measured is told", name)
	}
	assert.ElementsMatch(t, patterns, chapters)
	for line := range strings.Lines(text) {
		assert.LessOrEqual(t, len([]rune(line)), 130, line)
	}
}

// All numbers with a unit are of the report: without one there are none.
func TestElixirNumbers(t *testing.T) {
	r := committed(t)
	r.Patterns = nil
	bare := elixir(t, r)
	assert.NotRegexp(t, regexp.MustCompile(`\d\x{a0}|times as long|\d (ns|µs|us|op)\b`), bare)
	assert.Contains(t, bare, "has not measured the BEAM")

	c := report.Cell{
		Impl: "beam", Verdict: report.Reference, Value: report.Estimate{Value: 250, Low: 240, High: 260},
		Ratio: report.Estimate{Value: 12.5, Low: 12.1, High: 13}, Metrics: map[string]float64{"heap-B/value": 9000},
	}
	r = one(c)
	w := &r.Patterns[0].Workloads
	(*w)[0].Cells[0].Metrics = map[string]float64{"heap-B/value": 300}
	assert.Contains(t, elixir(t, r), "What it costs:\n\n"+
		"- reads 99: BEAM 250\u00a0ns/op, mutex 20.0\u00a0ns/op, 12.5 times as long (12.1 to 13.0).\n"+
		"- reads 99: the heap has 9.00\u00a0kB/value on the BEAM, and 300\u00a0B/value in mutex.\n")

	for axis, ratio := range map[string]float64{"50": 0.25, "90": 3} {
		more := (*w)[0]
		more.Axes, more.Cells = []report.Axis{{Key: "reads", Value: axis}}, more.Cells[:1:1]
		c.Ratio, c.Metrics = report.Estimate{Value: ratio, Low: ratio, High: ratio}, nil
		more.References = []report.Cell{c}
		*w = append(*w, more)
	}
	assert.Contains(t, elixir(t, r), "What it costs:\n\n"+
		"- Over 3 workloads the BEAM takes 0.25 to 12.5 times as long as the best of ours.\n"+
		"- reads 50: BEAM 250\u00a0ns/op, mutex 20.0\u00a0ns/op, 0.25 times as long (0.25 to 0.25).\n"+
		"- reads 99: BEAM 250\u00a0ns/op, mutex 20.0\u00a0ns/op, 12.5 times as long (12.1 to 13.0).\n"+
		"- reads 99: the heap has")
}

// The page has the same facts as the file.
func TestElixirSection(t *testing.T) {
	page := render(t, besideBEAM(t))
	_, section, _ := strings.Cut(page, `<section id="elixir">`)
	section, _, _ = strings.Cut(section, "</section>")
	plain := strings.NewReplacer("<code>", "", "</code>", "", "<i>", "", "</i>", "").Replace(section)
	plain = html.UnescapeString(plain)
	n := 0
	for _, item := range strings.Split(elixir(t, besideBEAM(t)), "\n- ")[1:] {
		item, _, _ = strings.Cut(item, "\n\n")
		item = strings.Join(strings.FieldsFunc(item, func(r rune) bool { return r == ' ' || r == '\n' }), " ")
		item = strings.NewReplacer("`", "", "*", "", `\_`, "_").Replace(item)
		assert.Contains(t, plain, "<li>"+item+"</li>")
		n++
	}
	assert.Greater(t, n, 90)
}
