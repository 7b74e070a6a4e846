package conformance

import (
	"sync/atomic"
	"time"
)

// idleSerial lets several goroutines make Touches of a timer whose idle takes
// longer than its timeout, or not.
func idleSerial(t *trial, newIdleTimer newIdleTimerFunc) {
	timeout := t.Duration("timeout", time.Microsecond, 10*time.Microsecond)
	takes := t.Duration("what idle takes", 0, 40*time.Microsecond)
	pause := t.Duration("what passes between Touches", time.Microsecond, 30*time.Microsecond)
	goroutines := t.Int("goroutines", 1, 3)
	touches := t.Int("Touches of each", 1, 10)

	var active, calls atomic.Int64
	var overlap atomic.Bool
	t.Run(func() {
		i := newIdleTimer(timeout, func() {
			calls.Add(1)
			if active.Add(1) > 1 {
				overlap.Store(true)
			}
			yield()
			time.Sleep(takes)
			active.Add(-1)
		})
		together(goroutines, func(int) {
			for range touches {
				time.Sleep(pause)
				i.Touch()
			}
		})
		time.Sleep(timeout + takes + 1)
		i.Stop()
		for active.Load() > 0 {
			time.Sleep(takes)
		}
		time.Sleep(takes + 1) // one that was due begins, perhaps
	})

	t.Met("idle is called more than once", calls.Load() > 1)
	if overlap.Load() {
		t.Failf("a call of idle began while another one ran")
	}
}

func idleStop(t *trial, newIdleTimer newIdleTimerFunc) {
	p := idleDrawStop(t)
	touches := t.Int("Touches after Stop", 0, 2)
	late := t.Choice("idle calls Stop", "no", "at its beginning", "at its end")

	var r idleRun
	t.Bubble(func() {
		r = p.run(newIdleTimer, func(i idleTimer) {
			for range touches {
				i.Touch()
			}
			time.Sleep(3*p.timeout + 1)
			i.Touch()
			time.Sleep(2*p.timeout + 1)
		})
	})

	if r.slowest != 0 {
		t.Failf("a Touch or Stop took %v, want none: it does not wait for a running idle", r.slowest)
	}
	for _, begin := range r.begins {
		if begin > p.stop.at {
			t.Failf("Stop was called at %v, but idle at %v", p.stop.at, begin)
		}
	}
	if late > 0 {
		t.Bubble(func() { idleStopsItself(t, newIdleTimer, p.timeout, late == 2) })
	}
}

// idleStopsItself lets idle call Stop, while another call of it waits if that is
// at its end.
func idleStopsItself(t *trial, newIdleTimer newIdleTimerFunc, timeout time.Duration, atEnd bool) {
	var calls, stops atomic.Int64
	made := make(chan struct{})
	var i idleTimer
	i = newIdleTimer(timeout, func() {
		<-made
		if calls.Add(1) > 1 {
			return
		}
		if atEnd {
			time.Sleep(3 * timeout)
		}
		i.Stop()
		stops.Add(1)
	})
	close(made)
	time.Sleep(timeout + 1)
	i.Touch()
	time.Sleep(5 * timeout)
	i.Touch()
	time.Sleep(2 * timeout)
	if stops.Load() == 0 {
		t.Failf("a Stop that idle called has not returned after %v", 5*timeout)
	}
	if n := calls.Load(); n > 1 {
		t.Failf("idle called Stop, but was called %d times after that", n-1)
	}
}

func idleStopped(t *trial, newIdleTimer newIdleTimerFunc) {
	p := idleDrawStop(t)
	goroutines := t.Int("goroutines", 1, 4)
	calls := t.Int("calls of each", 1, 4)
	which := t.Int("those that are Stops, bit by bit", 0, 15)

	names := []string{"Touch", "Stop"}
	var wrong [2]atomic.Int64
	t.Bubble(func() {
		p.run(newIdleTimer, func(i idleTimer) {
			again := func(n int) {
				bit := which >> (n % 4) & 1
				if []func() bool{i.Touch, i.Stop}[bit]() {
					wrong[bit].Add(1)
				}
			}
			together(goroutines, func(g int) {
				for n := range calls {
					again(g + n)
				}
			})
			time.Sleep(3*p.timeout + 1)
			again(0)
			again(1)
		})
	})

	for bit, name := range names {
		if n := wrong[bit].Load(); n > 0 {
			t.Failf("after Stop, %s returned true %d times", name, n)
		}
	}
}

// idleGone leaves it to the gear to find goroutines.
func idleGone(t *trial, newIdleTimer newIdleTimerFunc) {
	p := idleDrawStop(t)
	stops := t.Int("further Stops", 0, 2)
	held := t.Int("1: look for timers, too", 1, 4) == 1
	touches := t.Int("Touches before", 0, 2)

	t.Bubble(func() {
		l := newTickerLog(p.takes)
		i := newIdleTimer(p.timeout, l.call)
		for _, touch := range p.touches {
			l.until(touch.at)
			i.Touch()
		}
		l.until(p.stop.at)
		for range 1 + stops {
			i.Stop()
		}
		l.until(max(p.stop.at, p.free) + 1)
	})

	if held {
		tickerLetsGo(t, "Stop", func(idle func()) {
			i := newIdleTimer(time.Hour, idle)
			for range touches {
				time.Sleep(time.Minute)
				i.Touch()
			}
			i.Stop()
		})
	}
}
