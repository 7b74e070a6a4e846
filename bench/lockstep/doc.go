// Package lockstep measures contenders that take turns in short slices.
//
//	func main() {
//		lockstep.Main(bench.Workloads(bench.Full), impls.All)
//		...
//		plan, err := lockstep.NewPlan(ctx, rows, lockstep.Options{Budget: time.Minute})
//		...
//		result, err := lockstep.Run(ctx, plan)
//		...
//		err = lockstep.Write(file, result)
//	}
//
// Whatever slows a machine down for a while slows down slices of all contenders,
// since they follow each other within a millisecond. What counts is therefore
// the ratio of two slices of the same round. This package makes no statistics of
// them: it measures, and keeps all slices.
//
// # Processes, blocks, rounds, slices
//
// A [Row] is a workload with its contenders. It is measured in several
// processes, because a process is one draw of hash seeds and of places in memory;
// with all other rows in between, in another order each time. Each process makes
// the objects under test several times: those of one time are a [Block].
// Garbage is collected between blocks if there is much of it, never on purpose in
// them, and 32 MB of the heap of a worker are in use all the time, as in a server: the
// runtime collects after as much again. Objects differ by more than rounds do, so a
// block has few rounds if objects are cheap to make: a third of the time may go to making
// them. They report in the first two blocks of a process. In a block the
// contenders take turns, in random order in every round. One turn is a [Slice].
//
// A slice of a workload with one goroutine takes about 0.25 ms, one with several
// goroutines 2 ms. Contenders with the same implementation do equally many
// operations in a round, which vary from round to round by up to 20 %. Where
// Renew makes what the operations use up, what Renew takes is not in it, and slices
// are shorter if that takes longer than the operations.
//
// Several goroutines begin together: each waits on a processor of its own until all
// answer a call within 5 us. From then on they are bound to nothing. They take their
// operations from what is left, a chunk at a time, so that they end together, too, even
// if one is faster. With more goroutines than processors, each does an equal share.
//
// A slice of one goroutine during which the system took the processor from
// a thread of the process is marked [Preempted], and one of several goroutines
// that overlap by less than 0.9 is marked [Apart]. Both are kept, and should not
// count, see [Slice.Counts].
//
// # Workers
//
// The process that measures is a worker: the same program, which [Main] makes
// one, or another program with the same protocol, such as one built from another
// revision. Contenders of one program are side by side in one process, which
// needs nobody to take turns. With two programs, one worker of each is there, and one
// runs at a time: they pass a token to each other through a pipe from one to the other,
// which takes some microseconds, and some hundred by way of the parent. A turn is a
// burst of four slices, after half a slice that does not count. Slices of one
// goroutine take 0.1 ms there, those of several 1 ms, so that a burst is over before
// much else happens.
// On Linux, both workers are bound to the same processor meanwhile, another one in
// each block, unless the workload has several goroutines or the object under test
// starts its own. If the system lets them, as it lets those who administrate it,
// parent and workers have the niceness -19 meanwhile, so that other work disturbs
// them less. Workers have a small, fixed environment: PATH, HOME, GODEBUG,
// GOEXPERIMENT and GOMAXPROCS. They end when their parent does.
//
// A worker may also measure implementations in another language: [MainForeign]
// makes the process one, for a [Foreign]. The parent says whose turn it is if one of
// these is in a row. The Foreign keeps the time and makes the
// users begin together; the engine decides how many operations a slice has. Its
// slices take at least 0.4 ms, with several users 4 ms.
//
// Two contenders may have the same implementation with different labels, in one
// program or in two. They differ by nothing, so what is found between them is
// the error of the measurement.
//
// # What is measured beside time
//
// Allocations are counted exactly, in a slice of each block that is not in the
// record, because counting stops the world. Latencies of single operations are
// sampled as package bench describes, one stride for all contenders with one
// implementation. Timing them takes at most 1 % of a slice. What the harness
// takes beside that is [Overhead], which every result records: about 0.01 ns per
// operation.
//
// # The raw format
//
// [Write] writes lines of JSON, compressed by gzip.
//
//	{"lockstep":1,"runs":[...],"rows":[...]}
//	{"process":{"row":0,"run":0,"latency":[...]}}
//	{"block":{"begin":"...","outcomes":[...],"slices":[[...],...]}}
//	{"end":{"lines":3}}
//
// The first line has the version of the format, a [Header] for each run, and each
// [RowResult] without its processes. A line with a process says which row and run
// it belongs to, and has a [Latency] for each contender; the blocks after it are
// its own. An [Outcome] is there for each contender. A slice is an array of
// contender, round, operations, elapsed time, processor time, voluntary and
// involuntary context switches, collections, overlap, and mark: 0, 1 for preempted
// or 2 for apart. All times are in nanoseconds. The last line says how many
// there are before it.
//
// [Merge] puts the results of shards, repetitions and machines together, and
// [WriteBench] writes the Go benchmark format for benchstat and others.
package lockstep
