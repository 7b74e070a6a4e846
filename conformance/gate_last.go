package conformance

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A gateWitness looks at the order of what happens at a gate.
type gateWitness struct {
	begun      atomic.Bool  // whether Shutdown is about to be called, or was
	inside     atomic.Int64 // how many calls of f have begun and not ended
	terminated atomic.Bool

	early, abandoned, late atomic.Int64 // how often something was wrong
}

func (w *gateWitness) terminate() error {
	if !w.begun.Load() {
		w.early.Add(1)
	}
	w.abandoned.Add(w.inside.Load())
	w.terminated.Store(true)
	return nil
}

// f lets others run until it is about to end.
func (w *gateWitness) f() error {
	w.inside.Add(1)
	if w.terminated.Load() {
		w.late.Add(1)
	}
	for range 3 {
		yield()
	}
	w.inside.Add(-1)
	return nil
}

func gateLast(t *trial, newGate newGateFunc) {
	goroutines := t.Int("goroutines that call Do", 1, 4)
	each := t.Int("calls of each", 1, 8)
	shutdowns := t.Int("goroutines that call Shutdown", 1, 3)
	delay := t.Int("when they do", 0, 20)
	ctx := [...]context.Context{forever, over()}[t.Choice("the context of Shutdown", "not done", "done")]

	var w gateWitness
	t.Run(func() {
		g := newGate(w.terminate)
		together(goroutines+shutdowns, func(i int) {
			if i < goroutines {
				for range each {
					_ = g.Do(w.f)
				}
				return
			}
			for range delay {
				yield()
			}
			w.begun.Store(true)
			_ = g.Shutdown(ctx)
		})
		_ = g.Shutdown(forever)
	})

	switch {
	case w.early.Load() > 0:
		t.Failf("terminate was called before Shutdown")
	case w.abandoned.Load() > 0:
		t.Failf("terminate was called while %d calls of f were going on", w.abandoned.Load())
	case w.late.Load() > 0:
		t.Failf("%d calls of f began after terminate was called", w.late.Load())
	}

	var refused error
	var passed bool
	t.Bubble(func() { passed, refused = gateReenter(newGate) })
	if passed || !errors.Is(refused, patterns.ErrClosed) {
		t.Failf("Shutdown was waiting for an f, which called Do: that returned %v, want %v, and whether it "+
			"called its f is %t", refused, patterns.ErrClosed, passed)
	}
}

// gateReenter has an f call Do while Shutdown waits for it, and returns whether
// that Do called its f, and its error.
func gateReenter(newGate newGateFunc) (passed bool, refused error) {
	open := make(chan struct{})
	g := newGate(func() error { return nil })
	var all sync.WaitGroup
	all.Go(func() {
		_ = g.Do(func() error {
			<-open
			refused = g.Do(func() error {
				passed = true
				return nil
			})
			return nil
		})
	})
	rest()
	all.Go(func() { _ = g.Shutdown(forever) })
	rest()
	close(open)
	all.Wait()
	return passed, refused
}

func gateOnce(t *trial, newGate newGateFunc) {
	ends := drawGateEnd(t)
	calls := t.Int("goroutines that call Do", 0, 3)
	shutdowns := t.Int("goroutines that call Shutdown", 1, 6)
	which := t.Int("those whose context is done, bit by bit", 0, 63)
	later := t.Int("later Shutdowns", 0, 2)

	var terminated atomic.Int64
	t.Run(func() {
		g := newGate(func() error {
			terminated.Add(1)
			yield()
			return ends.end()
		})
		together(calls+shutdowns, func(i int) {
			if i >= shutdowns {
				_ = g.Do(func() error {
					yield()
					return nil
				})
				return
			}
			ctx := forever
			if which>>i&1 == 1 {
				ctx = over()
			}
			_ = g.Shutdown(ctx)
		})
		for range later + 1 {
			_ = g.Shutdown(forever)
		}
	})

	if n := terminated.Load(); n != 1 {
		t.Failf("terminate was called %d times for %d Shutdowns, want once", n, shutdowns+later+1)
	}
}

// gateCleanup has every Shutdown give up before the last f ends.
func gateCleanup(t *trial, newGate newGateFunc) {
	calls := t.Int("calls of f that go on", 0, 3)
	takes := 2 * t.Duration("half of what each takes", 1, time.Hour)
	expired := t.Int("Shutdowns whose context is done", 0, 2)
	limited := t.Int("Shutdowns with a deadline", 0, 2)
	if calls == 0 || expired+limited == 0 {
		expired++
	}

	before, after := 0, 0
	var last atomic.Int64
	t.Bubble(func() {
		g := newGate(func() error {
			last.Add(1)
			return nil
		})
		var all sync.WaitGroup
		for range calls {
			all.Go(func() {
				_ = g.Do(func() error {
					time.Sleep(takes)
					return nil
				})
			})
		}
		rest()
		for range expired {
			_ = g.Shutdown(over())
		}
		for range limited {
			_, _ = within(1, g.Shutdown)
		}
		if calls > 0 && 2*time.Duration(limited) < takes {
			before = int(last.Load())
		}
		all.Wait()
		time.Sleep(time.Hour)
		after = int(last.Load())
		_, _ = within(time.Hour, g.Shutdown)
	})

	if before != 0 || after != 1 {
		t.Failf("every Shutdown had given up: terminate was called %d times before f ended and %d times in all, "+
			"want 0 and 1", before, after)
	}
}
