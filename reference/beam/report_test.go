package beam_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/reference/beam"
)

// The lines of a script with one check.
const (
	versions = "beam\t25\t13.1.5\t1.14.0\n"
	good     = "check\tholds\tTable.Batch\tETS-5\tok\t1\tsentence\t\n"
)

func TestParse(t *testing.T) {
	got, err := beam.Parse(strings.NewReader("12:00 a warning of the virtual machine\n" + versions +
		"note\tTable\tmind the gap\n" +
		"check\tweaker\tTable.Batch\tETS-5 ETS-20\tbroken\t1\tno entry is seen alone\tn == 3, seen 2\n" +
		"inapplicable\tTable.Left\tthere is no loop\n" +
		"end\t1\n"))
	require.NoError(t, err)
	require.Equal(t, &beam.Transcript{
		Versions: beam.Versions{OTP: "25", ERTS: "13.1.5", Elixir: "1.14.0"},
		Checks: []beam.Check{{
			Kind: beam.Weaker, Law: "Table.Batch", IDs: "ETS-5 ETS-20", Verdict: beam.Broken, Tries: 1,
			Sentence: "no entry is seen alone", Observed: "n == 3, seen 2",
		}},
		Inapplicable: map[string]string{"Table.Left": "there is no loop"},
		Notes:        map[string]string{"Table": "mind the gap"},
	}, got)
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "no end after 0 lines and 0 checks",
		versions + good:                  "no end after 2 lines and 1 checks",
		versions + good + "end\t2\n":     "line 3: 1 checks were printed",
		versions + "end\t0\n" + good:     "line 3 comes after the end",
		good + "end\t1\n":                "no end after 2 lines and 0 checks",
		versions + versions:              "line 2 has versions again",
		versions + "what?\n":             "line 2: unknown kind of line",
		versions + "check\tholds\n":      "line 2: 2 fields instead of 8",
		versions + mend("holds", "hold"): "line 2: unknown kind of check",
		versions + mend("ok", "fine"):    "line 2: unknown verdict",
		versions + mend("1", "0"):        "line 2: not a number of tries",
		versions + mend("sentence", ""):  "line 2: no sentence",
		versions + "inapplicable\tTable.Left\ta\ninapplicable\tTable.Left\tb\n": "line 3: said twice",
	} {
		_, err := beam.Parse(strings.NewReader(text))
		assert.ErrorContains(t, err, want, text)
	}
}

// mend returns the good line with a field replaced.
func mend(from, to string) string {
	return strings.Replace(good, "\t"+from+"\t", "\t"+to+"\t", 1)
}

func TestNewReportRefuses(t *testing.T) {
	for want, edit := range map[string]func(*beam.Transcript){
		"about Table.Better, which is no law":     func(x *beam.Transcript) { x.Checks[0].Law = "Table.Better" },
		"about A16, which is no law":              func(x *beam.Transcript) { x.Checks[2].Law = "A16" },
		"about A2, which is no law":               func(x *beam.Transcript) { x.Checks[3].Kind = beam.Holds },
		"no check reproduces erratum A2":          func(x *beam.Transcript) { x.Checks[3].Law = "A1" },
		"Table.Better is said not to apply":       func(x *beam.Transcript) { x.Inapplicable["Table.Better"] = "" },
		"Table.Batch has checks, and is said not": func(x *beam.Transcript) { x.Inapplicable["Table.Batch"] = "" },
	} {
		x := transcript()
		edit(x)
		_, err := beam.NewReport(laws(), x)
		assert.ErrorContains(t, err, want)
	}
	other := &beam.Transcript{Versions: beam.Versions{OTP: "27"}}
	_, err := beam.NewReport(laws(), transcript(), other)
	require.ErrorContains(t, err, "run them on one")
}

func TestMarkdown(t *testing.T) {
	x := transcript()
	report, err := beam.NewReport(laws(), x)
	require.NoError(t, err)
	require.Empty(t, report.Failed())
	text := markdown(t, report)
	for _, line := range []string{
		"What the laws are on Erlang/OTP 25 (ERTS 13.1.5) with Elixir 1.14.0, by 17 checks.\n" +
			"Of 4 laws 1 hold, 1 are weaker there, 1 do not apply, 1 have no check.",
		"Reproduce: `make beam`.",
		"Table: mind the gap.",
		"| Table.LastWrite | holds | a \\| b | ETS-1, ETS-2 |",
		"| Table.Batch | weaker there | it is not | ETS-1, ETS-2 |",
		"| Table.Left | does not apply | there is no loop |  |",
		"| Table.Fresh | no check |  |  |",
		"| A15 | reproduced | it fails | ETS-1, ETS-2 |",
	} {
		assert.Contains(t, text, line+"\n")
	}

	x.Checks = append(x.Checks, x.Checks[1])
	x.Checks[len(x.Checks)-1].Kind, x.Checks[len(x.Checks)-1].Sentence = beam.Holds, "it may be"
	report, err = beam.NewReport(laws(), x)
	require.NoError(t, err)
	assert.Contains(t, markdown(t, report), "| Table.Batch | weaker there | it is not. But it may be |")
}

func TestMarkdownShowsFailures(t *testing.T) {
	x := transcript()
	x.Checks[0].Verdict, x.Checks[0].Observed = beam.Broken, "n == 3, seen 2"
	x.Checks[2].Verdict, x.Checks[2].Observed = beam.Late, "90 ms instead of 10"
	report, err := beam.NewReport(laws(), x)
	require.NoError(t, err)
	require.Equal(t, []beam.Check{x.Checks[0], x.Checks[2]}, report.Failed())
	text := markdown(t, report)
	assert.Contains(t, text, "| Table.LastWrite | check failed | Table.LastWrite: a \\| b: broken: n == 3, seen 2 |")
	assert.Contains(t, text, "| A1 | check failed | A1: it fails: late 1 times, at last by 90 ms instead of 10: "+
		"the machine is too busy, try again |")
	assert.Contains(t, text, "Of 4 laws 1 are weaker there, "+
		"1 do not apply, 1 have no check, 1 have a check that failed.")
}

func markdown(t *testing.T, r *beam.Report) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, r.Markdown(&b))
	return b.String()
}

// laws returns four of them.
func laws() iter.Seq[conformance.Law] {
	return slices.Values([]conformance.Law{
		{Pattern: "Table", Name: "LastWrite"},
		{Pattern: "Table", Name: "Batch"},
		{Pattern: "Table", Name: "Left"},
		{Pattern: "Table", Name: "Fresh"},
	})
}

// transcript returns one with a check for each of the first two laws, a reason
// for the third, and all errata.
func transcript() *beam.Transcript {
	x := &beam.Transcript{
		Versions:     beam.Versions{OTP: "25", ERTS: "13.1.5", Elixir: "1.14.0"},
		Inapplicable: map[string]string{"Table.Left": "there is no loop"},
		Notes:        map[string]string{"Table": "mind the gap"},
	}
	add := func(kind beam.Kind, law, sentence string) {
		c := beam.Check{Kind: kind, Law: law, IDs: "ETS-1 ETS-2", Verdict: beam.OK, Tries: 1, Sentence: sentence}
		x.Checks = append(x.Checks, c)
	}
	add(beam.Holds, "Table.LastWrite", "a | b")
	add(beam.Weaker, "Table.Batch", "it is not")
	for n := range 15 {
		add(beam.Erratum, fmt.Sprintf("A%d", n+1), "it fails")
	}
	return x
}
