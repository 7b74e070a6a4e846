package std

import (
	"fmt"
	"time"

	"github.com/assay-go/assay/patterns"
)

// An idleTimer is a [time.AfterFunc] that every Touch resets. The answers are
// those of the timer: whether it was active.
//
// The timer starts a goroutine whenever it fires, though idle may be running,
// and a Touch after a Stop sets it again.
type idleTimer struct {
	timeout time.Duration
	timer   *time.Timer
}

// NewIdleTimer returns an IdleTimer with its first silence begun.
func NewIdleTimer(timeout time.Duration, idle func()) patterns.IdleTimer {
	if timeout <= 0 {
		panic(fmt.Sprintf("std: NewIdleTimer: timeout must be positive, but is %v", timeout))
	}
	return &idleTimer{timeout, time.AfterFunc(timeout, idle)}
}

// Touch ends the silence and begins another.
func (t *idleTimer) Touch() bool { return t.timer.Reset(t.timeout) }

// Stop ends the silence.
func (t *idleTimer) Stop() bool { return t.timer.Stop() }
