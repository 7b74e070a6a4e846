package mutex

import (
	"fmt"
	"sync"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A ticker is a timer that is set when a tick has returned, so there is one
// chain: either the timer is set, or run has been called.
type ticker struct {
	period time.Duration
	tick   func()

	mu      sync.Mutex
	timer   *time.Timer
	running bool
	wanted  bool // whether a Trigger waits for the tick that is running
	stopped bool
}

// NewTicker returns a Ticker with its first period begun.
func NewTicker(period time.Duration, tick func()) patterns.Ticker {
	if period <= 0 {
		panic(fmt.Sprintf("mutex: NewTicker: period must be positive, but is %v", period))
	}
	t := &ticker{period: period, tick: tick}
	t.mu.Lock() // run may be called before t.timer is there
	defer t.mu.Unlock()
	t.timer = time.AfterFunc(period, t.run)
	return t
}

// Trigger asks for a tick now.
func (t *ticker) Trigger() {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.stopped:
	case t.running:
		t.wanted = true
	case t.timer.Stop():
		go t.run()
	default: // run has been called and waits for the lock: its tick is an answer
	}
}

// Stop turns the ticker off.
func (t *ticker) Stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
	t.timer.Stop()
}

// run ticks, and again if there was a Trigger meanwhile.
func (t *ticker) run() {
	for more := t.begin(); more; more = t.next() {
		t.tick()
	}
}

// begin reports whether to tick.
func (t *ticker) begin() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.running = !t.stopped
	return t.running
}

// next reports whether to tick again. Otherwise it sets the timer.
func (t *ticker) next() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.running = t.wanted && !t.stopped
	t.wanted = false
	if !t.running && !t.stopped {
		t.timer.Reset(t.period)
	}
	return t.running
}
