// Package sync stands for package sync in instrumented code. Names, sizes and
// alignments are the same, and so is the behaviour of goroutines that are not
// under control.
//
// In a controlled run each operation comes after a scheduling point, and a
// goroutine never waits for a lock in the runtime: it is parked until the lock
// is free. Some things are stricter than the original: to unlock what is not
// locked panics instead of ending the process, a Pool gives back what was put
// last and forgets everything between runs, and Map.Range goes in the order of
// insertion.
package sync
