// Package channel implements the patterns with channels alone: share memory by
// communicating.
//
// Two idioms do all the work. A channel of capacity 1 that holds a value is a
// baton: whoever has received the value owns it, and sends it back when done.
// Unlike a lock it may be held while a function of the user runs, since those
// who wait for it can wait for a context, too. And a goroutine that receives
// requests from an unbuffered channel, with a channel of capacity 1 in each
// request for the reply, is a process with a mailbox.
//
// # Cost
//
// A baton costs two channel operations, several times a lock. It admits one
// goroutine at a time, readers included, and a goroutine that has to wait is
// parked at once. A call of a server is two switches of goroutines. In return
// waiting is fair, first come, first served, and an update calls its function
// exactly once.
//
// # When to take it
//
// Where the function of an update is dear or must not be repeated, where waiting
// in order matters, or where a value belongs to one goroutine anyway. Not where
// many goroutines read.
package channel
