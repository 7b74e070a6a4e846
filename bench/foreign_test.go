package bench_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// A recorder is a table that notes what is done with it after it was filled.
type recorder struct {
	patterns.Table[string, int]
	all []bench.Access
}

func (r *recorder) note(key string, write bool) {
	index, err := strconv.Atoi(strings.TrimPrefix(key, "session-"))
	if err != nil {
		panic(err)
	}
	r.all = append(r.all, bench.Access{Key: index - 10_000_000, Write: write})
}

func (r *recorder) Load(key string) (int, bool) { r.note(key, false); return 0, true }
func (r *recorder) Store(key string, _ int)     { r.note(key, true) }

// Accesses is what the users of a workload do, and in which order.
func TestAccesses(t *testing.T) {
	tried := 0
	for _, w := range bench.Workloads(bench.Full) {
		if w.Pattern != "Table" || !strings.Contains(w.ID(), "/key=string/keys=1000/") {
			continue
		}
		tried++
		table := &recorder{}
		instance, err := w.Prepare()(conformance.Implementation{
			Table: func() patterns.Table[string, int] { return table },
		})
		require.NoError(t, err)
		all := bench.Accesses(w)
		require.Len(t, all, len(instance.Ops), w.ID())
		for i, op := range instance.Ops {
			table.all = nil
			op(len(all[i]))
			require.Equal(t, all[i], table.all, w.ID())
		}
	}
	require.Positive(t, tried)
}

// Keys that are registered are not there, and of no other user.
func TestAccessesRegister(t *testing.T) {
	const keys = 1000
	for _, w := range bench.Workloads(bench.Core) {
		if !strings.HasPrefix(w.ID(), "Registry/op=register/keys=1000/") {
			continue
		}
		for user, accesses := range bench.Accesses(w) {
			for _, a := range accesses {
				require.True(t, a.Write)
				require.Equal(t, user+1, a.Key/keys)
			}
		}
		return
	}
	t.Fatal("there is no such workload")
}

// What a workload has no keys and no mix for, it needs no accesses for.
func TestAccessesNone(t *testing.T) {
	has := make(map[string]bool)
	for _, w := range bench.Workloads(bench.Full) {
		has[w.Pattern] = has[w.Pattern] || bench.Accesses(w) != nil
	}
	for pattern, yes := range has {
		switch pattern {
		case "Table", "Counter", "Registry", "State":
			require.True(t, yes, pattern)
		default:
			require.False(t, yes, pattern)
		}
	}
}

func TestSpansOverlap(t *testing.T) {
	elapsed, share := bench.SpansOverlap([]bench.Span{{Begin: -10, End: 90}, {Begin: 0, End: 80}}, 2)
	require.Equal(t, 100*time.Nanosecond, elapsed)
	require.InDelta(t, 0.8, share, 1e-9)
	_, share = bench.SpansOverlap([]bench.Span{{Begin: 0, End: 5}, {Begin: 5, End: 9}}, 2)
	require.Zero(t, share)
}

func TestRecord(t *testing.T) {
	h := bench.NewHistogram()
	bench.Record(h, []time.Duration{0, 500, time.Hour})
	require.EqualValues(t, 3, h.TotalCount())
	require.EqualValues(t, 1, h.Min(), "a clock may stand still")
}
