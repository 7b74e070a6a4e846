package atomic

import (
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

// An idleTimer is a word that holds when the silence began. A Touch stores the
// time and leaves the timer alone: when that fires too early, it looks at the
// word and sets itself for the rest. The keepalive timer of TCP in Linux
// (tcp_keepalive_timer in net/ipv4/tcp_timer.c) is as lazy.
//
// The timer has one owner at a time, who alone may set it: its own function, run,
// and after a silence that was spent, the Touch that ended it.
type idleTimer struct {
	timeout time.Duration
	idle    func()
	base    time.Time    // the time of construction
	timer   *time.Timer  // calls run
	word    atomic.Int64 // nanoseconds from base to the beginning of the silence, or a state
}

// The states of an idleTimer without a silence that may still become a call.
// They are less than any time.
const (
	idleStopped int64 = -1 - iota
	idleCalled        // idle is running, and run will look at the word after it
	idleSpent         // idle has returned, and the timer is not set
)

// NewIdleTimer returns an IdleTimer with its first silence begun.
func NewIdleTimer(timeout time.Duration, idle func()) patterns.IdleTimer {
	if timeout <= 0 {
		panic(fmt.Sprintf("atomic: NewIdleTimer: timeout must be positive, but is %v", timeout))
	}
	t := &idleTimer{timeout: timeout, idle: idle, base: time.Now()}
	t.timer = time.AfterFunc(math.MaxInt64, t.run)
	t.timer.Reset(timeout) // not before t.timer is there for run
	return t
}

// Touch ends the silence and begins another.
func (t *idleTimer) Touch() bool {
	now := t.elapsed()
	for {
		word := t.word.Load()
		switch {
		case word == idleStopped:
			return false
		case word >= now: // begun by a Touch that was faster: end that, and begin at the same time
			return true
		case t.word.CompareAndSwap(word, now):
			if word == idleSpent {
				t.set(t.timeout)
			}
			return word >= 0
		}
	}
}

// Stop ends the silence and begins none.
func (t *idleTimer) Stop() bool {
	word := t.word.Swap(idleStopped)
	t.timer.Stop()
	return word >= 0
}

// elapsed returns the nanoseconds since the construction.
func (t *idleTimer) elapsed() int64 { return int64(time.Since(t.base)) }

// set sets the timer, unless there has been a Stop. Either the load here sees
// the swap in Stop, or Stop sees the timer set.
func (t *idleTimer) set(d time.Duration) {
	t.timer.Reset(d)
	if t.word.Load() == idleStopped {
		t.timer.Stop()
	}
}

// run looks at the word when the timer fires and whenever idle has returned. It
// calls idle for a silence that has lasted long enough, or sets the timer for
// one that has not.
func (t *idleTimer) run() {
	for {
		word := t.word.Load()
		switch word {
		case idleStopped:
			return
		case idleCalled: // and not touched since
			if t.word.CompareAndSwap(idleCalled, idleSpent) {
				return
			}
			continue
		}
		if rest := int64(t.timeout) - (t.elapsed() - word); rest > 0 {
			t.set(time.Duration(rest))
			return
		}
		if t.word.CompareAndSwap(word, idleCalled) {
			t.idle()
		}
	}
}
