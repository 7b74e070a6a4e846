// Package std implements the patterns with what the standard library offers for
// them, used the way its documentation shows.
//
// A State is the copy-on-write example of [atomic.Value], a Table is a
// [sync.Map], a Registry is one that [context.AfterFunc] clears, and a Counter is
// one of counts, as in package expvar. A Server is a monitor: a [sync.Cond] that a
// context wakes, as in the example of context.AfterFunc. A Deferred is
// [sync.OnceValues], an IdleTimer is [time.AfterFunc], a Ticker is [time.Ticker], a
// Pool is a channel used as a semaphore, and a Gate is a [sync.WaitGroup].
//
// # Cost
//
// The types of package sync are not generic: every value passes through an
// interface, and is allocated for it. A sync.Map has no way to change several
// entries in one step, and none to see them at one moment, so the table is not a
// [patterns.BatchTable]. The monitor starts a goroutine for each request and,
// where the context can be done, registers a function for each wait.
//
// # When to take it
//
// Where the standard library is all the reader should have to know, and as the
// yardstick: what costs more code than this must earn it.
package std
