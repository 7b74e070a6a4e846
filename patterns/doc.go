// Package patterns specifies common concurrency patterns as small interfaces.
//
// The doc comment of each interface is its specification: the prose says what
// the pattern is for, and the Laws section lists what every implementation
// guarantees. Package conformance checks each law.
//
// # Conventions
//
// These hold for every pattern and are not repeated.
//
// All methods may be called by multiple goroutines simultaneously.
//
// A method that can wait takes a [context.Context] first and, when that context
// is done, returns an error that wraps [context.Cause] of it. There are no
// timeout parameters. A result that is there when the context is done is
// returned: the result wins the tie.
//
// Lifetimes are visible. A value whose interface has a Stop or Shutdown method
// may own goroutines and timers until that method is called; any other value
// owns none between calls and may simply be dropped.
//
// A function argument is never called with a lock held that another method of
// the same value needs, so it may use the value, except where its doc comment
// says otherwise. If it runs on the goroutine of its caller, its panic
// propagates; a handler of an [Emitter] is the exception. If it runs on another
// goroutine for a waiting caller, its panic is returned to that caller as a
// [*PanicError]. If nobody waits for it, as for the function of an [IdleTimer]
// or a [Ticker], its panic is not recovered. A function argument must not call
// [runtime.Goexit].
//
// A constructor panics, with a message that names the argument, when a retry
// period, a timeout, a period, or a number of workers or shards is not positive.
package patterns
