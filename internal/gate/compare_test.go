package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
)

// three returns a run in which Beta is so and the others do not differ.
func three(beta fakeRow) map[string]fakeRow {
	same := fakeRow{ratio: 1}
	return map[string]fakeRow{"Alpha": same, "Beta": beta, "Gamma": same}
}

// only returns a run with Beta alone, as the second one has it.
func only(beta fakeRow) map[string]fakeRow { return map[string]fakeRow{"Beta": beta} }

// A comparisonTest says what made-up runs give.
type comparisonTest struct {
	runs []map[string]fakeRow
	want Status
	// The unit of the confirmed change and its verdict, if there is one.
	unit    string
	verdict stats.Verdict
	doubt   string
}

// Times that differ, or do not, and are found again, or are not.
var timeTests = map[string]comparisonTest{
	"equal": {runs: []map[string]fakeRow{three(fakeRow{ratio: 1})}, want: Clean},
	"slower": {
		runs: []map[string]fakeRow{three(fakeRow{ratio: 1.1}), only(fakeRow{ratio: 1.1})},
		want: Regression, unit: "ns/op", verdict: stats.Slower,
	},
	"faster": {
		runs: []map[string]fakeRow{three(fakeRow{ratio: 0.9}), only(fakeRow{ratio: 0.9})},
		want: Clean, unit: "ns/op", verdict: stats.Faster,
	},
	"within the margin": {runs: []map[string]fakeRow{three(fakeRow{ratio: 1.01})}, want: Clean},
	"once": {
		runs: []map[string]fakeRow{three(fakeRow{ratio: 1.1}), only(fakeRow{ratio: 1})},
		want: Clean,
	},
	"reversed": {
		runs: []map[string]fakeRow{three(fakeRow{ratio: 1.1}), only(fakeRow{ratio: 0.9})},
		want: Clean, doubt: "the second run says faster: ",
	},
	"void again": {
		runs: []map[string]fakeRow{three(fakeRow{ratio: 1.1}), only(fakeRow{ratio: 1.1, preempted: true})},
		want: Inconclusive, doubt: "it could not be measured again: ",
	},
	"no time again": {
		runs: []map[string]fakeRow{three(fakeRow{ratio: 1.1}), {}},
		want: Inconclusive, doubt: "it could not be measured again: there was no time",
	},
}

// Allocations and metrics.
var unitTests = map[string]comparisonTest{
	"allocates": {
		runs: []map[string]fakeRow{
			three(fakeRow{ratio: 1, allocs: [2]float64{1, 1.01}}), only(fakeRow{ratio: 1, allocs: [2]float64{1, 1.01}}),
		},
		want: Regression, unit: "allocs/op", verdict: stats.Slower,
	},
	"allocates less": {
		runs: []map[string]fakeRow{
			three(fakeRow{ratio: 1, bytes: [2]float64{64, 48}}), only(fakeRow{ratio: 1, bytes: [2]float64{64, 48}}),
		},
		want: Clean, unit: "B/op", verdict: stats.Faster,
	},
	"amortized": {runs: []map[string]fakeRow{three(fakeRow{ratio: 1, allocs: [2]float64{1, 1.009}})}, want: Clean},
	"noise":     {runs: []map[string]fakeRow{three(fakeRow{ratio: 1, odd: true})}, want: Clean},
	"more is better": {
		runs: []map[string]fakeRow{
			three(fakeRow{ratio: 0.9, unit: "events/s"}), only(fakeRow{ratio: 0.9, unit: "events/s"}),
		},
		want: Regression, unit: "events/s", verdict: stats.Slower,
	},
	"less is better": {
		runs: []map[string]fakeRow{
			three(fakeRow{ratio: 0.9, unit: "blocking-ns"}), only(fakeRow{ratio: 0.9, unit: "blocking-ns"}),
		},
		want: Clean, unit: "blocking-ns", verdict: stats.Faster,
	},
	"nobody knows": {runs: []map[string]fakeRow{three(fakeRow{ratio: 0.9, unit: "things"})}, want: Clean},
}

// What nobody can tell.
var blindTests = map[string]comparisonTest{
	"mostly void": {runs: []map[string]fakeRow{{
		"Alpha": {ratio: 1, preempted: true}, "Beta": {ratio: 1, failure: "it broke"}, "Gamma": {ratio: 1},
	}}, want: Inconclusive},
	"one void": {runs: []map[string]fakeRow{three(fakeRow{ratio: 1, preempted: true})}, want: Clean},
	"blind": {runs: []map[string]fakeRow{{
		"Alpha": {ratio: 1, noise: 0.2}, "Beta": {ratio: 1, noise: 0.2}, "Gamma": {ratio: 1},
	}}, want: Inconclusive},
	"left out": {runs: []map[string]fakeRow{{"Alpha": {ratio: 1}}}, want: Inconclusive},
	"nothing":  {runs: []map[string]fakeRow{{}}, want: Inconclusive},
}

func TestCompare(t *testing.T) {
	for _, tests := range []map[string]comparisonTest{timeTests, unitTests, blindTests} {
		for name, test := range tests {
			t.Run(name, test.check)
		}
	}
}

func (test comparisonTest) check(t *testing.T) {
	r := compareFake(t, test.runs...)
	require.Equal(t, test.want, r.Status, "%+v", r.Findings)
	changes := r.Confirmed()
	if test.unit == "" {
		require.Empty(t, changes)
	} else {
		require.Len(t, changes, 1)
		require.Equal(t, test.unit, changes[0].Unit)
		require.Equal(t, test.verdict, changes[0].Verdict)
		require.Equal(t, "Beta/goroutines=1", changes[0].Workload)
	}
	doubts := ""
	for _, f := range r.Findings {
		doubts += f.Doubt
	}
	require.Contains(t, doubts, test.doubt)
	require.Equal(t, test.want == Inconclusive, len(r.Advice) > 0, "%v", r.Advice)
}

// The base meets itself, and that is told apart from what is compared.
func TestCompareNull(t *testing.T) {
	r := compareFake(t, three(fakeRow{ratio: 1.1}), only(fakeRow{ratio: 1.1}))
	require.Positive(t, r.Null.Comparisons)
	require.Less(t, r.Null.Worst, 0.01)
	require.Equal(t, 3, r.count(func(f Finding) bool { return f.Unit == "ns/op" }))
}

// The second run has other processes: another seed, twice as many, and other programs.
func TestCompareSecondRun(t *testing.T) {
	var seeds []uint64
	var processes []int
	fake := fakeMeasure(t, three(fakeRow{ratio: 1.1}), only(fakeRow{ratio: 1.1}))
	o := Options{
		Workloads: []bench.Workload{fakeWorkload("Alpha"), fakeWorkload("Beta"), fakeWorkload("Gamma")},
		Impls:     []string{"mutex"}, Margin: 0.02, Budget: 3e9,
	}
	o.Layouts = func(_ context.Context, first, n int) (base, head []string, err error) {
		for i := first; i < first+n; i++ {
			base, head = append(base, fmt.Sprintf("b%d", i)), append(head, fmt.Sprintf("h%d", i))
		}
		return base, head, nil
	}
	programs := make(map[string]bool)
	o.measure = func(
		ctx context.Context, rows []lockstep.Row, lo lockstep.Options,
	) (*lockstep.Result, []lockstep.Omission, error) {
		require.Len(t, lo.Layouts, lo.Processes)
		for _, layout := range lo.Layouts {
			require.NotEqual(t, layout[base], layout[again])
			require.False(t, programs[layout[base]] || programs[layout[head]], "a program for each process")
			programs[layout[base]], programs[layout[head]] = true, true
		}
		seeds, processes = append(seeds, lo.Seed), append(processes, lo.Processes)
		return fake(ctx, rows, lo)
	}
	_, err := Compare(t.Context(), o)
	require.NoError(t, err)
	require.NotEqual(t, seeds[0], seeds[1])
	require.Equal(t, []int{usualProcesses, 2 * usualProcesses}, processes)
}

// Among many rows, the first run suspects some without reason and the second one
// clears them, and one that is slower is found, though its processes differ by as
// much as it is slower.
func TestCompareManyRows(t *testing.T) {
	const rows = 20
	o := Options{Impls: []string{"mutex"}, Margin: 0.02, Budget: time.Minute}
	equal, one := make(map[string]fakeRow), make(map[string]fakeRow)
	for i := range rows {
		name := fmt.Sprintf("Row%d", i)
		o.Workloads = append(o.Workloads, fakeWorkload(name))
		equal[name], one[name] = fakeRow{ratio: 1, noise: 0.05}, fakeRow{ratio: 1, noise: 0.05}
	}
	one["Row0"] = fakeRow{ratio: 1.1, noise: 0.05}
	suspected := 0
	for o.Seed = range uint64(3) {
		o.Note = func(string, ...any) { suspected++ }
		o.measure = fakeMeasure(t, equal, equal)
		r, err := Compare(t.Context(), o)
		require.NoError(t, err)
		require.NotEqual(t, Regression, r.Status, "seed %d", o.Seed)
		o.measure = fakeMeasure(t, one, one)
		r, err = Compare(t.Context(), o)
		require.NoError(t, err)
		require.Equal(t, Regression, r.Status, "seed %d", o.Seed)
		require.Len(t, r.Confirmed(), 1)
		require.Equal(t, "Row0/goroutines=1", r.Confirmed()[0].Workload)
	}
	require.Greater(t, suspected, 2, "or the second run has cleared nothing")
}

// An error about a binary names the revision.
func TestCompareProtocol(t *testing.T) {
	o := Options{Base: Program("v1", "/tmp/base"), Head: Program("v2", "/tmp/head")}
	o.measure = func(
		context.Context, []lockstep.Row, lockstep.Options,
	) (*lockstep.Result, []lockstep.Omission, error) {
		return nil, nil, errors.New("/tmp/head is no worker: it ended")
	}
	_, err := Compare(t.Context(), o)
	require.EqualError(t, err, "v2 cannot be compared, since it does not speak the protocol of this program: "+
		"the worker of v2 is no worker: it ended")
}

func TestMissing(t *testing.T) {
	c := &comparison{Options: Options{
		Workloads: []bench.Workload{fakeWorkload("Alpha")}, Impls: []string{"a", "b", "c", "d"},
	}}
	id := fakeWorkload("Alpha").ID()
	omitted := []lockstep.Omission{
		{Row: id, Contender: "base:a", Reason: "no a"},
		{Row: id, Contender: "head:b", Reason: "no b"},
		{Row: id, Contender: "base:c", Reason: "no c"},
		{Row: id, Contender: "head:c", Reason: "no c"},
		{Row: id, Reason: "no time"},
	}
	require.Equal(t, []Missing{
		{id, "a", "only the head has it: no a", false},
		{id, "b", "only the base has it: no b", false},
		{id, "d", "no time", true},
	}, missing(c.rows(), &lockstep.Result{}, omitted))
}

// Whatever happened, the report is JSON, which knows no NaN.
func TestReportJSON(t *testing.T) {
	for _, run := range []map[string]fakeRow{{}, three(fakeRow{ratio: 1, preempted: true})} {
		r := compareFake(t, run)
		text, err := json.Marshal(r)
		require.NoError(t, err)
		var back struct {
			Status   Status           `json:"status"`
			Findings []map[string]any `json:"findings"`
		}
		require.NoError(t, json.Unmarshal(text, &back))
		require.Equal(t, r.Status, back.Status)
		require.Len(t, back.Findings, len(r.Findings))
	}
}
