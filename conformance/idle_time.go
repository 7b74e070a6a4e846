package conformance

import (
	"fmt"
	"time"

	"github.com/assay-go/assay/patterns"
)

type idleTimer = patterns.IdleTimer

func idleNotEarly(t *trial, newIdleTimer newIdleTimerFunc) {
	p := idleDrawPlan(t, 6)
	bad := -t.Duration("what a bad timeout is below zero", 0, time.Hour)
	p.stopAt(p.silence + p.timeout + 1)

	var r idleRun
	t.Bubble(func() { r = p.run(newIdleTimer, func(idleTimer) {}) })

	inTime := false
	for _, touch := range p.touches {
		inTime = inTime || touch.inTime
	}
	t.Met("a Touch comes in time", inTime)
	for _, begin := range r.begins {
		last := time.Duration(0)
		for _, silence := range r.silences() {
			if silence <= begin {
				last = silence
			}
		}
		if begin-last < p.timeout {
			t.Failf("idle was called %v after the last Touch or the construction; the timeout is %v",
				begin-last, p.timeout)
		}
	}
	tickerDemandRefusal(t, "timeout", bad, func() { newIdleTimer(bad, func() { select {} }) })
}

func idleOnTime(t *trial, newIdleTimer newIdleTimerFunc) {
	p := idleDrawPlan(t, 6)
	p.stopAt(p.due() + 1)

	var r idleRun
	t.Bubble(func() { r = p.run(newIdleTimer, func(idleTimer) {}) })

	tickerDemandTimes(t, "idle", r.begins, p.begins)
}

// idleRearm makes a Touch after each call of idle, from within it or from
// outside.
func idleRearm(t *trial, newIdleTimer newIdleTimerFunc) {
	p := newIdlePlan(2 + tickerSpan(t, "timeout, less 2ns"))
	var inside []bool
	for i := range t.Int("silences that pass", 1, 4) {
		n := i + 1
		takes := tickerTakes(t, fmt.Sprintf("call %d takes", n), p.timeout)
		how := t.Choice(fmt.Sprintf("the Touch after call %d is made", n), "later", "while it runs", "by idle")
		begin := p.due()
		p.takes = append(p.takes, takes)
		inside = append(inside, how == 2)
		switch how {
		case 0:
			p.touch(begin + takes + t.Duration(fmt.Sprintf("how much later than call %d", n), 1, p.timeout))
		case 1:
			p.touch(begin + max(1, takes/2))
		default:
			_, _ = p.end(begin + 1)
			p.touches = append(p.touches, idleTouch{begin, false})
			p.silence, p.open = begin, true
		}
	}
	p.stopAt(p.due() + 1)

	var begins []time.Duration
	var wrong []time.Duration // the Touches that returned true
	t.Bubble(func() {
		l := newTickerLog(p.takes)
		made := make(chan struct{})
		var i idleTimer
		touch := func() {
			if at := l.now(); i.Touch() {
				l.mu.Lock()
				defer l.mu.Unlock()
				wrong = append(wrong, at)
			}
		}
		i = newIdleTimer(p.timeout, func() {
			n := l.begin()
			<-made
			if n < len(inside) && inside[n] {
				touch()
			}
			l.last(n)
		})
		close(made)
		for n, planned := range p.touches {
			if !inside[n] {
				l.until(planned.at)
				touch()
			}
		}
		l.until(p.stop.at)
		i.Stop()
		l.until(max(p.stop.at, p.free) + 1)
		l.rest()
		begins = l.list()
	})

	tickerDemandTimes(t, "idle", begins, p.begins)
	if len(wrong) > 0 {
		t.Failf("a Touch at %v returned true, although idle had been called", wrong[0])
	}
}
