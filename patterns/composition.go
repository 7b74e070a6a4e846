package patterns

import "context"

// A Composition is a service that is made of one of each pattern, as a worker in
// production is. It says what the patterns must keep to when they meet.
//
// It serves values by name. They are loaded after it has started (Deferred), put
// where readers find them without asking anybody (Table), and loaded again from
// time to time (Ticker) by a goroutine that is there for it (Pool). Changes are
// made one at a time (Server), counted (Counter) and reported (Emitter); what it
// knows about them is one value (State), which is packed while nobody needs it
// (IdleTimer, Hibernator). It is found under a name (Registry), and writes down
// all changes before it goes (Gate).
//
// There is one implementation, in package conformance, which takes its parts
// from the implementation that is checked.
//
// # Laws
//
//   - Named: the name resolves as soon as the constructor has returned, also during the load, and is free once Shutdown has returned.
//   - Filled: no reader sees a part of what was loaded, neither before the first load nor between two.
//   - Retried: after a failed load Puts wait, and succeed when a later one has.
//   - Refreshed: the values are loaded again one period after the last time, also while the state is packed.
//   - Unstarved: the state is packed when no Put has come for the timeout, however short the period is, and a Put finds it as it was.
//   - Unharmed: a handler that panics changes no reply, and the other handlers get every event.
//   - Once: a Put that returned nil is applied once, one that gave up once or never, and all parts agree on it.
//   - Flushed: Shutdown returns nil when every accepted Put has been written down, once, and later Puts are refused with ErrClosed.
//   - Gone: once Shutdown has returned nil, nothing is loaded any more and no goroutine is left.
type Composition interface {
	// Get returns the value of a name, if there is one. It waits for nothing.
	Get(name string) (value int, ok bool)

	// Put changes the value of a name. It waits for the first load.
	// After Shutdown has begun it returns [ErrClosed].
	Put(ctx context.Context, name string, value int) error

	Shutdowner
}
