package conformance

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

func deferredReady(t *trial, newDeferred newDeferredFunc) {
	fails := t.Int("failures", 0, 2)
	goroutines := t.Int("goroutines", 1, 4)
	looks := t.Int("looks of each at Ready", 1, 10)

	var got int
	var err error
	var status patterns.Status
	var tied bool
	t.Bubble(func() { got, status, tied, err = deferredGetInTie(newDeferred) })

	t.Met("the context is done by the time Get waits for the value, which is there", tied)
	if err != nil || got != deferredValue(0) {
		t.Failf("the value was there and the context was done: Get returned %d, %v; want %d, nil",
			got, err, deferredValue(0))
	}
	if status != patterns.Ready {
		t.Failf("the value was there: Status is %d, want Ready (%d)", status, patterns.Ready)
	}

	t.Run(func() {
		var loads atomic.Int64
		open := make(chan struct{})
		d := newDeferred(time.Microsecond, func(context.Context) (int, error) {
			n := int(loads.Add(1)) - 1
			<-open
			if n < fails {
				return deferredValue(n), deferredError(n)
			}
			return deferredValue(n), nil
		})
		together(goroutines+1, func(g int) {
			if g == goroutines {
				close(open)
				return
			}
			deferredLook(t, d, looks, deferredValue(fails))
		})
		_ = d.Shutdown(forever)
	})
}

// deferredLook makes Gets when Status is Ready, n times. It waits for that, but
// not for ever: whether a failed load begins again is for another law to tell.
func deferredLook(t *trial, d patterns.Deferred[int], n, want int) {
	most := 2000
	if t.spec.all { // since every look is a step
		most = 60
	}
	for i := 0; n > 0 && i < most; i++ {
		if d.Status() == patterns.Ready {
			ctx := over()
			if n%4 == 0 {
				ctx = forever
			}
			if got, err := d.Get(ctx); err != nil || got != want {
				t.Failf("Status was Ready, but Get returned %d, %v; want %d, nil", got, err, want)
			}
			n--
		}
		if yield(); i%16 == 15 && n > 0 {
			time.Sleep(time.Microsecond)
		}
	}
}

// deferredGetInTie makes a Get with a context that becomes done just when Get looks at
// it, after the load has returned.
func deferredGetInTie(newDeferred newDeferredFunc) (got int, status patterns.Status, tied bool, err error) {
	var loaded atomic.Bool
	open := make(chan struct{})
	d := newDeferred(time.Hour, func(context.Context) (int, error) {
		<-open
		loaded.Store(true)
		return deferredValue(0), nil
	})
	ctx := newTie(&loaded)
	ctx.before = sync.OnceFunc(func() { close(open) })
	defer time.AfterFunc(time.Hour, ctx.before).Stop() // for a Get that does not look
	got, err = d.Get(ctx)
	settle()
	status = d.Status()
	ctx.before()
	deferredShut(d)
	return got, status, ctx.tied.Load(), err
}

func deferredAgreement(t *trial, newDeferred newDeferredFunc) {
	fails := t.Int("failures", 0, 2)
	goroutines := t.Int("goroutines", 2, 5)
	gets := t.Int("Gets of each", 1, 4)
	pause := t.Duration("what passes between Gets", 0, 2*time.Microsecond)

	var values atomic.Int64
	t.Run(func() {
		var loads atomic.Int64
		d := newDeferred(time.Microsecond, func(context.Context) (int, error) {
			n := int(loads.Add(1)) - 1
			yield()
			if n < fails {
				return deferredValue(n), deferredError(n)
			}
			return deferredValue(n), nil
		})
		want := deferredValue(fails)
		get := func() {
			got, err := d.Get(forever)
			if err == nil && got != want {
				t.Failf("Get returned %d; want %d, which is what the first load that did not fail returned", got, want)
			}
			if err == nil {
				values.Add(1)
			}
		}
		together(goroutines, func(int) {
			for range gets {
				get()
				yield()
				time.Sleep(pause)
			}
		})
		time.Sleep(5 * time.Microsecond)
		get()
		_ = d.Shutdown(forever)
	})

	t.Met("several Gets return a value", values.Load() > 1)
}

func deferredDegraded(t *trial, newDeferred newDeferredFunc) {
	p := deferredDrawPlan(t, 1, 3)
	early := t.Int("Gets from the beginning", 0, 2)
	late := t.Int("Gets after the first failure", 0, 2)
	var moments []time.Duration // at which Status is looked at
	for n := range p.fails() {
		moments = append(moments, p.ends[n]+1, p.begins[n+1]+p.takes[n+1]/2)
	}

	var statuses []patterns.Status
	var gets deferredGets
	t.Bubble(func() {
		l := newDeferredLog(p)
		gets.start = l.start
		d := newDeferred(p.retry, l.load)
		for range early {
			gets.get(d, -1)
		}
		for i, at := range moments {
			l.until(at)
			statuses = append(statuses, d.Status())
			for range late {
				if i == 0 {
					gets.get(d, -1)
				}
			}
		}
		l.until(p.loaded() + 1)
		deferredShut(d)
		gets.all.Wait()
	})

	for i, s := range statuses {
		if s != patterns.Degraded {
			t.Failf("%v after the construction, when %d loads had failed, Status was %d, want Degraded (%d)",
				moments[i], i/2+1, s, patterns.Degraded)
		}
	}
	for _, g := range gets.list {
		if want := deferredValue(p.fails()); g.err != nil || g.value != want || g.at != p.loaded() {
			t.Failf("beside %d failures, a Get returned %d, %v after %v; want %d, nil after %v",
				p.fails(), g.value, g.err, g.at, want, p.loaded())
		}
	}
}
