package patterns

// A Ticker calls a function periodically, one period after the last call
// returned: a slow tick delays the next and never meets it.
//
// A constructor has the form
//
//	func NewTicker(period time.Duration, tick func()) Ticker
//
// # Laws
//
//   - First: a first tick that no Trigger asked for begins one period after the construction.
//   - FixedDelay: every other tick that no Trigger asked for begins one period after the last one returned.
//   - NoOverlap: calls of tick never overlap.
//   - Trigger: a Trigger is answered by a tick that begins after it, at once if none runs, else as soon as that returns; Triggers that wait share it.
//   - OneChain: a tick that answers a Trigger replaces the one that was due.
//   - Stop: once Stop has returned, no further tick falls due, asked for or not.
//   - Reentrant: tick may call Trigger and Stop.
//   - Gone: after Stop, once a running tick has returned, no goroutine or timer is left.
type Ticker interface {
	// Trigger asks for a tick now, and does not wait for it. The tick runs on
	// a goroutine of the Ticker.
	Trigger()

	// Stop turns the ticker off. It does not wait for a running tick.
	// Calling Stop again has no effect.
	Stop()
}
