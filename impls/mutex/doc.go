// Package mutex implements the patterns with a lock around plain data, the way
// most Go code does.
//
// A critical section copies, compares or links a few words and never calls a
// function of the user: a goroutine that blocks with a lock held stops everybody
// who wants it, deaf to their contexts. Where a function of the user must see a
// value and replace it, the work is optimistic: read the value and its version
// under the lock, compute without it, then store under the lock if the version
// is still the same, and start over if not.
//
// # Cost
//
// A call takes the lock once or twice, a few nanoseconds while nobody competes.
// Readers that share a lock still write to the cache line that counts them, so
// reads do not scale with the number of processors. An optimistic update repeats
// its function under contention. An All copies the table first.
//
// # When to take it
//
// First. It is the least code, and every reader knows it. Take package atomic
// where a measurement shows readers that queue for the lock, and package channel
// where the function of an update is too dear to repeat.
package mutex
