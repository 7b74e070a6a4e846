// Package bench measures implementations of the interfaces in package patterns.
//
//	go test -run '^$' -bench Table ./bench | tee new.txt
//	go tool -modfile=scripts/tools.mod benchstat -col /impl new.txt
//
// # Workloads
//
// A [Workload] is a value: a pattern, axes with their values, and a function
// that prepares its input. It knows nothing of the driver that measures it.
// [Run] measures workloads as ordinary benchmarks; [Drive] is what it does with
// each, for drivers of another kind.
//
// # Names
//
// The name of a benchmark is data in the Go benchmark format:
//
//	BenchmarkTable/impl=atomic/key=int/keys=1000/dist=zipf/reads=99/goroutines=2
//
// Tools can filter by every axis and compare along it. Workloads of a pattern
// that do different things have different axes. The axes are
//
//   - op: what an operation is, where a pattern has several; see below.
//   - key: the type of the keys, int or string.
//   - keys: how many keys there are. All are there from the beginning, except
//     the one that an op=register adds and removes.
//   - dist: how likely a key is: uniform; zipf with the exponent 0.99; or hot, which
//     is one key for all goroutines.
//   - reads: the percentage of Loads. The rest are Stores or Updates.
//   - call: whether a Call gets its reply, or its context is done already (expired).
//   - deadline: none; or shared, a context with a deadline for all calls of a
//     goroutine; or own, a context.WithTimeout made for every call.
//   - values: how many objects there are, each with one value.
//   - load: how long the load of a Deferred waits.
//   - shards: those of a Counter.
//   - task: what a task of a Pool does: nothing (empty), or compute as long as an
//     undisturbed processor takes 10us or 1ms for. The number of steps is the same
//     for all implementations.
//   - workers: those of a Pool.
//   - handlers: how many an Emitter has. Each increments an integer.
//   - of: what is shut down, a server or a gate.
//   - pending: how much accepted work is unfinished when Shutdown is called.
//   - goroutines: how many goroutines there are, all doing the same.
//
// The operations of Deferred are start, which makes as many Deferreds as there
// are values; ready, which then waits for all of them; and get, a Get of one
// that is ready. Those of Registry are lookup, and register, which unregisters,
// too. A touch is one of an IdleTimer; a start of a Ticker includes its Stop; a
// trigger waits for the tick. Those of Counter are add, count and total, that of
// Gate is do. A Hibernator hibernates, wakes by a Load, or answers a Load awake.
// Its values have 10 KiB awake and 1 KiB asleep, as the codec packs them.
//
// [Full] is every combination of the values, except those that make no sense,
// such as a deadline for an expired Call. [Core] is a star in it: combinations
// that differ from a usual one in one axis, where reads and goroutines count as
// one, and some numbers of goroutines are left out.
//
//	go test -bench . ./bench -assay.grid=full
//
// # What is measured
//
// Exactly as many goroutines as the name says wait for each other and then
// share the operations equally. The time per operation (ns/op) is the
// time of the run divided by all operations of all goroutines, so it is an
// inverse throughput: with G goroutines each of them waits G times as long.
// B/op and allocs/op are those of the whole process.
//
// Some operations use up what they work on: values that are started, put to
// sleep or woken, and work that is pending at a Shutdown. It is renewed between
// them, which ns/op, B/op and allocs/op leave out. What runs on the goroutines
// that an operation starts counts as far as it is done by the end of it: the
// loads that outlive an op=start do not.
//
// The metric blocking-ns is what the loads of an op=start or ready take one after
// the other, as they would if constructors waited for them. It is extrapolated
// from a few loads.
//
// The metric heap-B/value is what a Hibernator and its value take on the heap,
// after a collection, when the operations are through: all values sleep after
// hibernate and are awake after wake.
//
// The metrics p50-ns, p99-ns, p99.9-ns and max-ns are those of single
// operations, by HdrHistogram. Timing one takes about 60 ns, so only a sample
// of them is timed, so few that timing takes 1 % of an uncontended run and less
// of a contended one: by that much ns/op is too high. The loop is closed: an
// operation that takes long delays the next one, which would not wait in
// life. One in four samples times nothing instead. A percentile that is less
// than three times the same percentile of those, or that has fewer than ten
// samples beyond it, is not reported; one near these bounds is there in some
// runs only. The maximum is reported beside any percentile and is that of the
// samples.
//
// With several goroutines, overlap is the share of the run in which enough of
// them were under way to contend: all, or as many as GOMAXPROCS. Below 0.9 a
// row says little about contention. It does not show what the operating system
// does: two threads that take turns on one processor overlap.
//
// # The cost of the harness
//
// The loop around the operations, the choice between them and the walk through
// the precomputed keys took 0 to 1.1 ns per operation on a Xeon of 2023, and
// up to 1.5 ns while others used the core. The call through the interface, 1.4
// to 2.2 ns, is part of what is measured. Nothing is allocated in the loop.
// BenchmarkHarness measures this with implementations that do nothing:
//
//	go test -run '^$' -bench Harness ./bench
package bench
