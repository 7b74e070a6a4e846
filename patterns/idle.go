package patterns

// An IdleTimer calls a function whenever nothing has happened for some time.
//
// A constructor has the form
//
//	func NewIdleTimer(timeout time.Duration, idle func()) IdleTimer
//
// The first silence begins with the construction. A silence ends with a Touch,
// which begins the next one. The function idle runs on a goroutine of its own.
//
// # Laws
//
//   - NotEarly: idle is called for a silence no earlier than timeout after its beginning.
//   - OnTime: idle is called once timeout has passed without a Touch; if idle is running then, as soon as it returns, unless a Touch or Stop comes first.
//   - Either: for every silence idle is called once, or the Touch or Stop that ended it returned true, never both.
//   - Rearm: a Touch after idle was called begins a silence like any other.
//   - Serial: calls of idle never overlap.
//   - Stop: once Stop has returned, no further call of idle falls due.
//   - Stopped: after Stop, Touch and every further Stop return false.
//   - Gone: after Stop, once a running call has returned, no goroutine or timer is left.
type IdleTimer interface {
	// Touch records activity. It reports whether the activity came in time.
	Touch() bool

	// Stop turns the timer off. It does not wait for a running idle,
	// so idle may call it. It reports whether it prevented a call, also one
	// that was only waiting for a running idle to return.
	Stop() bool
}
