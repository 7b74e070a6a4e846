// Package conformance checks implementations of the interfaces in package
// patterns against their laws.
//
// To certify a type, pass its constructor to the function named after the
// pattern, in a test of your own:
//
//	func TestTable(t *testing.T) { conformance.TestTable(t, mine.NewTable[string, int]) }
//
// or describe everything that you offer, and call [Test]:
//
//	func TestConformance(t *testing.T) {
//		conformance.Test(t, conformance.Implementation{
//			Name:   "mine",
//			State:  mine.NewState[conformance.Pair],
//			Server: mine.NewServer[int, int],
//		})
//	}
//
// Each law runs as a subtest, so "go test -json" prints a certificate: what the
// law ended in stands in the attributes of its test. [Laws] lists them all.
//
// # Laws
//
// A law is a sentence that a counterexample can refute, such as "concurrent
// Updates all take effect". Its check makes up a case at random, runs it, and
// judges what happened; that again and again. A case that breaks the law is made
// smaller as long as it still breaks it, and the smallest one is printed,
// together with a command that tries it again.
//
// Calls by several goroutines are recorded and judged as a history: it has to be
// linearizable. One that is not is printed as a drawing of the calls that matter,
// and written to a page that shows the states in between.
//
// The checks give no false alarms. What they cannot do is to prove a law: a
// fault that takes a rare schedule may be missed. A law whose precondition
// hardly ever came about is inconclusive, which is not a pass either.
//
// # Time
//
// A case runs in a bubble of package [testing/synctest]. Time is virtual there: a
// timeout of an hour costs nothing, it is exact, and a deadlock or a goroutine
// that is left behind shows at once. The price is a rule: never hold a
// [sync.Mutex] while waiting for anything else, a callback included, since
// virtual time stands still as long as somebody waits for a mutex. Where a lock
// must be held for so long, take a channel of capacity 1.
//
// With -assay.gear=real the cases run on plain goroutines, in real time, for the
// race detector; only laws about time still use a bubble.
//
// A panic on a goroutine that the implementation has started, an unrecoverable
// error and a data race are not turned into a broken law: they end the test
// binary, or fail it, as they always do.
//
// # Flags
//
// The flags of a test binary that imports this package are
//
//   - -assay.cases: how many cases to try of each law; by default 100, and 1,000 in real time.
//   - -assay.seed: where the cases come from. By default every run has others.
//   - -assay.replay: the only case to try, as a failure has named it.
//   - -assay.gear: virtual or real.
//   - -assay.failures: the directory for pages about failures, testdata/failures by default.
//   - -assay.patience: how long a case may take in real time, 10 seconds by default.
//
// With -short a quarter of the cases is tried.
package conformance
