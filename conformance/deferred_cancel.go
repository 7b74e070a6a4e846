package conformance

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// A deferredWatch is a log of loads and of their contexts.
type deferredWatch struct {
	deferredLog
	shut atomic.Bool // whether a Shutdown has returned

	mu    sync.Mutex
	loads []*deferredContext
}

// A deferredContext is the context of a load.
type deferredContext struct {
	context.Context               //nolint:containedctx // It is what is watched.
	begin, end      time.Duration // of the load; the end is -1 until it has returned
	done            time.Duration // when the context was done, or -1
	late            bool          // whether the load began after a Shutdown, its context not done
	alive           bool          // whether the context is not done at the end of the case
}

func (w *deferredWatch) load(ctx context.Context) (int, error) {
	c := &deferredContext{Context: ctx, end: -1, done: -1, late: w.shut.Load() && ctx.Err() == nil}
	n := w.begin()
	w.mu.Lock()
	c.begin = w.now()
	w.loads = append(w.loads, c)
	w.mu.Unlock()
	context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		c.done = w.now()
	})
	w.last(n)
	w.mu.Lock()
	c.end = w.now()
	w.mu.Unlock()
	return w.result(n)
}

func deferredCancel(t *trial, newDeferred newDeferredFunc) {
	p := deferredDrawPlan(t, 0, 3)
	at := time.Duration(0)
	switch t.Choice("Shutdown is called", "at the beginning", "while load is called", "when the value is there") {
	case 1:
		at = p.drawMoment(t, "then", t.Int("the load that it concerns", 0, p.fails()))
	case 2:
		at = p.loaded() + t.Duration("how much later", 1, time.Hour)
	}
	expired := t.Choice("the context of Shutdown", "not done", "done") == 1

	var loads []*deferredContext
	t.Bubble(func() {
		w := &deferredWatch{deferredLog: newDeferredLog(p)}
		d := newDeferred(p.retry, w.load)
		if at > 0 {
			w.until(at)
		}
		if expired {
			_ = d.Shutdown(over())
			w.shut.Store(true)
		}
		deferredShut(d)
		w.shut.Store(true)
		w.until(max(at, p.loaded()) + 3*p.retry + 1)
		w.rest()
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, c := range w.loads {
			c.alive = c.Err() == nil
			loads = append(loads, c)
		}
	})

	for n, c := range loads {
		switch {
		case c.begin > at:
			t.Failf("Shutdown was called at %v, but load %d began at %v", at, n+1, c.begin)
		case c.late:
			t.Failf("load %d began after Shutdown had returned, and its context was not done", n+1)
		case c.alive:
			t.Failf("Shutdown has returned, but the context of load %d is not done", n+1)
		case c.end > at && c.done != at:
			t.Failf("Shutdown was called at %v, during load %d, but the context of that was done at %v",
				at, n+1, c.done)
		case c.end < at && c.done >= 0 && c.done < c.end:
			t.Failf("the context of load %d was done at %v, before it returned and before Shutdown", n+1, c.done)
		}
	}
}
