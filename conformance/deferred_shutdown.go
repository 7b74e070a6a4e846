package conformance

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

// deferredShutdownerLaws are the laws of Shutdowner with checks of their own: the
// work of a Deferred is its load, which nobody offers.
var deferredShutdownerLaws = pattern[newDeferredFunc]{"Shutdowner", []law[newDeferredFunc]{
	{
		"Closed", "offers are refused only with ErrClosed and once Shutdown has begun; " +
			"after a refusal or the return of a Shutdown all are.", deferredClosed,
	},
	{"Drained", "Shutdown returns nil only when all accepted work has finished.", deferredDrained},
	{
		"Deadline", "Shutdown returns as soon as its work has finished or its context is done; the former wins.",
		deferredDeadline,
	},
	{
		"Repeatable", "every Shutdown waits for the same work, whether concurrent or later.",
		deferredRepeatable,
	},
	{
		"Gone", "once Shutdown has returned for any reason but its context, " +
			"no timer is left and no goroutine but those about to end.", deferredGone,
	},
}}

func deferredClosed(t *trial, newDeferred newDeferredFunc) {
	goroutines := t.Int("goroutines", 1, 4)
	each := t.Int("Gets of each", 1, 8)
	early := t.Int("Gets of the one that shuts down before it does so", 0, 8)
	expired := t.Choice("the context of Shutdown", "not done", "done") == 1
	loaded := t.Choice("the value is there", "no", "yes") == 1

	clock := t.spec.clock()
	offers := make([][]offer, goroutines+1)
	var begin, end int64
	var status patterns.Status
	t.Run(func() {
		d := newDeferred(time.Hour, func(context.Context) (int, error) {
			yield()
			return 1, nil
		})
		if loaded {
			_, _ = d.Get(forever)
		}
		get := func(i, n int) {
			for k := range n {
				ctx := forever
				if loaded && k%2 == 1 || i == goroutines && end > 0 {
					ctx = over()
				}
				o := offer{begin: clock()}
				_, o.err = d.Get(ctx)
				o.end = clock()
				offers[i] = append(offers[i], o)
				yield()
			}
		}
		ctx := forever
		if expired {
			ctx = over()
		}
		together(goroutines+1, func(i int) {
			if i < goroutines {
				get(i, each)
				return
			}
			get(i, early)
			begin = clock()
			_ = d.Shutdown(ctx)
			end = clock()
			status = d.Status()
			get(i, 2)
		})
		_ = d.Shutdown(forever)
	})

	judgeOffers(t, slices.Concat(offers...), begin, end)
	if status != patterns.Closed {
		t.Failf("after Shutdown, Status is %d, want Closed (%d)", status, patterns.Closed)
	}
}

func deferredDrained(t *trial, newDeferred newDeferredFunc) {
	p := deferredDrawPlan(t, 0, 2)
	at := time.Duration(0)
	if t.Choice("Shutdown is called", "at the beginning", "while load is called") == 1 {
		at = p.drawMoment(t, "then", t.Int("the load that it concerns", 0, p.fails()))
	}
	n := t.Int("Shutdowns", 1, 3)

	var active, late atomic.Int64
	var drained atomic.Bool
	var errs atomic.Int64
	t.Bubble(func() {
		l := newDeferredLog(p)
		d := newDeferred(p.retry, func(ctx context.Context) (int, error) {
			active.Add(1)
			defer active.Add(-1)
			if drained.Load() {
				late.Add(1)
			}
			return l.load(ctx)
		})
		if at > 0 {
			l.until(at)
		}
		together(n, func(int) {
			if d.Shutdown(forever) != nil {
				errs.Add(1)
			}
			if active.Load() > 0 {
				late.Add(1)
			}
			drained.Store(true)
		})
		l.rest()
	})

	if errs.Load() > 0 {
		t.Failf("%d of %d Shutdowns returned an error, want nil", errs.Load(), n)
	}
	if late.Load() > 0 {
		t.Failf("Shutdown returned nil, but a load was running then, or began later")
	}
}

func deferredRepeatable(t *trial, newDeferred newDeferredFunc) {
	takes := 2 * tickerSpan(t, "half of what the load takes")
	impatient := t.Int("Shutdowns that give up first", 0, 3)
	patient := t.Int("Shutdowns that wait", 1, 4)

	var mu sync.Mutex
	var wrong error
	var early, later time.Duration = takes, 0
	t.Bubble(func() {
		start := time.Now()
		d := newDeferred(time.Hour, func(context.Context) (int, error) {
			time.Sleep(takes)
			return 0, nil
		})
		settle()
		for range impatient {
			_ = d.Shutdown(over())
		}
		together(patient, func(int) {
			err := d.Shutdown(forever)
			mu.Lock()
			defer mu.Unlock()
			early = min(early, time.Since(start))
			wrong = errors.Join(wrong, err)
		})
		begin := time.Now()
		wrong = errors.Join(wrong, d.Shutdown(forever))
		later = time.Since(begin)
		time.Sleep(takes)
	})

	if wrong != nil {
		t.Failf("of several Shutdowns, some returned %v, want nil", wrong)
	}
	if early < takes {
		t.Failf("one of several Shutdowns returned after %v, want %v, when the load has returned", early, takes)
	}
	if later != 0 {
		t.Failf("a Shutdown after another one took %v, want to return at once", later)
	}
}

// deferredGone leaves it to the gear to find goroutines.
func deferredGone(t *trial, newDeferred newDeferredFunc) {
	p := deferredDrawPlan(t, 0, 2)
	at := p.drawMoment(t, "Shutdown is called", t.Int("the load that it concerns", 0, p.fails()))
	limit := t.Duration("the deadline of a first Shutdown", 1, time.Hour)
	waiting := t.Int("waiting Gets", 0, 2)
	held := t.Int("1: look for timers, too", 1, 4) == 1

	t.Bubble(func() {
		l := newDeferredLog(p)
		gets := deferredGets{start: l.start}
		d := newDeferred(p.retry, l.load)
		for range waiting {
			gets.get(d, -1)
		}
		l.until(at)
		_, _ = within(limit, d.Shutdown)
		if err := d.Shutdown(forever); err != nil {
			t.Failf("Shutdown() = %v, want nil", err)
		}
		gets.all.Wait()
	})

	if held {
		tickerLetsGo(t, "Shutdown", func(f func()) {
			d := newDeferred(time.Hour, func(context.Context) (int, error) {
				f()
				return 0, errTest
			})
			settle()
			_ = d.Shutdown(forever)
		})
	}
}
