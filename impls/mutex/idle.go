package mutex

import (
	"fmt"
	"sync"
	"time"

	"github.com/assay-go/assay/patterns"
)

// An idleTimer is a timer that every Touch sets anew, and a lock that decides
// between a Touch and a timer that fires.
type idleTimer struct {
	timeout time.Duration
	idle    func()

	mu      sync.Mutex
	timer   *time.Timer // runs while the silence is short
	silence idleSilence
	late    int // how many times the timer has fired for a silence that was over when it got the lock
	running bool
	stopped bool
}

// An idleSilence tells how far the silence of the moment has come.
type idleSilence int

const (
	idleShort idleSilence = iota // timeout has not passed
	idleDue                      // it has, while idle was running for another silence
	idleSpent                    // idle has been called
)

// NewIdleTimer returns an IdleTimer with its first silence begun.
func NewIdleTimer(timeout time.Duration, idle func()) patterns.IdleTimer {
	if timeout <= 0 {
		panic(fmt.Sprintf("mutex: NewIdleTimer: timeout must be positive, but is %v", timeout))
	}
	t := &idleTimer{timeout: timeout, idle: idle}
	t.timer = time.AfterFunc(timeout, t.run)
	return t
}

// Touch ends the silence and begins another.
func (t *idleTimer) Touch() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.stopped && t.end(t.timer.Reset(t.timeout))
}

// Stop ends the silence and begins none.
func (t *idleTimer) Stop() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopped {
		return false
	}
	t.stopped = true
	return t.end(t.timer.Stop())
}

// end ends the silence, whose timer was or was not active, and reports whether
// idle has not been called for it. The caller holds the lock.
func (t *idleTimer) end(active bool) bool {
	if t.silence == idleShort && !active {
		t.late++ // run has been called, but waits for the lock
	}
	spent := t.silence == idleSpent
	t.silence = idleShort
	return !spent
}

// run is called when the timer fires. It calls idle for the silence, and for
// those that become due meanwhile.
func (t *idleTimer) run() {
	for call := t.begin(); call; call = t.next() {
		t.idle()
	}
}

// begin reports whether to call idle now.
func (t *idleTimer) begin() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.late > 0:
		t.late--
		return false
	case t.running:
		t.silence = idleDue
		return false
	}
	t.silence, t.running = idleSpent, true
	return true
}

// next reports whether to call idle again, now that it has returned.
func (t *idleTimer) next() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.running = t.silence == idleDue
	if t.running {
		t.silence = idleSpent
	}
	return t.running
}
