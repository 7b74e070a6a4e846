package conformance

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A poolWait is how long a call has waited, and its error.
type poolWait struct {
	took time.Duration
	err  error
}

// is reports whether the call waited until the wanted moment: until what it
// waits for, or until its deadline, if that comes first.
func (w poolWait) is(event, deadline time.Duration) bool {
	if deadline < event {
		return w.took == deadline && errors.Is(w.err, errCause)
	}
	return w.took == event && w.err == nil
}

// poolBackpressure has Submits wait for workers that all become free at the same
// time. There are no more Submits than workers, so none waits any longer.
func poolBackpressure(t *trial, newPool newPoolFunc) {
	workers := t.Int("workers", 1, 4)
	waiting := t.Int("Submits that wait, at most one for each worker", 1, workers)
	takes := 2 * t.Duration("half of what a task takes", 1, time.Hour)
	limit := 2*t.Duration("half of the deadline of a Submit", 0, time.Hour) + 1

	task := func(context.Context) (int, error) { //nolint:unparam // This task has no result.
		time.Sleep(takes)
		return 0, nil
	}
	waits := make([]poolWait, waiting)
	var busy time.Duration
	var expired poolWait
	submit := func(p patterns.Pool[int]) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := p.Submit(ctx, task)
			return err
		}
	}
	t.Bubble(func() {
		pooling(t, newPool, workers, func(p patterns.Pool[int]) {
			start := time.Now()
			for range workers {
				poolSubmit(t, p, task)
			}
			rest()
			busy = time.Since(start)
			start = time.Now()
			expired.err = submit(p)(over())
			expired.took = time.Since(start)
			together(waiting, func(i int) { waits[i].took, waits[i].err = within(limit, submit(p)) })
		})
	})

	if busy != 0 {
		t.Failf("Submit waited %v although a worker was free", busy)
	}
	if !expired.is(takes, 0) {
		t.Failf("no worker was free, and a Submit whose context was done returned %v after %v, want %v at once",
			expired.err, expired.took, errCause)
	}
	for _, w := range waits {
		if !w.is(takes, limit) {
			t.Failf("a Submit with a deadline after %v waited for one of the workers, which were busy for %v, "+
				"and returned the error %v after %v", limit, takes, w.err, w.took)
		}
	}
}

// poolDismissed shuts a pool down while Submits wait for its workers.
func poolDismissed(t *trial, newPool newPoolFunc) {
	workers := t.Int("workers", 1, 3)
	waiting := t.Int("Submits that wait", 1, 5)
	takes := t.Duration("what a task takes", 2, time.Hour)
	shutdown := t.Duration("when Shutdown begins", 1, takes-1)

	task := func(context.Context) (int, error) { //nolint:unparam // This task has no result.
		time.Sleep(takes)
		return 0, nil
	}
	waits := make([]poolWait, waiting)
	t.Bubble(func() {
		pooling(t, newPool, workers, func(p patterns.Pool[int]) {
			for range workers {
				poolSubmit(t, p, task)
			}
			together(waiting+1, func(i int) {
				if i == waiting {
					time.Sleep(shutdown)
					_ = p.Shutdown(forever)
					return
				}
				start := time.Now()
				_, err := p.Submit(forever, task)
				waits[i] = poolWait{time.Since(start), err}
			})
		})
	})

	for _, w := range waits {
		if w.took != shutdown || !errors.Is(w.err, patterns.ErrClosed) {
			t.Failf("Shutdown began after %v, when a Submit waited; that returned %v after %v, want %v at once",
				shutdown, w.err, w.took, patterns.ErrClosed)
		}
	}
}

// poolGiveUp gets the result of a task several times, with deadlines before and
// after its end, while tasks go on that take longer.
func poolGiveUp(t *trial, newPool newPoolFunc) {
	others := t.Int("other tasks, which take longer", 0, 3)
	takes := 2 * t.Duration("half of what the task takes", 1, time.Hour)
	gets := t.Int("Gets", 1, 4)
	limit := 2*t.Duration("half of the deadline of the first Get", 0, time.Hour) + 1
	step := 2 * t.Duration("half of what each next Get has in addition", 1, time.Hour)
	id := t.Int("task", 0, 7)

	waits, results := make([]poolWait, gets), make([]int, gets)
	var canceled error
	var finished bool
	t.Bubble(func() {
		pooling(t, newPool, others+1, func(p patterns.Pool[int]) {
			for range others {
				poolSubmit(t, p, func(context.Context) (int, error) {
					time.Sleep(takes + 10*time.Hour)
					return 0, nil
				})
			}
			f := poolSubmit(t, p, func(ctx context.Context) (int, error) {
				time.Sleep(takes)
				canceled, finished = ctx.Err(), true
				return poolResult(id)
			})
			together(gets, func(i int) {
				deadline := limit + time.Duration(i)*step
				waits[i].took, waits[i].err = within(deadline, func(ctx context.Context) (err error) {
					results[i], err = f.Get(ctx)
					return err
				})
			})
			demandPoolResult(forever, t, f, "after others, which may have given up,", id)
		})
	})

	for i, w := range waits {
		deadline := limit + time.Duration(i)*step
		if deadline > takes && isPoolResult(id, results[i], w.err) {
			w.err = nil
		}
		if !w.is(takes, deadline) {
			t.Failf("a Get with a deadline after %v, for a task of %v, returned %d, %v after %v",
				deadline, takes, results[i], w.err, w.took)
		}
	}
	if !finished || canceled != nil {
		t.Failf("a Get gave up, and the task did not go on: its context was done with %v", canceled)
	}
}

// poolNoOrphan has tasks run until their contexts are done, or for longer and
// longer. The context that Submit was given must not matter to them.
func poolNoOrphan(t *trial, newPool newPoolFunc) {
	tasks := t.Int("running tasks", 1, 4)
	idle := t.Int("workers without a task", 0, 2)
	takes := 2 * t.Duration("half of what the first task takes, and each next one in addition", 1, time.Hour)
	limit := 2*t.Duration("half of the deadline of Shutdown", 0, 2*time.Hour) + 1
	if t.Choice("the context of Shutdown", "has that deadline", "is done already") == 1 {
		limit = 0
	}
	patient := t.Choice("a Shutdown that waits beside it", "no", "yes") == 1

	ended := make([]poolWait, tasks)
	var shutdown poolWait
	t.Bubble(func() {
		p := newPool(tasks + idle)
		start := time.Now()
		submitting, cancel := context.WithCancelCause(forever)
		for i := range tasks {
			_, _ = p.Submit(submitting, func(ctx context.Context) (int, error) {
				alarm := time.NewTimer(time.Duration(i+1) * takes)
				defer alarm.Stop()
				select {
				case <-alarm.C:
				case <-ctx.Done():
				}
				if ended[i] = (poolWait{took: time.Since(start)}); ctx.Err() != nil {
					ended[i].err = errCause
				}
				return 0, nil
			})
		}
		cancel(errTest)
		rest()
		shutdown = poolShutdown(p, limit, patient)
	})

	t.Met("Shutdown gives up", errors.Is(shutdown.err, errCause))
	if longest := time.Duration(tasks) * takes; !shutdown.is(longest, limit) {
		t.Failf("a Shutdown with a deadline after %v, for tasks of up to %v, returned %v after %v",
			limit, longest, shutdown.err, shutdown.took)
	}
	for i, w := range ended {
		if event := time.Duration(i+1) * takes; !w.is(event, limit) {
			t.Failf("Shutdown was called at once, with a deadline after %v; a task of %v ended after %v, "+
				"and whether its context was done is %t", limit, event, w.took, w.err != nil)
		}
	}
}

// poolShutdown shuts p down with a deadline, or with a context that is done if
// that is 0, and then waits for all. It may be one of two Shutdowns.
func poolShutdown(p patterns.Pool[int], limit time.Duration, patient bool) (w poolWait) {
	var all sync.WaitGroup
	defer all.Wait()
	if patient {
		all.Go(func() { _ = p.Shutdown(forever) })
	}
	if limit == 0 {
		start := time.Now()
		w.err = p.Shutdown(over())
		w.took = time.Since(start)
	} else {
		w.took, w.err = within(limit, p.Shutdown)
	}
	_ = p.Shutdown(forever)
	return w
}
