package conformance

import (
	"context"
	"errors"
	"testing"

	"github.com/assay-go/assay/patterns"
)

// TestPool checks the laws of [patterns.Pool], those of
// [patterns.Shutdowner] included.
func TestPool[P patterns.Pool[int]](t *testing.T, newPool func(int) P) {
	t.Helper()
	testPool(t, alone("Pool"), newPool)
}

func testPool[P patterns.Pool[int]](t *testing.T, s scope, newPool func(int) P) {
	t.Helper()
	if newPool == nil {
		s.absent(t)
	}
	newPattern := func(workers int) patterns.Pool[int] {
		return constructed(func() patterns.Pool[int] { return newPool(workers) })
	}
	checkAll(t, s, poolLaws, newPattern)
	testShutdowner(t, s, poolSite(newPattern))
}

type newPoolFunc = func(workers int) patterns.Pool[int]

var poolLaws = pattern[newPoolFunc]{"Pool", []law[newPoolFunc]{
	{"Bounded", "at most the given number of tasks run at a time.", poolBounded},
	{"Parallel", "that many tasks do run at a time.", poolParallel},
	{"Once", "every accepted task runs exactly once.", poolOnce},
	{"OwnResult", "the Future of a task returns the result of that task, to every Get.", poolOwnResult},
	{
		"Backpressure", "while no worker is free, Submit waits until its context is done or Shutdown begins.",
		poolBackpressure,
	},
	{"Dismissed", "a Submit that waits when Shutdown begins returns ErrClosed at once.", poolDismissed},
	{"Rejected", "a task that Submit refused never runs.", poolRejected},
	{"GiveUp", "a Get returns as soon as its context is done, and the task runs on.", poolGiveUp},
	{"Panic", "a task that panics frees its worker, and its Future returns a PanicError.", poolPanic},
	{
		"NoOrphan", "when Shutdown gives up, the contexts of the running tasks are canceled, and not before.",
		poolNoOrphan,
	},
}}

type (
	poolTask   = func(context.Context) (int, error)
	poolFuture = patterns.Future[int]
)

// pooling makes a pool, calls f with it and shuts it down.
func pooling(t *trial, newPool newPoolFunc, workers int, f func(patterns.Pool[int])) {
	p := newPool(workers)
	f(p)
	if err := p.Shutdown(forever); err != nil {
		t.Failf("Shutdown() = %v, want nil", err)
	}
}

// poolSubmit submits a task that has to be accepted.
func poolSubmit(t *trial, p patterns.Pool[int], task poolTask) poolFuture {
	return poolSubmitWith(forever, t, p, task)
}

// poolSubmitWith submits a task that has to be accepted before ctx is done.
func poolSubmitWith(ctx context.Context, t *trial, p patterns.Pool[int], task poolTask) poolFuture {
	f, err := p.Submit(ctx, task)
	if err != nil {
		t.Failf("Submit returned the error %v, though nobody called Shutdown and workers had to be free", err)
	}
	if f == nil {
		t.Failf("Submit returned neither a Future nor an error")
	}
	return f
}

// poolSite makes pools with as many workers as the size. An offer waits for its
// work, so that a case does not end before the work that it gave away.
func poolSite(newPool newPoolFunc) newSiteFunc {
	return func(size int) site {
		p := newPool(size)
		return site{p, func(id int, work func()) error {
			f, err := p.Submit(forever, func(context.Context) (int, error) {
				work()
				return id, nil
			})
			if err == nil {
				_, err = f.Get(forever)
			}
			return err
		}}
	}
}

// poolResult is the result of task id. Where there is an error, there is a
// value beside it.
func poolResult(id int) (int, error) {
	if id%4 == 3 {
		return id + 1000, replyError(id)
	}
	return id + 1000, nil
}

// isPoolResult reports whether a Get has returned the result of task id.
func isPoolResult(id, got int, err error) bool {
	want, wantErr := poolResult(id)
	return got == want && errors.Is(err, wantErr)
}

// demandPoolResult demands that Get returns the result of task id.
func demandPoolResult(ctx context.Context, t *trial, f poolFuture, when string, id int) {
	if got, err := f.Get(ctx); !isPoolResult(id, got, err) {
		want, wantErr := poolResult(id)
		t.Failf("a Get %s returned %d, %v; want %d, %v", when, got, err, want, wantErr)
	}
}
