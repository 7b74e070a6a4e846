package conformance

import (
	"testing"
	"time"

	"github.com/assay-go/assay/patterns"
)

// TestIdleTimer checks the laws of [patterns.IdleTimer].
func TestIdleTimer[I patterns.IdleTimer](t *testing.T, newIdleTimer func(time.Duration, func()) I) {
	t.Helper()
	testIdleTimer(t, alone("IdleTimer"), newIdleTimer)
}

func testIdleTimer[I patterns.IdleTimer](t *testing.T, s scope, newIdleTimer func(time.Duration, func()) I) {
	t.Helper()
	if newIdleTimer == nil {
		s.absent(t)
	}
	checkAll(t, s, idleTimerLaws, func(timeout time.Duration, idle func()) patterns.IdleTimer {
		return constructed(func() patterns.IdleTimer { return newIdleTimer(timeout, idle) })
	})
}

type newIdleTimerFunc = func(timeout time.Duration, idle func()) patterns.IdleTimer

var idleTimerLaws = pattern[newIdleTimerFunc]{"IdleTimer", []law[newIdleTimerFunc]{
	{"NotEarly", "idle is called for a silence no earlier than timeout after its beginning.", idleNotEarly},
	{
		"OnTime", "idle is called once timeout has passed without a Touch; if idle is running then, as " +
			"soon as it returns, unless a Touch or Stop comes first.", idleOnTime,
	},
	{
		"Either", "for every silence idle is called once, or the Touch or Stop that ended it returned " +
			"true, never both.", idleEither,
	},
	{"Rearm", "a Touch after idle was called begins a silence like any other.", idleRearm},
	{"Serial", "calls of idle never overlap.", idleSerial},
	{"Stop", "once Stop has returned, no further call of idle falls due.", idleStop},
	{"Stopped", "after Stop, Touch and every further Stop return false.", idleStopped},
	{"Gone", "after Stop, once a running call has returned, no goroutine or timer is left.", idleGone},
}}
