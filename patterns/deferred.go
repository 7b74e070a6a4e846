package patterns

import "context"

// A Deferred is a value that is loaded after its owner has started, so that a
// slow or failing load does not hold up everything behind it. OTP calls the
// pattern handle_continue.
//
// A constructor has the form
//
//	func NewDeferred[T any](retry time.Duration, load func(context.Context) (T, error)) Deferred[T]
//
// # Laws
//
//   - Prompt: the constructor does not wait for load.
//   - Eager: load begins at once, without any Get.
//   - Initial: until the first load has returned, Status is Initializing, unless Shutdown has begun.
//   - Ready: once a load has succeeded Status is Ready until Shutdown begins, and while it is, every Get returns the loaded value, whatever its context.
//   - Agreement: all Gets that return a value return the same value.
//   - Degraded: from a failed load until one succeeds Status is Degraded, unless Shutdown has begun, and Gets go on waiting.
//   - Retry: a failed load begins again one retry period after it returned, a successful one never.
//   - Serial: loads never overlap.
//   - GiveUp: a Get returns as soon as its context is done, and neither the load nor another Get is affected.
//   - Cause: the error of a Get that gave up while Degraded wraps the cause of its context and the error of the last load.
//   - Panic: a load that panics has failed with a PanicError.
//   - Cancel: Shutdown cancels the context of every load, and no load falls due afterwards: one that begins all the same finds its context done.
//   - Dismissed: a Get that waits when Shutdown begins returns ErrClosed at once.
type Deferred[T any] interface {
	// Get waits until the value is ready or ctx is done.
	// After Shutdown has begun it returns [ErrClosed], whatever its context.
	Get(ctx context.Context) (T, error)

	// Status returns at once.
	Status() Status

	Shutdowner
}

// A Status tells how far a [Deferred] has come.
type Status int

// The states of a [Deferred].
const (
	Initializing Status = iota // no load has returned yet
	Ready                      // the value is there
	Degraded                   // the last load failed, another will follow
	Closed                     // Shutdown has begun
)
