package conformance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

func deferredPrompt(t *trial, newDeferred newDeferredFunc) {
	takes := tickerSpan(t, "what a load takes")
	n := t.Int("constructors", 1, 4)

	var took time.Duration
	t.Bubble(func() {
		start := time.Now()
		var made []patterns.Deferred[int]
		for range n {
			made = append(made, newDeferred(time.Second, func(context.Context) (int, error) {
				time.Sleep(takes)
				return 0, nil
			}))
		}
		took = time.Since(start)
		for _, d := range made {
			deferredShut(d)
		}
	})

	if took != 0 {
		t.Failf("%d constructors took %v, want none, for loads of %v", n, took, takes)
	}
}

func deferredEager(t *trial, newDeferred newDeferredFunc) {
	p := deferredDrawPlan(t, 0, 0)
	lead := t.Duration("what passes before the construction", 0, time.Hour)

	var begins []time.Duration
	t.Bubble(func() {
		time.Sleep(lead)
		l := newDeferredLog(p)
		d := newDeferred(p.retry, l.load)
		time.Sleep(p.retry + 1)
		begins = l.list()
		deferredShut(d)
	})

	if len(begins) == 0 || begins[0] != 0 {
		t.Failf("loads began %s after the construction, want the first one at once", tickerTimes(begins))
	}
}

func deferredInitial(t *trial, newDeferred newDeferredFunc) {
	p := deferredDrawPlan(t, 0, 1)
	var moments []time.Duration
	for i := range t.Int("looks at Status", 0, 3) {
		moments = append(moments, t.Duration(fmt.Sprintf("moment of look %d", i+1), 0, p.takes[0]-1))
	}
	slices.Sort(moments)

	var wrong atomic.Int64 // a Status that was seen, if it is not Initializing
	var slowest time.Duration
	t.Bubble(func() {
		l := newDeferredLog(p)
		made := make(chan struct{})
		var d patterns.Deferred[int]
		look := func() {
			if s := d.Status(); s != patterns.Initializing {
				wrong.Store(int64(s))
			}
		}
		d = newDeferred(p.retry, func(context.Context) (int, error) {
			n := l.begin()
			<-made
			if n == 0 {
				look()
			}
			l.last(n)
			if n == 0 {
				look()
			}
			return l.result(n)
		})
		close(made)
		for _, at := range append([]time.Duration{0}, moments...) {
			l.until(at)
			look()
			slowest = max(slowest, l.now()-at)
		}
		l.until(p.ends[0] + 1)
		deferredShut(d)
		l.rest()
	})

	if s := wrong.Load(); s != 0 {
		t.Failf("Status was %d before the first load had returned, want Initializing (%d)", s, patterns.Initializing)
	}
	if slowest != 0 {
		t.Failf("Status took %v, want to return at once", slowest)
	}
}

// deferredRetry also makes Gets and looks at Status, which is not to matter.
func deferredRetry(t *trial, newDeferred newDeferredFunc) {
	p := &deferredPlan{retry: tickerSpan(t, "retry period")}
	for i := range t.Int("failures", 0, 4) + 1 {
		p.add(tickerTakes(t, fmt.Sprintf("load %d takes", i+1), p.retry))
	}
	p.panics = t.Choice("loads that fail", "return an error", "panic") == 1
	gets := t.Int("Gets meanwhile", 0, 3)
	bad := -t.Duration("what a bad retry period is below zero", 0, time.Hour)

	var begins []time.Duration
	t.Bubble(func() {
		l := newDeferredLog(p)
		d := newDeferred(p.retry, l.load)
		for range gets {
			_, _ = within(p.loaded()/4+1, func(ctx context.Context) error {
				_, err := d.Get(ctx)
				return err
			})
			_ = d.Status()
		}
		l.until(p.loaded() + 3*p.retry + 1)
		begins = l.list()
		deferredShut(d)
		l.rest()
	})

	tickerDemandTimes(t, "load", begins, p.begins)
	tickerDemandRefusal(t, "retry", bad, func() {
		newDeferred(bad, func(context.Context) (int, error) { select {} })
	})
}

func deferredSerial(t *trial, newDeferred newDeferredFunc) {
	retry := t.Duration("retry period", time.Microsecond, 10*time.Microsecond)
	takes := t.Duration("what a load takes", 0, 40*time.Microsecond)
	failures := t.Int("failures", 1, 5)
	goroutines := t.Int("goroutines", 1, 3)

	var active, loads atomic.Int64
	var overlap atomic.Bool
	t.Run(func() {
		d := newDeferred(retry, func(context.Context) (int, error) {
			if active.Add(1) > 1 {
				overlap.Store(true)
			}
			defer active.Add(-1)
			yield()
			time.Sleep(takes)
			if n := int(loads.Add(1)); n <= failures {
				return 0, deferredError(n)
			}
			return 1, nil
		})
		together(goroutines, func(int) {
			for range failures {
				_, _ = d.Get(over())
				_ = d.Status()
				time.Sleep(retry)
			}
			_, _ = d.Get(forever)
		})
		_ = d.Shutdown(forever)
	})

	if overlap.Load() {
		t.Failf("a load began while another one ran")
	}
}

// deferredPanic lets loads panic, and looks at what Gets and Status tell of it.
func deferredPanic(t *trial, newDeferred newDeferredFunc) {
	p := deferredDrawPlan(t, 1, 3)
	p.panics = true
	const last = 0 // whether there is another one is for other laws to tell
	at := p.ends[last] + t.Duration("how late after it", 1, p.retry-1)

	var err error
	var status patterns.Status
	t.Bubble(func() {
		l := newDeferredLog(p)
		d := newDeferred(p.retry, l.load)
		l.until(at)
		status = d.Status()
		_, err = d.Get(over())
		deferredShut(d)
		l.rest()
	})

	var e *patterns.PanicError
	switch {
	case status != patterns.Degraded:
		t.Failf("after a load that panicked, Status is %d, want Degraded (%d)", status, patterns.Degraded)
	case !errors.As(err, &e):
		t.Failf("load %d panicked, but the error of a Get that gave up is %v; want a *PanicError in it", last+1, err)
	case e.Value != deferredError(last) || len(e.Stack) == 0:
		t.Failf("load %d panicked with %v, but the PanicError has %v and a stack of %d bytes",
			last+1, deferredError(last), e.Value, len(e.Stack))
	}
}
