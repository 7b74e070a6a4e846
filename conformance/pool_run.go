package conformance

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

func poolBounded(t *trial, newPool newPoolFunc) {
	workers := t.Int("workers", 1, 4)
	submitters := t.Int("goroutines that submit", 1, 6)
	each := t.Int("tasks of each", 1, 8)
	refused := -t.Int("workers of another pool, negated", 0, 2)

	var inside, excess atomic.Int64
	task := func(context.Context) (int, error) { //nolint:unparam // This task has no result.
		if n := inside.Add(1); n > int64(workers) {
			excess.Store(n)
		}
		for range 3 {
			yield()
		}
		inside.Add(-1)
		return 0, nil
	}
	var refusal any
	t.Run(func() {
		refusal = panicOf(func() { newPool(refused) })
		pooling(t, newPool, workers, func(p patterns.Pool[int]) {
			together(submitters, func(int) {
				for range each {
					poolSubmit(t, p, task)
				}
			})
		})
	})

	t.Met("there are more tasks than workers", submitters*each > workers)
	if n := excess.Load(); n > 0 {
		t.Failf("%d tasks ran at the same time, but there are %d workers", n, workers)
	}
	if !strings.Contains(fmt.Sprint(refusal), "workers") {
		t.Failf("for %d workers the constructor panicked with %v, want a text about workers", refused, refusal)
	}
}

// poolParallel has as many tasks wait for each other as there are workers.
func poolParallel(t *trial, newPool newPoolFunc) {
	workers := t.Int("workers", 1, 6)
	rounds := t.Int("rounds", 1, 3)
	crowd := t.Choice("who submits the tasks", "one goroutine", "one goroutine each") == 1

	t.Bubble(func() {
		pooling(t, newPool, workers, func(p patterns.Pool[int]) {
			for range rounds {
				poolMeet(t, p, workers, crowd)
			}
		})
	})
}

// poolMeet runs n tasks, each of which ends when all have begun. They do not wait
// for ever, so that a pool that runs fewer of them is no deadlock.
func poolMeet(t *trial, p patterns.Pool[int], n int, crowd bool) {
	var begun atomic.Int64
	all := make(chan struct{})
	ctx, cancel := context.WithTimeoutCause(forever, time.Hour, errCause)
	defer cancel()
	task := func(context.Context) (int, error) { //nolint:unparam // This task has no result.
		if begun.Add(1) == int64(n) {
			close(all)
		}
		select {
		case <-all:
		case <-ctx.Done():
		}
		return 0, nil
	}
	submit := func(int) { poolSubmitWith(ctx, t, p, task) }
	if crowd {
		together(n, submit)
	} else {
		for i := range n {
			submit(i)
		}
	}
	select {
	case <-all:
	case <-ctx.Done():
		t.Failf("%d of %d tasks were running after an hour, and waited for the others", begun.Load(), n)
	}
}

func poolOwnResult(t *trial, newPool newPoolFunc) {
	workers := t.Int("workers", 1, 4)
	submitters := t.Int("goroutines that submit", 1, 4)
	each := t.Int("tasks of each", 1, 5)
	gets := t.Int("Gets of each Future before Shutdown, at the same time", 0, 3)

	t.Run(func() {
		futures := make([][]poolFuture, submitters)
		pooling(t, newPool, workers, func(p patterns.Pool[int]) {
			together(submitters, func(i int) {
				for n := range each {
					futures[i] = append(futures[i], poolSubmit(t, p, poolYielding(i*100+n)))
				}
				for n, f := range futures[i] {
					together(gets, func(int) { demandPoolResult(forever, t, f, "of one of many tasks", i*100+n) })
				}
			})
		})
		for i := range futures {
			for n, f := range futures[i] {
				demandPoolResult(forever, t, f, "after Shutdown", i*100+n)
				demandPoolResult(over(), t, f, "whose context was done when the result was there", i*100+n)
			}
		}
	})

	var tied bool
	t.Bubble(func() {
		pooling(t, newPool, workers, func(p patterns.Pool[int]) { tied = poolGetInTie(t, p, each) })
	})
	t.Met("the context is done by the time Get waits for the result, which is there", tied)
}

func poolYielding(id int) poolTask {
	return func(context.Context) (int, error) {
		yield()
		return poolResult(id)
	}
}

// poolGetInTie gets the result of a task with a context that becomes done just
// when Get looks at it, after the task has returned.
func poolGetInTie(t *trial, p patterns.Pool[int], id int) (tied bool) {
	var finished atomic.Bool
	open := make(chan struct{})
	f := poolSubmit(t, p, func(context.Context) (int, error) {
		<-open
		defer finished.Store(true)
		return poolResult(id)
	})
	ctx, stop := poolTie(&finished, open)
	defer stop()
	demandPoolResult(ctx, t, f, "whose context was done just when the result was there", id)
	return ctx.tied.Load()
}

// poolPanic has tasks panic, then counts the workers that are left.
func poolPanic(t *trial, newPool newPoolFunc) {
	workers := t.Int("workers", 1, 4)
	submitters := t.Int("goroutines that submit", 1, 4)
	each := t.Int("tasks of each", 2, 6)

	t.Run(func() {
		ctx, cancel := context.WithTimeoutCause(forever, time.Hour, errCause) // that is, if no worker is left
		defer cancel()
		pooling(t, newPool, workers, func(p patterns.Pool[int]) {
			together(submitters, func(i int) {
				for n := range each {
					id := i*100 + n
					f := poolSubmitWith(ctx, t, p, func(context.Context) (int, error) {
						yield()
						if n%2 == 0 {
							panic(replyError(id))
						}
						return poolResult(id)
					})
					if n%2 == 0 {
						demandPoolPanic(t, f, id)
						demandPoolPanic(t, f, id)
					} else {
						demandPoolResult(forever, t, f, "beside tasks that panic", id)
					}
				}
			})
			poolMeet(t, p, workers, false)
		})
	})
}

// demandPoolPanic demands that a Get returns the panic of task id.
func demandPoolPanic(t *trial, f poolFuture, id int) {
	got, err := f.Get(forever)
	var p *patterns.PanicError
	switch {
	case !errors.As(err, &p):
		t.Failf("a task panicked, but Get returned %d, %v; want a *PanicError", got, err)
	case p.Value != replyError(id):
		t.Failf("a task panicked with a %T, %d, but the PanicError has a %T, %v", replyError(id), id, p.Value, p.Value)
	case len(p.Stack) == 0:
		t.Failf("the PanicError of a task has no stack")
	}
}
