package choose_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/choose"
	"github.com/assay-go/assay/internal/report"
)

func TestMeasured(t *testing.T) {
	a := ask(t, "table", "keys=100000")
	require.Equal(t, choose.Measured, a.Basis)
	require.Equal(t, "good fast slow", order(a))
	require.Equal(t, axes("key=string keys=100000 reads=99 goroutines=2"), a.Axes)
	require.Equal(t, []string{"key", "reads", "goroutines"}, a.Usual)
	require.Empty(t, a.Notes)
	require.Equal(t, "small", a.Machine.Name)
	fast := a.Choices[1]
	require.Equal(t, "slower", fast.Verdict)
	require.Equal(t, about(2), fast.Ratio)
	require.Equal(t, about(20), fast.Value)
	require.Equal(t, []choose.Lack{{Law: "NoWait", Verdict: "lacking", Reason: "it says so"}}, fast.Lacks)
	require.Equal(t, "not implemented", a.Choices[0].Lacks[0].Verdict)
}

// What was not asked for is at the centre, or where the question says.
func TestUsual(t *testing.T) {
	require.Equal(t, axes("key=string keys=1000 reads=99 goroutines=2"), ask(t, "table", "").Axes)
	q := choose.Question{Pattern: "Table", Usual: axes("key=int")}
	a, err := choose.Ask(sample(), q)
	require.NoError(t, err)
	require.Equal(t, axes("key=int keys=1000 reads=99 goroutines=2"), a.Axes)
	q = choose.Question{Pattern: "Table", Axes: axes("keys=100000"), Usual: axes("key=int reads=1")}
	a, err = choose.Ask(sample(), q)
	require.NoError(t, err)
	require.Equal(t, axes("key=string keys=100000 reads=99 goroutines=2"), a.Axes, "what was measured comes first")
}

func TestInterpolated(t *testing.T) {
	a := ask(t, "table", "keys=10000")
	require.Equal(t, choose.Interpolated, a.Basis)
	require.Equal(t, []choose.Part{
		{Workload: "key=string/keys=1000/reads=99/goroutines=2", Power: 0.5},
		{Workload: "key=string/keys=100000/reads=99/goroutines=2", Power: 0.5},
	}, rounded(a.From), "10000 is halfway on a logarithmic scale")
	require.Equal(t, "fast=good slow", order(a), "halfway they are equal")
	require.InDelta(t, math.Sqrt(200), a.Choices[0].Value.Value, 1e-9)
	require.InDelta(t, 1, a.Choices[1].Ratio.Value, 1e-9)
	require.Equal(t, "tie", a.Choices[1].Verdict)
	require.InDelta(t, 40/math.Sqrt(200), a.Choices[2].Ratio.Value, 1e-9)
	require.Equal(t, "slower", a.Choices[2].Verdict)
	require.Equal(t, []string{
		"keys=10000 was not measured: interpolated between 1000 and 100000, on a logarithmic scale.",
		"Who is first changes in between: fast at keys=1000 and good at keys=100000.",
	}, a.Notes)

	a = ask(t, "table", "reads=74.5")
	require.Equal(t, 0.5, rounded(a.From)[1].Power, "reads are linear")
	require.Equal(t, "fast good=slow", order(a))
	require.Contains(t, a.Notes[0], "between 50 and 99, on a linear scale")
	require.Len(t, a.Notes, 1, "fast is first on both sides")
}

// rounded removes what floating point adds.
func rounded(parts []choose.Part) []choose.Part {
	for i, p := range parts {
		parts[i].Power = math.Round(p.Power*1e9) / 1e9
	}
	return parts
}

// The interval of what is between rows is not narrower than theirs on average.
func TestInterval(t *testing.T) {
	r := sample()
	for i := range r.Patterns[0].Workloads {
		cells := r.Patterns[0].Workloads[i].Cells
		cells[1].Ratio.Low, cells[1].Ratio.High = 1/1.5, 6
	}
	a, err := choose.Ask(r, choose.Question{Pattern: "table", Axes: axes("goroutines=4")})
	require.NoError(t, err)
	require.Equal(t, "fast=good slow", order(a))
	require.Equal(t, "inconclusive", a.Choices[1].Verdict)
	width := math.Log(6*1.5) / 2 / math.Sqrt2 // two independent rows, half of each
	require.InDelta(t, 2*math.Exp(width), a.Choices[1].Ratio.High, 1e-9)
	require.InDelta(t, 2*math.Exp(-width), a.Choices[1].Ratio.Low, 1e-9)
}

func TestDuration(t *testing.T) {
	a := ask(t, "pool", "task=100us")
	require.Equal(t, choose.Interpolated, a.Basis)
	require.Len(t, a.From, 2)
	require.Equal(t, "task=10us/workers=1", a.From[0].Workload)
	require.Equal(t, "fast good slow", order(a))
	same := ask(t, "pool", "task=1000us")
	require.Equal(t, []choose.Part{{Workload: "task=1ms/workers=1", Power: 1}}, same.From, "1000us is 1ms")
	require.Equal(t, choose.Measured, ask(t, "pool", "task=empty").Basis)
}

// Beyond what was measured, the answer is the nearest row, and says so.
func TestBeyond(t *testing.T) {
	for text, want := range map[string]string{
		"keys=1000000": "Measured up to keys=100000; beyond that this is a guess, the numbers of keys=100000.",
		"reads=10":     "Measured down to reads=50; beyond that this is a guess, the numbers of reads=50.",
		"goroutines=1": "Measured down to goroutines=2; beyond that this is a guess, the numbers of goroutines=2.",
	} {
		a := ask(t, "table", text)
		require.Equal(t, choose.Guess, a.Basis, text)
		require.Equal(t, []string{want}, a.Notes)
		require.Len(t, a.From, 1)
		require.Equal(t, 1.0, a.From[0].Power)
	}
	a := ask(t, "pool", "workers=4")
	require.Contains(t, a.Notes[0], "Measured up to workers=1", "one value is not a scale")
}

// Values that were not measured together are put together at the centre.
func TestTogether(t *testing.T) {
	a := ask(t, "table", "keys=100000 goroutines=8 reads=50")
	require.Equal(t, choose.Guess, a.Basis)
	power := make(map[string]float64)
	sum := 0.0
	for _, p := range a.From {
		power[p.Workload] = p.Power
		sum += p.Power
	}
	require.Equal(t, map[string]float64{
		"key=string/keys=1000/reads=99/goroutines=2":   -2,
		"key=string/keys=100000/reads=99/goroutines=2": 1,
		"key=string/keys=1000/reads=99/goroutines=8":   1,
		"key=string/keys=1000/reads=50/goroutines=2":   1,
	}, power)
	require.Equal(t, 1.0, sum)
	require.Contains(t, a.Notes[0], "Not measured together: keys=100000, goroutines=8 and reads=50.")
	// fast: 20*10*10/10²; good: 10*20*40/20²; slow: 40*40*20/40².
	require.Equal(t, "fast=good=slow", order(a), "their intervals are too wide, or they are equal")
	require.InDelta(t, 20, a.Choices[0].Value.Value, 1e-9)
}

func TestNeeds(t *testing.T) {
	a := ask(t, "table", "", "snapshot")
	require.Equal(t, "fast slow", order(a))
	require.Equal(t, []choose.LeftOut{{Impl: "good", Reason: "lacks Snapshot (not offered): it says so"}}, a.LeftOut)
	require.Equal(t, 2, a.Choices[1].Rank, "ranks have no gaps")
	require.Empty(t, a.Notes, "who was removed on purpose is no doubt")

	a = ask(t, "table", "", "Table.NoWait")
	require.Equal(t, "good slow", order(a))
	require.Equal(t, report.Estimate{Value: 1, Low: 1, High: 1}, a.Choices[0].Ratio)
	require.InDelta(t, 2, a.Choices[1].Ratio.Value, 1e-9)
	require.InDelta(t, 2*math.Pow(1.01, math.Sqrt2), a.Choices[1].Ratio.High, 1e-9)
	require.Contains(t, a.Notes[0], "The first of the row is left out, so the ratios to good")

	a = ask(t, "table", "", "NoWait", "Snapshot")
	require.Equal(t, "slow", order(a))
	require.Equal(t, "only", a.Choices[0].Verdict)
	require.Len(t, a.LeftOut, 2)
}

// An implementation without a verdict is not known to keep a law.
func TestUnchecked(t *testing.T) {
	r := sample()
	delete(r.Laws[0].Verdicts, "good")
	a, err := choose.Ask(r, choose.Question{Pattern: "table", Needs: []string{"NoWait"}})
	require.NoError(t, err)
	require.Equal(t, "slow", order(a))
	require.Equal(t, "lacks NoWait (not checked)", a.LeftOut[1].Reason)
}

func TestPartLaws(t *testing.T) {
	a := ask(t, "shutdowner", "", "Drained")
	require.Empty(t, a.Choices)
	require.Equal(t, choose.Unknown, a.Basis)
	require.Equal(t, "lacks Drained (violated): it says so", a.LeftOut[0].Reason)
}

func TestUnranked(t *testing.T) {
	a := ask(t, "gate", "op=do goroutines=2")
	require.Equal(t, "fast=good", order(a))
	require.Equal(t, "tie", a.Choices[1].Verdict)
	require.Equal(t, []choose.LeftOut{{Impl: "slow", Reason: "not contended (op=do/goroutines=2)"}}, a.LeftOut)
	require.Equal(t, []string{"The report does not rank slow, so the first here need not be the best of all."}, a.Notes)
}

// A void row ranks nobody, and nothing is interpolated from it.
func TestVoid(t *testing.T) {
	for _, text := range []string{"op=do goroutines=8", "op=do goroutines=4"} {
		a := ask(t, "gate", text)
		require.Equal(t, choose.Unknown, a.Basis)
		require.Empty(t, a.Choices)
		require.Contains(t, a.Notes, "op=do/goroutines=8 is void: its goroutines did not contend.")
		require.Contains(t, a.Notes, "The nearest rows with a ranking: op=do/goroutines=2 and op=end/pending=10.")
	}
}

func TestMachine(t *testing.T) {
	server := func(q choose.Question) *choose.Answer {
		q.Pattern = "server"
		a, err := choose.Ask(sample(), q)
		require.NoError(t, err)
		return a
	}
	require.Equal(t, "small", server(choose.Question{}).Machine.Name)
	require.Equal(t, "big", server(choose.Question{Machine: "big"}).Machine.Name)
	a := server(choose.Question{Processors: 16})
	require.Equal(t, "good fast slow", order(a))
	require.Equal(t, choose.Measured, a.Basis)
	a = server(choose.Question{Processors: 8})
	require.Equal(t, "big", a.Machine.Name, "8 is nearer to 16 than to 2")
	require.Equal(t, choose.Guess, a.Basis)
	require.Contains(t, a.Notes[0], "No machine with 8 processors was measured. These rows are from big with 16,")
}

func TestRefused(t *testing.T) {
	for name, test := range map[string]struct {
		question choose.Question
		want     string
	}{
		"pattern": {
			choose.Question{Pattern: "map"},
			`no pattern "map"; it has table, pool, gate, server, shutdowner and ticker`,
		},
		"ambiguous":  {choose.Question{Pattern: "S"}, `no pattern "S"`},
		"unmeasured": {choose.Question{Pattern: "ticker"}, "the report has no measurements of Ticker"},
		"axis": {
			choose.Question{Pattern: "table", Axes: axes("dist=zipf")},
			`Table: no workload has an axis "dist"; there are key, keys, reads and goroutines`,
		},
		"value": {
			choose.Question{Pattern: "table", Axes: axes("key=float")},
			"key=float was not measured, and nothing that was tells about it; measured: int and string",
		},
		"no number": {
			choose.Question{Pattern: "table", Axes: axes("keys=many")},
			"keys=many was not measured, and nothing that was tells about it; measured: 1000 and 100000",
		},
		"unit":  {choose.Question{Pattern: "pool", Axes: axes("task=5")}, "measured: empty, 10us and 1ms"},
		"kind":  {choose.Question{Pattern: "gate", Axes: axes("op=open")}, "measured: do and end"},
		"twice": {choose.Question{Pattern: "table", Axes: axes("keys=1 keys=2")}, "the axis keys was given twice"},
		"apart": {
			choose.Question{Pattern: "gate", Axes: axes("op=do pending=10")},
			"no workload has all of op=do pending=10; those with the rest have the axes op and goroutines",
		},
		"law": {
			choose.Question{Pattern: "table", Needs: []string{"Fast"}},
			`Table has no law "Fast"; it has NoWait and Snapshot`,
		},
		"no laws": {choose.Question{Pattern: "pool", Needs: []string{"Once"}}, "the report has no laws of Pool"},
		"machine": {
			choose.Question{Pattern: "server", Machine: "huge"},
			`Server was not measured on a machine "huge"; it was on small and big`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := choose.Ask(sample(), test.question)
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestText(t *testing.T) {
	a := ask(t, "table", "goroutines=4", "NoWait")
	a.Choices[1].Bytes, a.Choices[1].Value.Value = 123456, 12345
	var b bytes.Buffer
	require.NoError(t, choose.WriteText(&b, a))
	require.Equal(t, `Table key=string keys=1000 reads=99 goroutines=4
  as usual, since not asked for: key, keys and reads
  interpolated, from small: A, 2 processors

rank  implementation  verdict  time        ratio                allocs      lacks
1     good            best     20 ns/op    1                    1 (20 B)    Snapshot
2     slow            slower   12.3 µs/op  2.00 (1.98 to 2.02)  1 (123 kB)  -

Laws:
  good lacks Snapshot (not offered): it says so

Not ranked:
  fast: lacks NoWait: it says so

What cannot be told:
  goroutines=4 was not measured: interpolated between 2 and 8, on a logarithmic scale.
`, b.String())

	b.Reset()
	require.NoError(t, choose.WriteText(&b, ask(t, "gate", "goroutines=8")))
	require.Contains(t, b.String(), "Nobody can be ranked.\n")
}

// All answers have a form in JSON, lists without null.
func TestJSON(t *testing.T) {
	for _, a := range []*choose.Answer{
		ask(t, "table", ""), ask(t, "gate", "goroutines=8"), ask(t, "table", "keys=5000"),
	} {
		data, err := json.Marshal(a)
		require.NoError(t, err)
		require.NotContains(t, string(data), "null")
		require.True(t, strings.Contains(string(data), `"basis":"`+a.Basis.String()+`"`))
	}
}

func TestMerge(t *testing.T) {
	old, more := sample(), sample()
	more.Patterns = []report.Pattern{
		{Name: "Table", Workloads: []report.Workload{
			ranked("key=string keys=1000 reads=99 goroutines=2", "slow", "good", "fast"),
			ranked("key=string keys=1000 reads=99 goroutines=64", "slow", "good", "fast"),
		}},
		{Name: "Mine"},
	}
	more.Laws = []report.Law{
		{Pattern: "Table", Name: "NoWait", Verdicts: verdicts(map[string]string{"fast": "ok"})},
		{Pattern: "Mine", Name: "New"},
	}
	r, err := choose.Merge(old, more)
	require.NoError(t, err)
	require.Equal(t, sample(), old, "the reports stay as they are")
	a, err := choose.Ask(r, choose.Question{Pattern: "table", Needs: []string{"NoWait"}})
	require.NoError(t, err)
	assert.Equal(t, "slow good fast", order(a), "the later one counts")
	a, err = choose.Ask(r, choose.Question{Pattern: "table", Axes: axes("goroutines=64")})
	require.NoError(t, err)
	assert.Equal(t, choose.Measured, a.Basis)
	assert.Len(t, r.Patterns, 7)
	assert.Len(t, r.Laws, 4)
	assert.Len(t, r.Machines, 2)

	more.Machines[0].Maxprocs = 4
	_, err = choose.Merge(old, more)
	require.ErrorContains(t, err,
		`two reports have a machine "small", one with A (2 processors), one with A (4 processors)`)
}
