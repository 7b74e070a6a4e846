package patterns

// An Emitter reports events to handlers that come and go. It is the hook that
// instrumented code leaves for its observers, as telemetry is on the BEAM.
//
// A constructor has the form
//
//	func NewEmitter[E any](failed func(*PanicError)) Emitter[E]
//
// A nil failed discards the reports. Every panic of a handler is reported once; an
// Emit that is in progress meanwhile may still call the handler.
//
// # Laws
//
//   - Synchronous: Emit returns once every handler that is attached throughout has been called with the event, once.
//   - Inline: handlers are called on the goroutine of Emit.
//   - Detached: an Emit that begins after any call of detach has returned does not call the handler.
//   - OwnOnly: detach removes its own handler and no other, however often it is called.
//   - Isolated: a handler that panics is detached, then reported to failed on the same goroutine before Emit returns, and nobody else notices.
//   - Reentrant: a handler may attach, detach and emit.
//   - Snapshot: a handler attached by a handler during an Emit is not called by that Emit.
//   - Free: Emit allocates nothing while no handler is attached.
type Emitter[E any] interface {
	// Attach adds a handler until detach is called.
	Attach(handler func(E)) (detach func())

	// Emit calls the attached handlers, in no particular order.
	Emit(event E)
}
