// Package atomic implements the patterns with atomic operations: a shared word
// leads to data that is never changed, and a change swaps the word.
//
// Nobody ever waits for another goroutine to leave a critical section, because
// there is none. A reader loads one pointer and has a consistent view for as
// long as it likes. A writer copies what it changes, then publishes the copy by
// compare-and-swap, and starts over when somebody else was faster. Words that
// must be decided together are packed into one.
//
// # Cost
//
// A read is a load, the same with any number of processors. A write allocates
// what it copies, and its work is lost when it comes second, so writes get
// dearer the more writers compete. The garbage collector is what makes a
// pointer safe to compare: memory is not reused while somebody still looks at it.
//
// # When to take it
//
// Where reads outnumber writes by far, where a reader must never be held up, or
// where snapshots are taken often. Not where writes of many goroutines compete.
package atomic
