package bench

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// nothing does as little as a pattern can.
type nothing[K comparable] struct{ patterns.Table[K, int] }

func (nothing[K]) Load(K) (int, bool)                           { return 0, true }
func (nothing[K]) Store(K, int)                                 {}
func (nothing[K]) Call(_ context.Context, req int) (int, error) { return req, nil }
func (nothing[K]) Shutdown(context.Context) error               { return nil }

type nothingState struct{}

func (nothingState) Load() conformance.Pair { return conformance.Pair{} }

func (nothingState) Update(
	func(conformance.Pair) (conformance.Pair, error),
) (conformance.Pair, error) {
	return conformance.Pair{}, nil
}

func newNothing() conformance.Implementation {
	return conformance.Implementation{
		Name: "nothing",
		State: func(
			conformance.Pair, func(conformance.Pair) error,
		) (patterns.State[conformance.Pair], error) {
			return nothingState{}, nil
		},
		Table:    func() patterns.Table[string, int] { return nothing[string]{} },
		IntTable: func() patterns.Table[int, int] { return nothing[int]{} },
		Server: func(func(int) (int, error)) patterns.Server[int, int] {
			return nothing[int]{}
		},
	}
}

// BenchmarkHarness measures what a workload costs beside the operation: by how
// much its loop is slower than one that has the call alone. The two take turns
// in short slices, and the medians count.
func BenchmarkHarness(b *testing.B) {
	impl := newNothing()
	state, err := impl.State(conformance.Pair{}, nil)
	require.NoError(b, err)
	intTable, table, server, ctx := impl.IntTable(), impl.Table(), impl.Server(nil), b.Context()
	for _, test := range []struct {
		workload Workload
		bare     func(n int)
	}{
		{find(b, State, "impl=nothing/reads=99/goroutines=1"), func(n int) {
			for range n {
				state.Load()
			}
		}},
		{find(b, Table, "impl=nothing/key=int/keys=1000/dist=zipf/reads=99/goroutines=1"), func(n int) {
			for i := range n {
				intTable.Load(i)
			}
		}},
		{find(b, Table, "impl=nothing/key=string/keys=100000/dist=zipf/reads=99/goroutines=1"), func(n int) {
			for range n {
				table.Load("key")
			}
		}},
		{find(b, Server, "impl=nothing/call=reply/deadline=none/goroutines=1"), func(n int) {
			for i := range n {
				_, _ = server.Call(ctx, i)
			}
		}},
	} {
		instance, err := test.workload.Prepare()(impl)
		require.NoError(b, err)
		b.Run(test.workload.Pattern+"/"+test.workload.Name("nothing"), func(b *testing.B) {
			compare(b, instance.Ops[0], test.bare)
		})
	}
}

// compare reports the median times of slices of a and b, and their difference.
func compare(b *testing.B, workload, bare func(n int)) {
	const ops = 10_000
	var with, without []float64
	for range b.N {
		begin := now()
		workload(ops)
		middle := now()
		bare(ops)
		end := now()
		with = append(with, float64(middle-begin)/ops)
		without = append(without, float64(end-middle)/ops)
	}
	slices.Sort(with)
	slices.Sort(without)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(without[len(without)/2], "bare-ns")
	b.ReportMetric(with[len(with)/2]-without[len(without)/2], "harness-ns")
}

func find(tb testing.TB, workloads func(Grid) []Workload, name string) Workload {
	tb.Helper()
	for _, w := range workloads(Full) {
		if w.Name("nothing") == name {
			return w
		}
	}
	require.FailNow(tb, "no workload "+name)
	return Workload{}
}

func TestHarnessAllocatesNothing(t *testing.T) {
	for _, w := range Workloads(Core) {
		if w.Axes[1] == (Axis{"deadline", "own"}) {
			continue // making the context is part of the operation
		}
		instance, err := w.Prepare()(newNothing())
		require.NoError(t, err)
		require.Zero(t, testing.AllocsPerRun(10, func() { instance.Ops[0](1000) }), w.Name("nothing"))
	}
}
