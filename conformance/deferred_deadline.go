package conformance

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

func deferredDeadline(t *trial, newDeferred newDeferredFunc) {
	takes := 2*tickerSpan(t, "half of what the load takes") + 1
	limit := 2*t.Duration("half of the deadline", 0, takes) + 1
	heeds := t.Choice("the time of the load counts", "from its beginning", "from the end of its context") == 1
	self := t.Duration("the deadline of a Shutdown by the load", 1, time.Hour)

	var err error
	var took time.Duration
	t.Bubble(func() {
		d := newDeferred(time.Hour, func(ctx context.Context) (int, error) {
			if heeds {
				<-ctx.Done()
				time.Sleep(takes - 1)
				return 0, ctx.Err()
			}
			time.Sleep(takes)
			return 0, errTest
		})
		settle()
		took, err = within(limit, d.Shutdown)
		deferredShut(d)
	})

	want, wantErr := takes-1, error(nil)
	if limit < want {
		want, wantErr = limit, errCause
	}
	if took != want || !errors.Is(err, wantErr) {
		t.Failf("a Shutdown with a deadline after %v, for a load that takes %v more, returned %v after %v; "+
			"want %v after %v", limit, takes-1, err, took, wantErr, want)
	}
	deferredIdleDeadline(t, newDeferred)
	deferredTie(t, newDeferred)
	deferredSelf(t, newDeferred, self)
}

// deferredIdleDeadline shuts down when no load runs, with a context that is done.
func deferredIdleDeadline(t *trial, newDeferred newDeferredFunc) {
	for _, loadErr := range []error{nil, errTest} {
		var err error
		t.Bubble(func() {
			d := newDeferred(time.Hour, func(context.Context) (int, error) { return 0, loadErr })
			settle()
			err = d.Shutdown(over())
			deferredShut(d)
		})
		if err != nil {
			t.Failf("no load was running (the last one had returned the error %v) and the context was done: "+
				"Shutdown returned %v, want nil", loadErr, err)
		}
	}
}

// deferredTie shuts down with a context that becomes done just when Shutdown
// looks at it, after the load has returned.
func deferredTie(t *trial, newDeferred newDeferredFunc) {
	var err error
	var tied bool
	t.Bubble(func() {
		var loaded atomic.Bool
		open := make(chan struct{})
		d := newDeferred(time.Hour, func(context.Context) (int, error) {
			<-open
			loaded.Store(true)
			return 0, nil
		})
		settle()
		ctx := newTie(&loaded)
		ctx.before = sync.OnceFunc(func() { close(open) })
		defer time.AfterFunc(time.Hour, ctx.before).Stop() // for a Shutdown that does not look
		err = d.Shutdown(ctx)
		ctx.before()
		deferredShut(d)
		tied = ctx.tied.Load()
	})

	t.Met("the context is done by the time Shutdown waits for the load, which has returned", tied)
	if err != nil {
		t.Failf("the load had returned and the context was done: Shutdown returned %v, want nil", err)
	}
}

// deferredSelf lets the load call Shutdown, which waits for it.
func deferredSelf(t *trial, newDeferred newDeferredFunc, limit time.Duration) {
	var err error
	var took time.Duration
	t.Bubble(func() {
		made := make(chan struct{})
		var d patterns.Deferred[int]
		d = newDeferred(time.Hour, func(context.Context) (int, error) {
			<-made
			took, err = within(limit, d.Shutdown)
			return 0, nil
		})
		close(made)
		settle()
		deferredShut(d)
	})

	if took != limit || !errors.Is(err, errCause) {
		t.Failf("a Shutdown with a deadline after %v that the load called returned %v after %v; want %v then",
			limit, err, took, errCause)
	}
}
