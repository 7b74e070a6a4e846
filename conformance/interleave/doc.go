// Package interleave runs concurrent Go code under every schedule that matters,
// where go test sees one by chance. It says which goroutine goes on at each
// step, finds the schedule that breaks an invariant, and replays it.
//
// # How to use it
//
//	func TestTransfer(t *testing.T) {
//		interleave.Test(t, func(x *interleave.T) {
//			a, b := bank.New(10), bank.New(0)
//			x.Go(func() { bank.Transfer(a, b, 6) })
//			x.Go(func() { bank.Transfer(a, b, 6) })
//			x.Wait()
//			require.GreaterOrEqual(x, a.Balance(), 0)
//		})
//	}
//
// The code under test is written as ever, and is instrumented when it is built:
// the command assay explore does that. A violation is printed with one column
// for each goroutine, and with a command that replays it.
//
// # How it works
//
// Every run is a bubble of package testing/synctest. Goroutines stop before each
// operation of the packages sync and sync/atomic and of channels, and one of
// them goes on at a time. Time passes only when none can go on. Which one goes
// on, and which ready case a select takes, is up to a strategy:
//
//   - dfs tries all schedules up to a number of preemptions, those with few
//     first. Most faults need one or two.
//   - random takes any goroutine at each step.
//   - pct gives random priorities, and finds a fault that depends on the order
//     of few steps with a known probability.
//   - mix, the default, is dfs, and pct for the second half of the budget if dfs
//     has not come to its end by then.
//
// # What it does not see
//
// Code between two such operations is not interrupted, so data races are for the
// race detector. A goroutine that package time or a library without
// instrumentation has started is known only from its first operation on.
//
// A program must do the same under the same schedule. The order of a map whose
// keys are pointers or channels, or that other code goes through, real time,
// finalizers, what another process does, and a select in code that is not
// instrumented can break that; [Explorer.Err] tells when it was noticed. Random
// numbers, the seeds of hashes, sync.Pool and the order of sync.Map do not break
// it in instrumented code.
package interleave
