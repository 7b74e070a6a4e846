package conformance

import (
	"fmt"
	"time"
)

// An idlePlan is a list of Touches and a Stop, and what a right timer makes of
// them. No Touch and no Stop comes at the instant at which a call of idle falls
// due. All times count from the construction.
type idlePlan struct {
	timeout time.Duration
	takes   []time.Duration // what the calls of idle take; later ones take no time
	begins  []time.Duration // when they begin
	touches []idleTouch
	stop    idleTouch

	silence time.Duration // when the last silence began
	open    bool          // whether idle has not been called for it
	free    time.Duration // when the last call of idle returns
}

// An idleTouch is a call of Touch or Stop, and what it returns.
type idleTouch struct {
	at     time.Duration
	inTime bool
}

func newIdlePlan(timeout time.Duration) *idlePlan { return &idlePlan{timeout: timeout, open: true} }

// due returns when idle is called if nothing comes before.
func (p *idlePlan) due() time.Duration { return max(p.silence+p.timeout, p.free) }

// end ends the silence, if it has not been ended by a call of idle. It tells
// whether it did so.
func (p *idlePlan) end(at time.Duration) (actual time.Duration, inTime bool) {
	if p.open && at == p.due() {
		at++
	}
	if p.open && at > p.due() {
		n := len(p.begins)
		p.begins = append(p.begins, p.due())
		p.free = p.due()
		if n < len(p.takes) {
			p.free += p.takes[n]
		}
		p.open = false
	}
	return at, p.open
}

// touch adds a Touch, at the given time or 1 ns later.
func (p *idlePlan) touch(at time.Duration) {
	at, inTime := p.end(at)
	p.touches = append(p.touches, idleTouch{at, inTime})
	p.silence, p.open = at, true
}

// stopAt adds the Stop, at the given time or 1 ns later.
func (p *idlePlan) stopAt(at time.Duration) {
	at, inTime := p.end(at)
	p.stop = idleTouch{at, inTime}
	p.open = false
}

// drawPause draws how much time passes in a silence before it is ended.
func (p *idlePlan) drawPause(t *trial, label string) time.Duration {
	pauses := []time.Duration{
		0, p.timeout - 1, p.timeout / 2, p.timeout + 1, p.timeout + p.timeout/2 + 1, 3 * p.timeout,
	}
	return pauses[t.Choice(label, "none", "1ns less than the timeout", "half of it", "1ns more than it",
		"half as much again", "three times as much")]
}

// idleDrawPlan draws a plan whose Stop is yet to come.
func idleDrawPlan(t *trial, most int) *idlePlan {
	p := newIdlePlan(tickerSpan(t, "timeout"))
	for i := range t.Int("calls of idle that take time", 0, 3) {
		p.takes = append(p.takes, tickerTakes(t, fmt.Sprintf("call %d takes", i+1), p.timeout))
	}
	for i := range t.Int("Touches", 0, most) {
		p.touch(p.silence + p.drawPause(t, fmt.Sprintf("what passes before Touch %d", i+1)))
	}
	return p
}

// idleDrawStop draws a plan that ends in one of the states in which Stop can find
// a timer, each of which is as likely.
func idleDrawStop(t *trial) *idlePlan {
	p := newIdlePlan(3 + tickerSpan(t, "timeout, less 3ns"))
	for range t.Int("Touches in time before", 0, 2) {
		p.touch(p.silence + p.timeout - 1)
	}
	state := t.Choice("Stop finds", "a silence", "that idle has returned", "that idle is running",
		"that idle is running, in another silence", "that idle is running and a call of it waits")
	if state == 0 {
		p.stopAt(p.silence + t.Duration("how late in the silence", 0, p.timeout-1))
		return p
	}
	begin := p.due()
	takes := []time.Duration{0, p.timeout, p.timeout, p.timeout, 3 * p.timeout}[state]
	p.takes = []time.Duration{takes}
	if state > 2 {
		p.touch(begin + 1)
	}
	least := begin + []time.Duration{0, 1, 1, 1, p.timeout + 2}[state]
	p.stopAt(least + t.Duration("how much later", 0, p.timeout-2))
	return p
}

// An idleRun is what became of a plan.
type idleRun struct {
	begins  []time.Duration
	touches []idleTouch
	stop    idleTouch
	slowest time.Duration // the longest time that a method took
}

// run carries out the plan with a new timer, and calls after behind the Stop. It
// must be called in a bubble.
func (p *idlePlan) run(newIdleTimer newIdleTimerFunc, after func(idleTimer)) (r idleRun) {
	l := newTickerLog(p.takes)
	i := newIdleTimer(p.timeout, l.call)
	timed := func(at time.Duration, method func() bool) idleTouch {
		l.until(at)
		result := method()
		r.slowest = max(r.slowest, l.now()-at)
		return idleTouch{at, result}
	}
	for _, touch := range p.touches {
		r.touches = append(r.touches, timed(touch.at, i.Touch))
	}
	r.stop = timed(p.stop.at, i.Stop)
	after(i)
	l.until(p.free + 1)
	l.rest()
	r.begins = l.list()
	return r
}

// silences returns when each silence began.
func (r idleRun) silences() []time.Duration {
	begins := []time.Duration{0}
	for _, touch := range r.touches {
		begins = append(begins, touch.at)
	}
	return begins
}
