package channel

import (
	"fmt"
	"time"

	"github.com/assay-go/assay/patterns"
)

// An idleTimer is a goroutine that offers, at any moment, the answer that a
// Touch or a Stop would get. Whoever receives the answer has touched or stopped.
// When the goroutine ends it closes both channels, and who receives from a
// closed channel receives false.
type idleTimer struct {
	touch chan bool
	stop  chan bool
}

// NewIdleTimer returns an IdleTimer with its first silence begun, and starts its
// goroutine, which lives until Stop.
func NewIdleTimer(timeout time.Duration, idle func()) patterns.IdleTimer {
	if timeout <= 0 {
		panic(fmt.Sprintf("channel: NewIdleTimer: timeout must be positive, but is %v", timeout))
	}
	t := &idleTimer{touch: make(chan bool), stop: make(chan bool)}
	go t.run(timeout, time.NewTimer(timeout), idle)
	return t
}

// Touch ends the silence and begins another.
func (t *idleTimer) Touch() bool { return <-t.touch }

// Stop ends the silence and begins none.
func (t *idleTimer) Stop() bool { return <-t.stop }

// run owns all there is to know: the timer, whether the silence is due, that is,
// has lasted for timeout, whether it is spent, since idle has been called for
// it, and whether idle is running.
func (t *idleTimer) run(timeout time.Duration, timer *time.Timer, idle func()) {
	defer close(t.touch)
	defer close(t.stop)
	defer timer.Stop()
	var due, spent, running bool
	returned := make(chan struct{}, 1) // so that an idle which outlives the goroutine can end
	for {
		select {
		case t.touch <- !spent:
			due, spent = false, false
			timer.Reset(timeout)
		case t.stop <- !spent:
			return
		case <-timer.C:
			due = true
		case <-returned:
			running = false
		}
		if due && !running {
			due, spent, running = false, true, true
			go func() {
				idle()
				returned <- struct{}{}
			}()
		}
	}
}
