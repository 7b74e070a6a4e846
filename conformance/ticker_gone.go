package conformance

import (
	"runtime"
	"sync/atomic"
	"time"
	"weak"
)

// tickerGone leaves it to the gear to find goroutines.
func tickerGone(t *trial, newTicker newTickerFunc) {
	p := tickerPlan{period: 2 + tickerSpan(t, "period, less 2ns")}
	at := p.tickerMoment(t)
	trigger := t.Choice("a Trigger comes before", "no", "if a tick runs") == 1 && at < p.end
	stops := t.Int("Stops", 1, 3)
	held := t.Int("1: look for timers, too", 1, 4) == 1

	t.Bubble(func() {
		l := newTickerLog(p.takes)
		k := newTicker(p.period, l.call)
		l.until(at)
		if trigger {
			k.Trigger()
		}
		for range stops {
			k.Stop()
		}
		l.until(max(at, p.end) + 1)
	})

	if held {
		tickerLetsGo(t, "Stop", func(tick func()) {
			k := newTicker(time.Hour, tick)
			if trigger {
				k.Trigger()
				settle()
			}
			k.Stop()
		})
	}
}

// tickerLetsGo demands that nothing holds a callback any more after use, which
// is given one and ends by stopping what calls it. A timer that is left behind
// wakes nobody who could be seen, so time tells nothing about it; but it holds
// what it would call. A timer of package time that has been stopped is the
// measure: if even that is held, nothing is said.
func tickerLetsGo(t *trial, stop string, use func(callback func())) {
	var held, measure bool
	t.Bubble(func() {
		used := tickerWatched(use)
		stopped := tickerWatched(func(f func()) { time.AfterFunc(time.Hour, f).Stop() })
		for i := 0; i < 4 && (used.Value() != nil || stopped.Value() != nil); i++ {
			settle() // since stopped timers are removed when another one is added
			runtime.GC()
		}
		held, measure = used.Value() != nil, stopped.Value() != nil
	})

	t.Met("the garbage collector takes a stopped timer and its function", !measure)
	if held && !measure {
		t.Failf("a nanosecond after %s, something holds the function still: a timer is left", stop)
	}
}

// tickerWatched calls use with a callback, and returns what tells whether it is
// held.
func tickerWatched(use func(callback func())) weak.Pointer[tickerHeld] {
	h := new(tickerHeld)
	h.self = h
	use(func() { h.calls.Add(1) })
	return weak.Make(h)
}

// A tickerHeld is what a callback refers to. It has a pointer, since the garbage
// collector may lump small things without one together.
type tickerHeld struct {
	calls atomic.Int64
	self  *tickerHeld
}
