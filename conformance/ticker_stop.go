package conformance

import (
	"fmt"
	"sync/atomic"
	"time"
)

// tickerMoment draws the moment of a Stop, after at most two due ticks, and adds
// what happens before it to the plan. It never falls on an instant at which
// a tick falls due or returns.
func (p *tickerPlan) tickerMoment(t *trial) (at time.Duration) {
	for i := range t.Int("ticks before", 0, 2) {
		p.due(tickerTakes(t, fmt.Sprintf("tick %d takes", i+1), p.period))
	}
	during := t.Choice("Stop comes", "while no tick runs", "while a tick runs") == 1
	if !during {
		return p.end + p.drawPause(t, "how long after the last tick")
	}
	takes := 1 + tickerSpan(t, "what that tick takes, less 1ns")
	at = p.end + p.period + t.Duration("how late in the tick", 1, takes-1)
	p.due(takes)
	return at
}

func tickerStop(t *trial, newTicker newTickerFunc) {
	p := tickerPlan{period: 1 + tickerSpan(t, "period, less 1ns")}
	at := p.tickerMoment(t)
	running := at < p.end
	before := t.Int("Triggers just before Stop, if a tick runs", 0, 2)
	after := t.Int("Triggers just after", 0, 2)
	more := t.Int("further Stops", 0, 2)

	var begins []time.Duration
	var took time.Duration
	t.Bubble(func() {
		l := newTickerLog(p.takes)
		k := newTicker(p.period, l.call)
		l.until(at)
		for range before {
			if running {
				k.Trigger()
			}
		}
		k.Stop()
		took = l.now() - at
		for range after {
			k.Trigger()
		}
		l.until(max(at, p.end) + 3*p.period + 1)
		for range more {
			k.Stop()
		}
		k.Trigger()
		time.Sleep(p.period)
		begins = l.list()
	})

	t.Met("a Trigger waits when Stop is called, or comes later", running && before > 0 || after > 0)
	if took != 0 {
		t.Failf("Stop took %v, want none: it does not wait for a running tick", took)
	}
	for _, begin := range begins {
		if begin > at {
			t.Failf("Stop was called at %v, but a tick began at %v", at, begin)
		}
	}
}

// tickerNoOverlap lets several goroutines make Triggers of a ticker that is
// slower than its period.
func tickerNoOverlap(t *trial, newTicker newTickerFunc) {
	period := t.Duration("period", time.Microsecond, 20*time.Microsecond)
	takes := t.Duration("what a tick takes", 0, 40*time.Microsecond)
	pause := t.Duration("what passes between Triggers", 0, 20*time.Microsecond)
	goroutines := t.Int("goroutines", 1, 4)
	triggers := t.Int("Triggers of each", 1, 8)

	var active atomic.Int64
	var overlap, met atomic.Bool
	t.Run(func() {
		k := newTicker(period, func() {
			if active.Add(1) > 1 {
				overlap.Store(true)
			}
			yield()
			time.Sleep(takes)
			active.Add(-1)
		})
		together(goroutines, func(int) {
			for range triggers {
				if active.Load() > 0 {
					met.Store(true)
				}
				k.Trigger()
				yield()
				time.Sleep(pause)
			}
		})
		k.Stop()
		for active.Load() > 0 {
			time.Sleep(takes)
		}
		time.Sleep(takes + 1) // one that was due begins, perhaps
	})

	t.Met("a Trigger is made while a tick runs", met.Load())
	if overlap.Load() {
		t.Failf("a tick began while another one ran")
	}
}

// tickerReentrant lets ticks call the ticker. The last one calls Stop.
func tickerReentrant(t *trial, newTicker newTickerFunc) {
	p := tickerPlan{period: tickerSpan(t, "period")}
	var calls []int
	for i := range t.Int("ticks", 1, 5) {
		if n := len(calls); n > 0 && calls[n-1] > 0 {
			p.add(p.end, 0)
		} else {
			p.due(0)
		}
		last := &p.takes[i]
		*last = tickerTakes(t, fmt.Sprintf("tick %d takes", i+1), p.period)
		p.end += *last
		calls = append(calls, t.Choice(fmt.Sprintf("tick %d calls", i+1),
			"nothing", "Trigger at its beginning", "Trigger at its end"))
	}
	stops := t.Choice("the last one calls", "Stop", "Stop and Stop", "Trigger and Stop", "Stop and Trigger")

	t.Bubble(func() {
		l := newTickerLog(p.takes)
		made := make(chan struct{})
		var returned atomic.Int64
		var trigger, stop func()
		tick := func() {
			n := l.begin()
			<-made
			last := n >= len(calls)-1
			if !last && calls[n] == 1 {
				trigger()
			}
			l.last(n)
			if !last && calls[n] == 2 {
				trigger()
			}
			if last {
				for _, call := range [][]func(){{stop}, {stop, stop}, {trigger, stop}, {stop, trigger}}[stops] {
					call()
				}
			}
			returned.Add(1)
		}
		k := newTicker(p.period, tick)
		trigger, stop = k.Trigger, k.Stop
		close(made)
		l.until(p.end + 1)
		// Judge here, since a tick may wait for ever.
		if began := len(l.list()); began < len(calls) {
			t.Failf("after %v there were only %d of %d ticks, which call the ticker", p.end, began, len(calls))
		}
		l.until(p.end + 3*p.period + 1)
		began := len(l.list())
		if n := int(returned.Load()); n != began {
			t.Failf("only %d of %d ticks, which call the ticker, have returned", n, began)
		}
		if began != len(calls) {
			t.Failf("there were %d ticks, but tick %d called Stop", began, len(calls))
		}
	})
}
