package bench

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance"
)

// BenchmarkHarness measures what a workload costs beside the operation: by how
// much its loop is slower than one that has the call alone. The two take turns
// in short slices, and the medians count.
func BenchmarkHarness(b *testing.B) {
	for _, test := range append(bareValues(b), bareCalls(b)...) {
		instance, err := test.workload.Prepare()(newNothing())
		require.NoError(b, err)
		b.Run(test.workload.Pattern+"/"+test.workload.Name("nothing"), func(b *testing.B) {
			compare(b, instance.Ops[0], test.bare)
		})
	}
}

// A bareLoop does the operations of a workload and nothing else.
type bareLoop struct {
	workload Workload
	bare     func(n int)
}

// bareValues returns the loops of the patterns that hold values.
func bareValues(b *testing.B) []bareLoop {
	b.Helper()
	impl := newNothing()
	state, err := impl.State(conformance.Pair{}, nil)
	require.NoError(b, err)
	intTable, table, registry, counter := impl.IntTable(), impl.Table(), impl.Registry(), impl.Counter(1)
	return []bareLoop{
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
		{find(b, Registry, "impl=nothing/op=lookup/keys=1000/goroutines=1"), func(n int) {
			for range n {
				registry.Lookup("key")
			}
		}},
		{find(b, Counter, "impl=nothing/op=add/shards=1/keys=1000/dist=uniform/goroutines=1"), func(n int) {
			for range n {
				_ = counter.Add("key", 1)
			}
		}},
	}
}

// bareCalls returns the loops of the other patterns.
func bareCalls(b *testing.B) []bareLoop {
	b.Helper()
	impl, ctx := newNothing(), b.Context()
	server, timer, emitter := impl.Server(nil), impl.IdleTimer(far, nil), impl.Emitter(nil)
	gate, pool := impl.Gate(nil), impl.Pool(1)
	return []bareLoop{
		{find(b, Server, "impl=nothing/call=reply/deadline=none/goroutines=1"), func(n int) {
			for i := range n {
				_, _ = server.Call(ctx, i)
			}
		}},
		{find(b, IdleTimer, "impl=nothing/op=touch/goroutines=1"), func(n int) {
			for range n {
				timer.Touch()
			}
		}},
		{find(b, Pool, "impl=nothing/task=empty/workers=1/goroutines=1"), func(n int) {
			for range n {
				future, _ := pool.Submit(ctx, nil)
				_, _ = future.Get(ctx)
			}
		}},
		{find(b, Emitter, "impl=nothing/handlers=0/goroutines=1"), func(n int) {
			for i := range n {
				emitter.Emit(i)
			}
		}},
		{find(b, Gate, "impl=nothing/op=do/goroutines=1"), func(n int) {
			work := func() error { return nil }
			for range n {
				_ = gate.Do(work)
			}
		}},
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
		// Making contexts and starting goroutines is part of some operations.
		if slices.Contains(w.Axes, Axis{"deadline", "own"}) || w.Pattern == "Shutdowner" {
			continue
		}
		instance, err := w.Prepare()(newNothing())
		require.NoError(t, err)
		if instance.Renew == nil {
			allocs := testing.AllocsPerRun(10, func() { instance.Ops[0](1000) })
			require.Zero(t, allocs, w.Name("nothing"))
			continue
		}
		const rounds = 10
		require.Less(t, Drive(idle{}, instance, rounds).Allocs, uint64(rounds), w.Name("nothing"))
	}
}
