package lockstep

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// tiny returns a result of one run with one process of each row.
func tiny(machine string, seed uint64, rows ...string) *Result {
	r := &Result{Runs: []Header{{
		Machine: Machine{Name: machine}, Seed: seed, Begin: Weather{Time: time.Unix(int64(seed), 0)},
	}}}
	for _, goroutines := range rows {
		r.Rows = append(r.Rows, RowResult{
			Pattern: "Fake", Axes: fake(goroutines, false).Axes, Contenders: contenders("plain"),
			Processes: []Process{{Blocks: []Block{{}}}},
		})
	}
	return r
}

// Shards are put side by side, repetitions together, machines apart.
func TestMerge(t *testing.T) {
	shard, rest := tiny("a", 1, "1"), tiny("a", 2, "2")
	again, other := tiny("a", 3, "1"), tiny("b", 4, "1")
	all, err := Merge(shard, rest, again, other)
	require.NoError(t, err)
	require.Len(t, all.Runs, 4)
	require.Len(t, all.Rows, 3)
	require.Len(t, all.Rows[0].Processes, 2)
	require.Equal(t, 0, all.Rows[0].Processes[0].Run)
	require.Equal(t, 2, all.Rows[0].Processes[1].Run)
	require.Equal(t, 1, all.Rows[1].Processes[0].Run)
	h, ok := all.Header(&all.Rows[2])
	require.True(t, ok)
	require.Equal(t, "b", h.Machine.Name)
	require.Len(t, shard.Rows[0].Processes, 1, "the parts are as they were")
	require.Zero(t, again.Rows[0].Processes[0].Run, "the parts are as they were")
}

// Other contenders make another row.
func TestMergeContenders(t *testing.T) {
	a, b := tiny("a", 1, "1"), tiny("a", 2, "1")
	b.Rows[0].Contenders = contenders("slow")
	all, err := Merge(a, b)
	require.NoError(t, err)
	require.Len(t, all.Rows, 2)
}

// A failure stays with its row.
func TestMergeFailures(t *testing.T) {
	a, b := tiny("a", 1, "1"), tiny("a", 2, "1")
	b.Rows[0].Processes, b.Rows[0].Failures = nil, []Failure{{Error: "broken"}}
	all, err := Merge(a, b)
	require.NoError(t, err)
	require.Equal(t, []Failure{{Run: 1, Error: "broken"}}, all.Rows[0].Failures)
}

func TestMergeErrors(t *testing.T) {
	_, err := Merge()
	require.Error(t, err)
	a := tiny("a", 1, "1")
	_, err = Merge(a, tiny("a", 2, "1"), a)
	require.ErrorContains(t, err, "result 3 has a run that an earlier one has, too: that with the seed 1")
}
