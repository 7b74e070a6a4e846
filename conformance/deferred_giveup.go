package conformance

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

func deferredGiveUp(t *trial, newDeferred newDeferredFunc) {
	takes := 2 * tickerSpan(t, "half of what the load takes")
	limits := []time.Duration{-1}
	for i := range t.Int("Gets that may give up", 1, 4) {
		label := fmt.Sprintf("the context of Get %d", i+1)
		switch t.Choice(label, "is done", "is done before the value is there", "is done at some time") {
		case 0:
			limits = append(limits, 0)
		case 1:
			limits = append(limits, 2*t.Duration(label+", half of the time", 0, takes/2-1)+1)
		default:
			limits = append(limits, 2*t.Duration(label+", half of the time", 0, 2*takes)+1)
		}
	}

	var gets deferredGets
	var loads atomic.Int64
	var affected atomic.Bool
	t.Bubble(func() {
		gets.start = time.Now()
		d := newDeferred(time.Hour, func(ctx context.Context) (int, error) {
			n := int(loads.Add(1)) - 1
			time.Sleep(takes)
			if ctx.Err() != nil {
				affected.Store(true)
			}
			return deferredValue(n), nil
		})
		for _, limit := range limits {
			gets.get(d, limit)
		}
		time.Sleep(takes + 1)
		deferredShut(d)
		gets.all.Wait()
	})

	for _, g := range gets.list {
		want, wantErr, wantValue := takes, error(nil), deferredValue(0)
		if g.limit >= 0 && g.limit < takes {
			want, wantErr, wantValue = g.limit, errCause, g.value
		}
		if g.at != want || g.value != wantValue || !errors.Is(g.err, wantErr) {
			t.Failf("for a load of %v, a Get whose context is done after %v (-1ns: never) returned %d, %v after %v; "+
				"want %v after %v", takes, g.limit, g.value, g.err, g.at, wantErr, want)
		}
	}
	if n := loads.Load(); affected.Load() || n != 1 {
		t.Failf("a Get gave up: the context of the load was done (%t), or load was called again (%d calls)",
			affected.Load(), n)
	}
}

func deferredCause(t *trial, newDeferred newDeferredFunc) {
	p := deferredDrawPlan(t, 2, 4)
	last := t.Int("the failure after which it gives up", 0, p.fails()-1)
	at := p.ends[last] + t.Duration("how late, before the next load", 1, p.retry-1)
	if t.Choice("it gives up", "before the next load", "during it") == 1 {
		at = p.begins[last+1] + t.Duration("how late in the next load", 1, p.takes[last+1]-1)
	}
	from := []time.Duration{0, p.ends[last] + 1, at}[t.Choice("the Get begins",
		"at the beginning", "after that failure", "with a context that is done")]
	from = min(from, at)

	var err error
	var took time.Duration
	t.Bubble(func() {
		l := newDeferredLog(p)
		d := newDeferred(p.retry, l.load)
		l.until(from)
		get := func(ctx context.Context) error { _, err := d.Get(ctx); return err }
		if from == at {
			err = get(over())
			took = l.now() - from
		} else {
			took, err = within(at-from, get)
		}
		deferredShut(d)
		l.rest()
	})

	if took != at-from || !errors.Is(err, errCause) || !errors.Is(err, deferredError(last)) {
		t.Failf("%d loads had failed when a Get gave up: it returned the error %v after %v; "+
			"want both %q and %q after %v", last+1, err, took, errCause, deferredError(last), at-from)
	}
}

func deferredDismissed(t *trial, newDeferred newDeferredFunc) {
	p := deferredDrawPlan(t, 0, 2)
	at := p.drawMoment(t, "Shutdown begins", t.Int("the load that it concerns", 0, p.fails()))
	n := t.Int("waiting Gets", 1, 4)
	expired := t.Choice("the context of Shutdown", "not done", "done") == 1

	var gets deferredGets
	t.Bubble(func() {
		l := newDeferredLog(p)
		gets.start = l.start
		d := newDeferred(p.retry, l.load)
		for i := range n {
			gets.get(d, []time.Duration{-1, p.loaded() + time.Hour}[i%2])
		}
		l.until(at)
		if expired {
			_ = d.Shutdown(over())
		}
		deferredShut(d)
		l.rest()
		gets.all.Wait()
	})

	waited := false
	for _, g := range gets.list {
		if g.at < at { // it did not wait so long, which is for other laws to judge
			continue
		}
		waited = true
		if g.at != at || !errors.Is(g.err, patterns.ErrClosed) {
			t.Failf("Shutdown began after %v: a Get that waited returned %d, %v after %v; want %v at once",
				at, g.value, g.err, g.at, patterns.ErrClosed)
		}
	}
	t.Met("a Get waits when Shutdown begins", waited)
}
