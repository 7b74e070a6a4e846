package analysis_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/internal/analysis"
	"github.com/assay-go/assay/internal/analysis/synthetic"
	"github.com/assay-go/assay/internal/certificate"
	"github.com/assay-go/assay/internal/report"
)

type fake = synthetic.Contender

// made returns the report of rows that one run measured.
func made(t *testing.T, cert *certificate.Certificate, rows ...lockstep.RowResult) *report.Report {
	t.Helper()
	r, err := analysis.Report([]*lockstep.Result{synthetic.Result("m", 1, rows...)}, cert, analysis.Options{})
	require.NoError(t, err)
	return r
}

// only returns the only workload of a report.
func only(t *testing.T, r *report.Report) report.Workload {
	t.Helper()
	require.Len(t, r.Patterns, 1)
	require.Len(t, r.Patterns[0].Workloads, 1)
	return r.Patterns[0].Workloads[0]
}

// ranks returns the implementations with their ranks and verdicts, in order.
func ranks(w report.Workload) []string {
	var all []string
	for _, c := range w.Cells {
		all = append(all, strings.Join([]string{c.Impl, string(rune('0' + c.Rank)), c.Verdict}, " "))
	}
	return all
}

// broken is a certificate by which the implementation wrong violates laws.
func broken(ids ...string) *certificate.Certificate {
	cert := &certificate.Certificate{Implementations: []certificate.Implementation{{Name: "mutex"}, {Name: "wrong"}}}
	for _, id := range ids {
		pattern, _, _ := strings.Cut(id, ".")
		cert.Laws = append(cert.Laws, certificate.Row{
			ID: id, Pattern: pattern, Text: "it is so.",
			Results: []certificate.Result{
				{Implementation: "mutex", Verdict: certificate.Lacking, Reason: "it says so"},
				{Implementation: "wrong", Verdict: certificate.Violated},
			},
		})
	}
	return cert
}

func TestReportRanks(t *testing.T) {
	w := only(t, made(t, broken("Table.Fresh"), synthetic.Row("Table/reads=99",
		fake{Impl: "slow", Ns: 200, Allocs: 1, Bytes: 48, Metrics: []bench.Metric{{Value: 7, Unit: "heap-B/value"}}},
		fake{Impl: "mutex", Ns: 101},
		fake{Impl: "best", Ns: 100},
		fake{Impl: "wrong", Ns: 10},
		fake{Impl: "vague", Ns: 104, Bias: 30},
		fake{Label: "aa", Impl: "slow", Ns: 200},
	)))
	require.Equal(t, "reads=99", w.Name)
	require.Equal(t, "m", w.Machine)
	require.Equal(t, "ns/op", w.Unit)
	require.Equal(t, []report.Axis{{Key: "reads", Value: "99"}}, w.Axes)
	require.Equal(t, []string{
		"best 1 best", "mutex 1 tie", "vague 1 inconclusive", "slow 4 slower", "wrong 0 inconclusive",
	}, ranks(w))

	best, mutex, slow, wrong := w.Cells[0], w.Cells[1], w.Cells[3], w.Cells[4]
	require.Equal(t, report.Estimate{Value: 1, Low: 1, High: 1}, best.Ratio)
	require.Equal(t, 1.0, best.P)
	require.InDelta(t, 102, best.Value.Value, 0.1, "processes are slower by 0 to 4 %%")
	require.Less(t, best.Value.Low, best.Value.Value)
	require.Greater(t, best.Value.High, best.Value.Value)
	require.InDelta(t, 1.01, mutex.Ratio.Value, 1e-6)
	require.InDelta(t, 2, slow.Ratio.Value, 1e-6)
	require.InDelta(t, 2, slow.Ratio.Low, 1e-6, "what slows all down has no part in it")
	require.Less(t, slow.P, 0.001)
	require.Equal(t, 1.0, slow.Allocs)
	require.Equal(t, 48.0, slow.Bytes)
	require.Equal(t, 7.0, slow.Metrics["heap-B/value"])
	require.Equal(t, synthetic.Processes*synthetic.Blocks*synthetic.Rounds, slow.Slices)
	require.Zero(t, slow.Dropped)
	require.Equal(t, "it does not keep Table.Fresh (violated)", wrong.Unranked)
	require.InDelta(t, 10.2, wrong.Value.Value, 0.1, "it is measured all the same")
	require.Greater(t, w.Cells[2].Seen, 0.1, "a vague one hides much")
}

// The leader is the base of some pairs and the head of others.
func TestReportBothWays(t *testing.T) {
	for _, order := range [][]fake{
		{{Impl: "a", Ns: 100}, {Impl: "b", Ns: 150}},
		{{Impl: "b", Ns: 150}, {Impl: "a", Ns: 100}},
	} {
		w := only(t, made(t, nil, synthetic.Row("Gate/op=do", order...)))
		require.Equal(t, []string{"a 1 best", "b 2 slower"}, ranks(w))
		require.InDelta(t, 1.5, w.Cells[1].Ratio.Value, 1e-6)
		require.LessOrEqual(t, w.Cells[1].Ratio.Low, w.Cells[1].Ratio.High)
	}
}

func TestReportUnranked(t *testing.T) {
	for name, test := range map[string]struct {
		row  lockstep.RowResult
		want []string
		void string
	}{
		"all apart": {
			drained(synthetic.Row("Gate/goroutines=2",
				fake{Impl: "a", Ns: 100, Overlap: 0.5}, fake{Impl: "b", Ns: 120})),
			[]string{"a 0 inconclusive", "b 0 inconclusive"},
			"its goroutines overlapped in 0 of 120 pairs of slices, too few to contend",
		},
		"alone": {synthetic.Row("Gate/goroutines=2", fake{Impl: "a", Ns: 100}), []string{"a 1 best"}, ""},
		"alone, in vain": {
			drained(synthetic.Row("Gate/goroutines=1", fake{Impl: "a", Ns: 100})),
			[]string{"a 0 inconclusive"},
			"0 of 120 slices were undisturbed, too few",
		},
		"failed": {
			failed(synthetic.Row("Gate/goroutines=2", fake{Impl: "a", Ns: 100}, fake{Impl: "b", Ns: 120})),
			[]string{"a 0 inconclusive", "b 0 inconclusive"},
			"it failed: a panic",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := only(t, made(t, nil, test.row))
			require.Equal(t, test.void, w.Void)
			require.Equal(t, test.want, ranks(w))
			for _, c := range w.Cells {
				require.Equal(t, c.Rank == 0, c.Unranked != "", c.Impl)
				require.Positive(t, c.Value.Value)
			}
		})
	}
}

// drained returns a row none of whose slices counts.
func drained(row lockstep.RowResult) lockstep.RowResult { return marked(row, -1) }

// marked returns a row where no slice of the contender counts, or of anybody.
func marked(row lockstep.RowResult, contender int) lockstep.RowResult {
	mark := lockstep.Preempted
	if row.Goroutines > 1 {
		mark = lockstep.Apart
	}
	for _, p := range row.Processes {
		for _, b := range p.Blocks {
			for i := range b.Slices {
				if contender < 0 || b.Slices[i].Contender == contender {
					b.Slices[i].Mark = mark
				}
			}
		}
	}
	return row
}

func failed(row lockstep.RowResult) lockstep.RowResult {
	row.Failures = []lockstep.Failure{{Error: "a panic"}}
	return row
}

// One that never contends does not keep the others from a ranking.
func TestReportOneApart(t *testing.T) {
	w := only(t, made(t, nil, marked(synthetic.Row("Gate/goroutines=2",
		fake{Impl: "c", Ns: 50, Overlap: 0.25}, fake{Impl: "a", Ns: 100}, fake{Impl: "b", Ns: 120}), 0)))
	require.Empty(t, w.Void)
	require.Equal(t, []string{"a 1 best", "b 2 slower", "c 0 inconclusive"}, ranks(w))
	c := w.Cells[2]
	require.Equal(t, "its goroutines overlapped in 0 of 120 pairs of slices, too few to contend (beside a)", c.Unranked)
	require.Equal(t, 0.25, c.Overlap)
	require.Equal(t, 1.0, c.Dropped)
	require.InDelta(t, 51, c.Value.Value, 0.1)
	require.Zero(t, c.Value.High, "there is no interval")
}

// Of two that are never undisturbed together, the one goes that is so less often.
func TestReportWorst(t *testing.T) {
	row := synthetic.Row("Gate/goroutines=1",
		fake{Impl: "a", Ns: 100}, fake{Impl: "b", Ns: 120}, fake{Impl: "c", Ns: 90})
	for _, p := range row.Processes {
		for _, b := range p.Blocks {
			for i := range b.Slices {
				s := &b.Slices[i]
				if s.Contender == 0 && s.Round >= 4 || s.Contender == 1 && s.Round < 4 {
					s.Mark = lockstep.Preempted
				}
			}
		}
	}
	w := only(t, made(t, nil, row))
	require.Equal(t, []string{"c 1 best", "a 2 slower", "b 0 inconclusive"}, ranks(w))
	require.Equal(t, "0 of 120 pairs of slices were undisturbed, too few (beside a)", w.Cells[2].Unranked)
	require.InDelta(t, 1.0/3, w.Cells[1].Dropped, 1e-9)
	require.Contains(t, w.Cells[2].Warnings, "40 of 120 slices count, the others were disturbed")
}

func TestReportOneProcessor(t *testing.T) {
	r := synthetic.Result("m", 1,
		synthetic.Row("Gate/goroutines=2", fake{Impl: "a", Ns: 100}, fake{Impl: "b", Ns: 120}))
	r.Runs[0].Machine.Procs = 1
	rep, err := analysis.Report([]*lockstep.Result{r}, nil, analysis.Options{})
	require.NoError(t, err)
	require.Contains(t, only(t, rep).Void, "cannot contend")
}

func TestReportShutdowner(t *testing.T) {
	cert := broken("Server.Shutdowner.Closed", "Gate.Once")
	of := func(what string) []string {
		return ranks(only(t, made(t, cert, synthetic.Row("Shutdowner/of="+what,
			fake{Impl: "mutex", Ns: 100}, fake{Impl: "wrong", Ns: 50}))))
	}
	require.Equal(t, []string{"mutex 1 best", "wrong 0 inconclusive"}, of("server"))
	require.Equal(t, []string{"wrong 1 best", "mutex 2 slower"}, of("gate"), "Once is no law of shutting down")
}

func TestReportLaws(t *testing.T) {
	row := synthetic.Row("Table/reads=99", fake{Impl: "mutex", Ns: 100}, fake{Impl: "new", Ns: 100})
	r := made(t, broken("Table.Fresh"), row)
	require.Equal(t, []report.Law{{
		Pattern: "Table", Name: "Fresh", Sentence: "it is so.", Verdicts: map[string]report.Verdict{
			"mutex": {Verdict: "lacking", Reason: "it says so"}, "wrong": {Verdict: "violated"},
		},
	}}, r.Laws)
	require.Equal(t, []string{"mutex", "wrong", "new"}, r.Impls)
	require.Contains(t, r.Notes, "The certificate does not have new, which may break any law")
	require.Len(t, only(t, r).Cells, 2, "a declared lack does not count")
	require.Contains(t, made(t, nil, row).Notes[0], "There was no certificate")
}

func TestReportNull(t *testing.T) {
	row := func(id string, again fake) lockstep.RowResult {
		again.Label, again.Impl = "aa", "a"
		return synthetic.Row(id, fake{Impl: "a", Ns: 100}, again)
	}
	r := made(t, nil,
		row("Gate/op=1", fake{Ns: 100}), row("Gate/op=2", fake{Ns: 101, Bias: 5}), row("Gate/op=3", fake{Ns: 110}),
		drained(row("Gate/op=4", fake{Ns: 500})))
	require.Equal(t, 3, r.Null.Comparisons, "a void one says nothing")
	require.Equal(t, 1, r.Null.Alarms)
	require.InDelta(t, 0.1, r.Null.P95, 1e-6)
	require.Less(t, r.Null.Median, 0.03)
	require.Contains(t, r.Notes, "Gate/op=3: a differs from itself by 10.0 %, which is an error of the measurement")
	for _, w := range r.Patterns[0].Workloads {
		require.Len(t, w.Cells, 1, "an equal one is no competitor")
	}
}

func TestReportHead(t *testing.T) {
	row := synthetic.Row("Gate/op=do/goroutines=1", fake{Impl: "a", Ns: 1}, fake{Impl: "b", Ns: 2})
	at := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	r, err := analysis.Report([]*lockstep.Result{synthetic.Result("m", 9, row)}, nil,
		analysis.Options{Made: at, Impls: []string{"b", "a", "other"}})
	require.NoError(t, err)
	require.Equal(t, at, r.Made)
	require.Equal(t, "c0ffee", r.Commit)
	require.Equal(t, "1m", r.Budget)
	require.Equal(t, 0.25, r.Overhead)
	require.Equal(t, 0.02, r.Tie)
	require.Equal(t, []string{"b", "a", "other"}, r.Impls)
	require.Equal(t, []report.Machine{{
		Name: "m", CPU: "Fake 3000", Processors: 8, Maxprocs: 8, OS: "linux/amd64 6.1", Go: "go1.26.0",
		Load: "1.0 and 3.0", More: map[string]string{
			"commit": "c0ffee", "pressure": "waiting for a processor 2 % and 4 % of the time",
		},
	}}, r.Machines)
	require.Equal(t, []string{
		"git checkout c0ffee",
		"go run -pgo=off ./cmd/assay bench gate --grid core --budget 1m --seed 9 --impl b,a",
		"go run ./cmd/assay report reports/bench.raw.gz -o reports",
	}, r.Reproduce)
}

// It does not matter how rows were divided among shards.
func TestReportShards(t *testing.T) {
	a := synthetic.Row("Table/reads=99", fake{Impl: "a", Ns: 100}, fake{Impl: "b", Ns: 120, Bias: 1})
	b := synthetic.Row("Table/reads=50", fake{Impl: "a", Ns: 300}, fake{Impl: "b", Ns: 290, Bias: 2})
	one, two := synthetic.Result("m", 1, a), synthetic.Result("m", 2, b)
	two.Runs[0].Begin.Time = two.Runs[0].Begin.Time.Add(time.Hour)
	parts, err := analysis.Report([]*lockstep.Result{one, two}, nil, analysis.Options{})
	require.NoError(t, err)
	whole := made(t, nil, a, b)
	require.Len(t, parts.Machines, 1)
	require.Equal(t, []string{"a 1 best", "b 2 slower"}, ranks(whole.Patterns[0].Workloads[0]))
	require.Equal(t, []string{"b 1 best", "a 2 slower"}, ranks(whole.Patterns[0].Workloads[1]))
	for i, w := range whole.Patterns[0].Workloads {
		require.Equal(t, ranks(w), ranks(parts.Patterns[0].Workloads[i]))
		require.Equal(t, w.Cells[1].Ratio, parts.Patterns[0].Workloads[i].Cells[1].Ratio)
		require.Equal(t, w.Cells[1].P, parts.Patterns[0].Workloads[i].Cells[1].P, "all are adjusted together")
	}
	_, err = analysis.Report([]*lockstep.Result{one, one}, nil, analysis.Options{})
	require.ErrorContains(t, err, "leave one of them out")
}

func TestReportMachines(t *testing.T) {
	row := func() lockstep.RowResult {
		return synthetic.Row("Gate/op=do", fake{Impl: "a", Ns: 100, Latencies: spread()}, fake{Impl: "b", Ns: 120})
	}
	older := synthetic.Result("m", 3, row())
	older.Runs[0].Commits = []string{"beef"}
	r, err := analysis.Report([]*lockstep.Result{
		synthetic.Result("m", 1, row()), synthetic.Result("n", 2, row()), older,
	}, nil, analysis.Options{})
	require.NoError(t, err)
	require.Len(t, r.Patterns, 1)
	var names, curves []string
	for i, w := range r.Patterns[0].Workloads {
		names = append(names, w.Machine)
		require.Equal(t, r.Machines[i].Name, w.Machine)
		require.Equal(t, "op=do", w.Name)
		curves = append(curves, r.Patterns[0].Latency[i].Workload)
	}
	require.Equal(t, []string{"m", "n", "m, beef"}, names)
	require.Equal(t, []string{"op=do/machine=m", "op=do/machine=n", "op=do/machine=m, beef"}, curves)
	require.Equal(t, "c0ffee, beef", r.Commit)
}

// spread returns 2,000 latencies from 1 to 2,000 us.
func spread() []int64 {
	var all []int64
	for us := range 2000 {
		all = append(all, int64(us+1)*1000)
	}
	return all
}

func TestReportLatency(t *testing.T) {
	r := made(t, nil, synthetic.Row("Server/goroutines=1",
		fake{Impl: "a", Ns: 100, Latencies: spread()}, fake{Impl: "short", Ns: 20, Latencies: []int64{30}},
		fake{Label: "aa", Impl: "a", Ns: 100, Latencies: spread()}))
	curves := r.Patterns[0].Latency
	require.Len(t, curves, 1, "only one is above what the timer takes")
	c := curves[0]
	require.Equal(t, "a", c.Impl)
	require.Equal(t, "goroutines=1", c.Workload)
	require.False(t, c.Open)
	require.EqualValues(t, 2000*synthetic.Processes, c.Count)
	require.Equal(t, 60.0, c.Floor)
	at := make(map[float64]float64)
	for _, q := range c.Quantile {
		at[q.Q] = q.Ns
	}
	require.InEpsilon(t, 1e6, at[0.5], 0.01)
	require.InEpsilon(t, 1.98e6, at[0.99], 0.01)
	require.InEpsilon(t, 2e6, at[1], 0.01)
	require.Contains(t, at, 0.999, "10 of 10,000 samples are beyond")
	require.NotContains(t, at, 0.9999)
	require.InEpsilon(t, 1.98e6, only(t, r).Cells[1].Metrics["p99-ns"], 0.01)
	require.NotContains(t, only(t, r).Cells[0].Metrics, "p99-ns")
}

// Quantiles that are hardly more than what the timer takes are left out.
func TestReportLatencyFloor(t *testing.T) {
	var half []int64
	for range 1000 {
		half = append(half, 30, 1_000_000)
	}
	r := made(t, nil, synthetic.Row("Server/goroutines=1", fake{Impl: "a", Ns: 100, Latencies: half}))
	require.Len(t, r.Patterns[0].Latency, 1)
	require.Equal(t, 0.75, r.Patterns[0].Latency[0].Quantile[0].Q)
}

// Every number has a form in JSON, whatever was measured.
func TestReportFinite(t *testing.T) {
	row := synthetic.Row("Gate/goroutines=2",
		fake{Impl: "a", Ns: 0}, fake{Impl: "b", Ns: 1e9, Bias: 9e8}, fake{Impl: "c", Ns: 5})
	empty := synthetic.Row("Gate/goroutines=1", fake{Impl: "a", Ns: 1}, fake{Impl: "b", Ns: 1})
	empty.Processes = empty.Processes[:1]
	empty.Processes[0].Blocks = empty.Processes[0].Blocks[:1]
	reached := synthetic.Row("Gate/goroutines=4", fake{Impl: "a", Ns: 1})
	reached.Processes = nil
	r := made(t, nil, row, empty, reached)
	require.Len(t, r.Patterns[0].Workloads, 2)
	require.Contains(t, r.Notes, "1 rows were not reached: the run was interrupted")
	var b bytes.Buffer
	require.NoError(t, report.WriteJSON(&b, r))
	require.True(t, json.Valid(b.Bytes()))
	again, err := report.ReadJSON(&b)
	require.NoError(t, err)
	require.Equal(t, r.Patterns, again.Patterns)
}

func TestReportNothing(t *testing.T) {
	_, err := analysis.Report(nil, nil, analysis.Options{})
	require.Error(t, err)
	_, err = analysis.Report([]*lockstep.Result{{}}, nil, analysis.Options{})
	require.EqualError(t, err, "the results have no rows; measure with assay bench")
}

func TestReadLaws(t *testing.T) {
	whole, err := broken("Table.Fresh").JSON()
	require.NoError(t, err)
	whole = bytes.Replace(whole, []byte(`"schema": 0`), []byte(`"schema": 1`), 1)
	cert, err := analysis.ReadLaws(bytes.NewReader(whole))
	require.NoError(t, err)
	require.Len(t, cert.Laws, 1)
	for name, test := range map[string]struct{ text, want string }{
		"empty":     {"", "is truncated"},
		"truncated": {string(whole[:len(whole)/2]), "is truncated"},
		"text":      {"PASS", "no conformance.json"},
		"foreign":   {`{"a":1}`, "it has schema 0 and 0 laws, and schema 1 is read"},
		"newer":     {strings.Replace(string(whole), `"schema": 1`, `"schema": 9`, 1), "it has schema 9"},
		"more":      {string(whole) + "{}", "something after the end"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := analysis.ReadLaws(strings.NewReader(test.text))
			require.ErrorContains(t, err, test.want)
			file := filepath.Join(t.TempDir(), "laws.json")
			require.NoError(t, os.WriteFile(file, []byte(test.text), 0o600))
			_, err = analysis.OpenLaws(file)
			require.ErrorContains(t, err, file+": ")
		})
	}
	_, err = analysis.OpenLaws("nowhere.json")
	require.ErrorIs(t, err, os.ErrNotExist)
}
