package patterns

import "context"

// A Shutdowner can be asked to finish gracefully.
//
// # Laws
//
//   - Closed: offers are refused only with ErrClosed and once Shutdown has begun; after a refusal or the return of a Shutdown all are.
//   - Drained: Shutdown returns nil only when all accepted work has finished.
//   - Deadline: Shutdown returns as soon as its work has finished or its context is done; the former wins.
//   - Repeatable: every Shutdown waits for the same work, whether concurrent or later.
//   - Gone: once Shutdown has returned for any reason but its context, no timer is left and no goroutine but those about to end.
type Shutdowner interface {
	// Shutdown stops accepting work, even if ctx is done already, then waits
	// for the accepted work to finish or for ctx to be done. If the accepted
	// work calls Shutdown, that call ends only by its context.
	Shutdown(ctx context.Context) error
}

// A Gate admits work until it is shut down, and then cleans up behind the last
// of it. OTP calls the cleanup terminate.
//
// A constructor has the form
//
//	func NewGate(terminate func() error) Gate
//
// The function terminate runs on a goroutine of its own.
//
// # Laws
//
//   - Inline: Do calls f on the goroutine of its caller, and returns its error.
//   - Panic: a call of f that panics counts as finished, and the panic propagates.
//   - Last: terminate is called after Shutdown has begun and the last accepted f has finished.
//   - Once: terminate is called exactly once, however many Shutdowns there are.
//   - Cleanup: terminate is called even if every Shutdown has given up.
//   - Told: every Shutdown that waited for terminate or came later returns its error, which for a panic is a PanicError.
type Gate interface {
	// Do calls f. After Shutdown has begun it returns [ErrClosed] instead, also
	// if terminate calls it.
	Do(f func() error) error

	Shutdowner
}
