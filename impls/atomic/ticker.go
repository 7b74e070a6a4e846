package atomic

import (
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A ticker is a word that tells where the one chain of ticks has got to. Whoever
// makes the word wanted must call run, and nobody else may: so ticks never
// overlap, and between two ticks only the end of a run sets the timer.
type ticker struct {
	period time.Duration
	tick   func()
	base   time.Time    // the time of construction
	timer  *time.Timer  // calls wake
	word   atomic.Int64 // nanoseconds from base to the beginning of the period, or a state
}

// The states of a ticker between two periods. They are less than any time.
const (
	tickerStopped int64 = -1 - iota
	tickerWanted        // run is about to tick
	tickerTicking
)

// NewTicker returns a Ticker with its first period begun.
func NewTicker(period time.Duration, tick func()) patterns.Ticker {
	if period <= 0 {
		panic(fmt.Sprintf("atomic: NewTicker: period must be positive, but is %v", period))
	}
	t := &ticker{period: period, tick: tick, base: time.Now()}
	t.timer = time.AfterFunc(math.MaxInt64, t.wake)
	t.timer.Reset(period) // not before t.timer is there for run
	return t
}

// Trigger asks for a tick now.
func (t *ticker) Trigger() {
	for {
		word := t.word.Load()
		switch {
		case word == tickerStopped || word == tickerWanted:
			return
		case t.word.CompareAndSwap(word, tickerWanted):
			if word != tickerTicking { // otherwise the run that ticks goes on
				go t.run()
			}
			return
		}
	}
}

// Stop turns the ticker off. Either run sees the word, or Stop the timer that
// run has set.
func (t *ticker) Stop() {
	t.word.Store(tickerStopped)
	t.timer.Stop()
}

// wake is called when the timer fires. By then the period may have been cut
// short by a Trigger, and even another one have begun.
func (t *ticker) wake() {
	if word := t.word.Load(); word >= 0 && t.claim(word) {
		t.run()
	}
}

// claim ends the period that began at the given time, if that is over and nobody
// else has ended it. Then the caller must run.
func (t *ticker) claim(began int64) bool {
	return t.elapsed()-began >= int64(t.period) && t.word.CompareAndSwap(began, tickerWanted)
}

// elapsed returns the nanoseconds since the construction.
func (t *ticker) elapsed() int64 { return int64(time.Since(t.base)) }

// run ticks, and again if there was a Trigger meanwhile. The timer is set before
// the word tells of the period, so that nobody else can be about to set it. If it
// fires in between, wake does nothing, and the claim here succeeds instead.
func (t *ticker) run() {
	for t.word.CompareAndSwap(tickerWanted, tickerTicking) {
		t.tick()
		now := t.elapsed()
		t.timer.Reset(t.period)
		if t.word.CompareAndSwap(tickerTicking, now) && !t.claim(now) {
			return
		}
	}
	t.timer.Stop() // the word is stopped
}
