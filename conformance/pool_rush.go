package conformance

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A poolOp is a Submit.
type poolOp struct {
	patience time.Duration // when it gives up; 0 means never
	nested   bool          // whether its task submits another one
}

func newPoolOp(r *rand.Rand) poolOp {
	op := poolOp{nested: r.Intn(4) == 0}
	if r.Intn(3) > 0 {
		op.patience = 1 + time.Duration(r.Intn(3))*work/2
	}
	return op
}

func (op poolOp) String() string {
	within, nested := "", ""
	if op.patience > 0 {
		within = fmt.Sprintf("within %v", op.patience)
	}
	if op.nested {
		nested = " of a task that submits another one"
	}
	return "Submit(" + within + ")" + nested
}

// Simpler returns the calls that are simpler than op.
func (op poolOp) Simpler() (simpler []poolOp) {
	if op.nested {
		simpler = append(simpler, poolOp{op.patience, false})
	}
	if op.patience > 0 {
		simpler = append(simpler, poolOp{0, op.nested})
	}
	return simpler
}

// A poolRush is what became of a crowd of Submits.
type poolRush struct {
	mu   sync.Mutex
	errs map[int]error // what Submit returned, by task
	ran  log           // the tasks that ran
}

// rushPool has some goroutines submit more tasks than there are workers, and
// some give up. A Shutdown may come meanwhile. Task 100g+n is the nth of
// goroutine g, and 50 more is the one that it submits.
func rushPool(t *trial, newPool newPoolFunc) *poolRush {
	p := program(t, 4, 6, newPoolOp)
	workers := t.Int("workers", 1, 3)
	closing := t.Duration("when Shutdown is called", 0, 6) * work / 2
	ctx := [...]context.Context{forever, over()}[t.Choice("its context", "not done", "done")]

	r := &poolRush{errs: make(map[int]error)}
	t.Bubble(func() {
		pool := newPool(workers)
		together(len(p)+1, func(g int) {
			if g == len(p) {
				time.Sleep(closing)
				_ = pool.Shutdown(ctx)
				return
			}
			for n, op := range p[g] {
				r.submit(pool, g*100+n, op)
			}
		})
		_ = pool.Shutdown(forever)
		time.Sleep(time.Hour) // a refused task may run behind our back
	})
	return r
}

// submit submits a task that notes that it runs.
func (r *poolRush) submit(pool patterns.Pool[int], id int, op poolOp) {
	ctx, cancel := forever, context.CancelFunc(func() {})
	if op.patience > 0 {
		ctx, cancel = context.WithTimeoutCause(forever, op.patience, errCause)
	}
	defer cancel()
	_, err := pool.Submit(ctx, func(context.Context) (int, error) {
		r.ran.add(id)
		time.Sleep(work)
		if op.nested {
			r.submit(pool, id+50, poolOp{patience: 1})
		}
		return id, nil
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errs[id] = err
}

func poolOnce(t *trial, newPool newPoolFunc) {
	r := rushPool(t, newPool)
	ran := make(map[int]int)
	for _, id := range r.ran.list {
		ran[id]++
	}
	accepted := 0
	for id, err := range r.errs {
		if err == nil {
			accepted++
			if ran[id] != 1 {
				t.Failf("an accepted task ran %d times, want once", ran[id])
			}
		}
	}
	t.Met("several tasks are accepted", accepted > 1)
}

func poolRejected(t *trial, newPool newPoolFunc) {
	r := rushPool(t, newPool)
	refused := false
	for id, err := range r.errs {
		if err == nil {
			continue
		}
		refused = true
		if !errors.Is(err, errCause) && !errors.Is(err, patterns.ErrClosed) {
			t.Failf("Submit returned the error %v, want %v or %v", err, errCause, patterns.ErrClosed)
		}
		if slices.Contains(r.ran.list, id) {
			t.Failf("a task ran although Submit had refused it with %v", err)
		}
	}
	t.Met("a task is refused", refused)

	var err error
	var ran, tied bool
	t.Bubble(func() {
		pooling(t, newPool, 1, func(p patterns.Pool[int]) { ran, tied, err = poolSubmitInTie(t, p) })
	})
	t.Met("the context is done by the time Submit waits for a worker, and one is free", tied)
	if ran != (err == nil) {
		t.Failf("a worker was free just when the context was done: Submit returned the error %v, "+
			"and whether its task ran is %t", err, ran)
	}
}

// poolSubmitInTie submits a task to a pool of one worker, with a context that
// becomes done just when Submit looks at it, after the worker has become free.
func poolSubmitInTie(t *trial, p patterns.Pool[int]) (ran, tied bool, err error) {
	var freed, second atomic.Bool
	open := make(chan struct{})
	poolSubmit(t, p, func(context.Context) (int, error) {
		<-open
		freed.Store(true)
		return 0, nil
	})
	ctx, stop := poolTie(&freed, open)
	defer stop()
	_, err = p.Submit(ctx, func(context.Context) (int, error) {
		second.Store(true)
		return 0, nil
	})
	time.Sleep(2 * time.Hour)
	return second.Load(), ctx.tied.Load(), err
}

// poolTie returns a tie that opens a channel before it waits for the event, and
// a function that must be called in the end. If nobody looks at the tie, the
// channel is opened all the same.
func poolTie(event *atomic.Bool, open chan struct{}) (ctx *tie, stop func()) {
	ctx = newTie(event)
	ctx.before = sync.OnceFunc(func() { close(open) })
	alarm := time.AfterFunc(time.Hour, ctx.before)
	return ctx, func() { alarm.Stop() }
}
