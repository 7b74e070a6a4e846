package analysis_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/internal/analysis"
	"github.com/assay-go/assay/internal/analysis/synthetic"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/reference/beam"
)

// beside returns a row with contenders of a second program, which has whatever is
// called beam.
func beside(id string, contenders ...fake) lockstep.RowResult {
	row := synthetic.Row(id, contenders...)
	for i, c := range row.Contenders {
		if strings.HasPrefix(c.Impl, "beam") {
			row.Contenders[i].Binary = 1
		}
	}
	return row
}

// without returns the rows of others than the BEAM.
func without(rows []lockstep.RowResult) []lockstep.RowResult {
	var all []lockstep.RowResult
	for _, row := range rows {
		n := slices.IndexFunc(row.Contenders, func(c lockstep.Contender) bool { return c.Binary == 1 })
		row.Contenders = row.Contenders[:n]
		var processes []lockstep.Process
		for _, p := range row.Processes {
			var blocks []lockstep.Block
			for _, b := range p.Blocks {
				b.Outcomes = b.Outcomes[:n]
				b.Slices = slices.DeleteFunc(slices.Clone(b.Slices),
					func(s lockstep.Slice) bool { return s.Contender >= n })
				blocks = append(blocks, b)
			}
			p.Blocks = blocks
			if len(p.Latency) > n {
				p.Latency = p.Latency[:n]
			}
			processes = append(processes, p)
		}
		row.Processes = processes
		all = append(all, row)
	}
	return all
}

// Whatever the BEAM takes, the report on the others is the same as without it.
func TestReportReferencesChangeNothing(t *testing.T) {
	for _, ns := range []float64{1, 100, 104, 5000} {
		rows := []lockstep.RowResult{
			beside("Server/call=reply/goroutines=1",
				fake{Impl: "a", Ns: 100, Latencies: spread()}, fake{Impl: "b", Ns: 104, Bias: 7, Latencies: spread()},
				fake{Label: "aa", Impl: "a", Ns: 100, Latencies: spread()},
				fake{Impl: "beam", Ns: ns, Bias: ns / 9, Latencies: spread()}, fake{Label: "ab", Impl: "beam", Ns: ns}),
			beside("Server/call=reply/goroutines=2", fake{Impl: "a", Ns: 100}, fake{Impl: "b", Ns: 101},
				fake{Impl: "beam", Ns: ns}),
		}
		with, alone := made(t, nil, rows...), made(t, nil, without(rows)...)
		p := &with.Patterns[0]
		for i := range p.Workloads {
			require.Len(t, p.Workloads[i].References, 1)
			p.Workloads[i].References = nil
		}
		require.Equal(t, alone.Patterns, with.Patterns, "beam takes %g ns", ns)
		require.Equal(t, alone.Null, with.Null)
		require.Equal(t, alone.Impls, with.Impls)
	}
}

func TestReportReferences(t *testing.T) {
	heap := []bench.Metric{{Value: 9, Unit: "heap-B/value"}}
	w := only(t, made(t, broken("Table.Fresh"), beside("Table/reads=99",
		fake{Impl: "mutex", Ns: 200}, fake{Impl: "best", Ns: 100}, fake{Impl: "wrong", Ns: 10},
		fake{Impl: "beam", Ns: 350, Metrics: heap}, fake{Impl: "beam-public", Ns: 50, Bias: 3})))
	require.Equal(t, []string{"best 1 best", "mutex 2 slower", "wrong 0 inconclusive"}, ranks(w))
	require.Len(t, w.References, 2)
	there, public := w.References[0], w.References[1]
	require.Equal(t, "beam", there.Impl)
	require.Equal(t, report.Reference, there.Verdict)
	require.Zero(t, there.Rank)
	require.Empty(t, there.Unranked)
	require.InDelta(t, 3.5, there.Ratio.Value, 1e-6, "to the best that is ranked")
	require.InDelta(t, 3.5, there.Ratio.High, 1e-6, "what slows all down has no part in it")
	require.InDelta(t, 357, there.Value.Value, 0.1)
	require.Less(t, there.Value.Low, there.Value.Value)
	require.Equal(t, 9.0, there.Metrics["heap-B/value"])
	require.Equal(t, synthetic.Processes*synthetic.Blocks*synthetic.Rounds, there.Slices)
	require.Equal(t, "beam-public", public.Impl)
	require.InDelta(t, 0.5, public.Ratio.Value, 0.01)
	require.Less(t, public.Ratio.Low, public.Ratio.Value)
	require.Greater(t, public.Ratio.High, public.Ratio.Value)
}

// Where there is no ratio the reason is there, and what was measured.
func TestReportReferencesApart(t *testing.T) {
	row := func(contenders ...fake) lockstep.RowResult { return beside("Gate/goroutines=2", contenders...) }
	a, there := fake{Impl: "a", Ns: 100}, fake{Impl: "beam", Ns: 300}
	for name, test := range map[string]struct {
		row  lockstep.RowResult
		want string
	}{
		"disturbed": {
			marked(row(a, there), 1), "its goroutines overlapped in 0 of 120 pairs of slices, too few to contend",
		},
		"failed": {failed(row(a, there)), "it failed: a panic"},
		"nobody ranked": {
			row(fake{Impl: "wrong", Ns: 100}, there), "the others have no ranking",
		},
		"all disturbed": {
			drained(row(a, fake{Impl: "b", Ns: 110}, there)), "the others have no ranking",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := only(t, made(t, broken("Gate.Once"), test.row))
			require.Len(t, w.References, 1)
			require.Equal(t, test.want, w.References[0].Unranked)
			require.Zero(t, w.References[0].Ratio)
			require.InDelta(t, 306, w.References[0].Value.Value, 0.1)
		})
	}
}

// A workload without a counterpart on the BEAM says so, if the BEAM was measured at
// all.
func TestReportReferencesLack(t *testing.T) {
	lack := func(w bench.Workload, impl string) string {
		require.Equal(t, "beam", impl)
		if w.ID() == "Gate/op=do" {
			return ""
		}
		return "it has no " + w.ID()
	}
	of := func(rows ...lockstep.RowResult) []report.Workload {
		res := []*lockstep.Result{synthetic.Result("m", 1, rows...)}
		r, err := analysis.Report(res, nil, analysis.Options{Lack: lack})
		require.NoError(t, err)
		return r.Patterns[0].Workloads
	}
	a := fake{Impl: "a", Ns: 100}
	plain := synthetic.Row("Gate/op=undo", a)
	all := of(beside("Gate/op=do", a, fake{Impl: "beam", Ns: 200}), plain)
	require.InDelta(t, 2, all[0].References[0].Ratio.Value, 1e-6)
	require.Equal(t, []report.Cell{{Impl: "beam", Verdict: "reference", P: 1, Unranked: "it has no Gate/op=undo"}},
		all[1].References)
	require.Len(t, all[0].References, 1)
	require.Empty(t, of(plain)[0].References)
}

func TestReportReferencesHead(t *testing.T) {
	res := synthetic.Result("m", 9, beside("Gate/op=do/goroutines=1",
		fake{Impl: "a", Ns: 1}, fake{Impl: "b", Ns: 2}, fake{Impl: "beam-public", Ns: 40}, fake{Impl: "beam", Ns: 40}))
	h := &res.Runs[0]
	h.Commits, h.Go = append(h.Commits, ""), append(h.Go, "OTP 25 / erts 13.1.5 / Elixir 1.14.0")
	h.Overhead = append(h.Overhead, 90)
	r, err := analysis.Report([]*lockstep.Result{res}, broken("Gate.Once"), analysis.Options{Impls: []string{"a", "b"}})
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b", "mutex", "wrong"}, r.Impls)
	require.Equal(t, "c0ffee", r.Commit)
	require.Equal(t, 0.25, r.Overhead, "that of the other program is no part of ours")
	require.Equal(t, "go1.26.0", r.Machines[0].Go)
	require.Equal(t, "OTP 25 / erts 13.1.5 / Elixir 1.14.0", r.Machines[0].More[report.BEAMVersion])
	require.Equal(t, "go run -pgo=off ./cmd/assay bench gate --grid core --budget 1m --seed 9 --with beam,beam-public",
		r.Reproduce[1])
	notes := strings.Join(r.Notes, "\n")
	require.Contains(t, notes, "The BEAM took its turns in the same rounds.")
	require.NotContains(t, notes, "The certificate does not have beam")
}

func TestReportBEAM(t *testing.T) {
	row := synthetic.Row("Table/reads=99", fake{Impl: "mutex", Ns: 100})
	d := &beam.Document{
		OTP: "25", ERTS: "13", Elixir: "1.14", Checks: 3, Notes: []string{"mind the gap"},
		Laws:   []beam.Standing{{ID: "Table.Batch", Standing: "weaker there", Why: "it is not", Catalogue: "ETS-1"}},
		Errata: []beam.Standing{{ID: "A1", Standing: "reproduced", Why: "it fails"}},
	}
	r, err := analysis.Report([]*lockstep.Result{synthetic.Result("m", 1, row)}, nil, analysis.Options{BEAM: d})
	require.NoError(t, err)
	require.Equal(t, &report.BEAM{
		OTP: "25", ERTS: "13", Elixir: "1.14", Checks: 3, Notes: []string{"mind the gap"},
		Laws:   []report.Standing{{ID: "Table.Batch", Standing: report.Weaker, Why: "it is not"}},
		Errata: []report.Standing{{ID: "A1", Standing: "reproduced", Why: "it fails"}},
	}, r.BEAM)
	require.Nil(t, made(t, nil, row).BEAM)
}

func TestOpenBEAM(t *testing.T) {
	d, err := analysis.OpenBEAM(filepath.Join("..", "..", "reports", "beam.json"))
	require.NoError(t, err)
	require.Len(t, d.Errata, 15)
	_, err = analysis.OpenBEAM("nowhere.json")
	require.ErrorContains(t, err, "write it with make beam")
	_, err = analysis.OpenBEAM("beam_test.go")
	require.ErrorContains(t, err, "beam_test.go: this is no beam.json")
}
