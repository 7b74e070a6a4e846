package conformance

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

// registryEnds are the ways in which the context of a registration can end.
var registryEnds = []string{"cancel", "the end of its parent", "its deadline", "the end of a foreign type of context"}

const registryDeadline = 2

// newRegistryEnd returns a context that ends in the given one of the
// registryEnds.
func newRegistryEnd(how int) registryOwner {
	owner := newRegistryOwner()
	switch how {
	case 1:
		ctx, cancel := context.WithCancel(owner.ctx)
		return registryOwner{ctx, func() { owner.end(); cancel() }}
	case registryDeadline:
		ctx, cancel := context.WithTimeout(owner.ctx, time.Hour)
		return registryOwner{ctx, func() { time.Sleep(time.Hour + 1); owner.end(); cancel() }}
	case 3:
		return registryOwner{registryStranger{owner.ctx}, owner.end}
	default:
		return owner
	}
}

// registryOwned ends the context of some registrations and looks at once: that
// they are removed a little later is not enough.
func registryOwned(t *trial, newRegistry newRegistryFunc) {
	how := t.Choice("the context ends by", registryEnds...)
	keys := t.Int("keys", 1, 4)
	readers := t.Int("goroutines that look on", 0, 2)
	takes := t.Choice("what is called next", "Lookup", "Register") == 1

	run := t.Run
	if how == registryDeadline {
		run = t.Bubble
	}
	run(func() {
		r := newRegistry()
		owner, successor := newRegistryEnd(how), newRegistryOwner()
		defer successor.end()
		for k := range keys {
			_ = registryRegistered(owner.ctx, t, r, key(k), -1)
			if v, ok := r.Lookup(key(k)); !ok || v != -1 {
				t.Failf("Lookup(%s) = %d, %t after it was registered with the value -1", key(k), v, ok)
			}
		}
		var ended atomic.Bool
		together(readers+1, func(i int) {
			if i > 0 {
				registryLookOn(t, r, keys, &ended)
				return
			}
			owner.end()
			ended.Store(true)
			for k := range keys {
				registrySucceed(t, r, successor, k, takes)
			}
		})
	})
}

// registrySucceed demands that key k is free, and takes it: at once, or after a
// look.
func registrySucceed(t *trial, r patterns.Registry[string, int], successor registryOwner, k int, takes bool) {
	if !takes {
		if v, ok := r.Lookup(key(k)); ok {
			t.Failf("Lookup(%s) = %d, although the context of that registration is done", key(k), v)
		}
	}
	if _, err := r.Register(successor.ctx, key(k), k); err != nil {
		t.Failf("Register(%s) = %v, although the context of its holder is done", key(k), err)
	}
	if v, ok := r.Lookup(key(k)); !ok || v != k {
		t.Failf("Lookup(%s) = %d, %t, although it was registered with the value %d", key(k), v, ok, k)
	}
}

// registryLookOn looks keys up that have the value -1 until their context ends.
func registryLookOn(t *trial, r patterns.Registry[string, int], keys int, ended *atomic.Bool) {
	for n := range 10 {
		was := ended.Load()
		if v, ok := r.Lookup(key(n % keys)); was && ok && v == -1 {
			t.Failf("Lookup(%s) = %d, although the context of that registration is done", key(n%keys), v)
		}
		yield()
	}
}

func registryStillborn(t *trial, newRegistry newRegistryFunc) {
	taken := t.Choice("the key is", "free", "taken") == 1
	how := t.Choice("the context is", "canceled", "the child of one that is canceled", "past its deadline",
		"of a foreign type")

	var err, cause, next error
	var value int
	var found, listed bool
	t.Run(func() {
		r := newRegistry()
		owner := newRegistryOwner()
		defer owner.end()
		if taken {
			_ = registryRegistered(owner.ctx, t, r, key(0), 1)
		}
		ctx, cancel := registryDone(how)
		defer cancel()
		cause = context.Cause(ctx)
		_, err = r.Register(ctx, key(0), 2)
		value, found = r.Lookup(key(0))
		for _, v := range r.All() {
			listed = listed || v == 2
		}
		_, next = r.Register(owner.ctx, key(0), 3)
	})

	if !errors.Is(err, cause) {
		t.Failf("Register with a context that is done returned %v, want %v", err, cause)
	}
	if listed {
		t.Failf("All yields a registration whose context was done before")
	}
	if found != taken || taken && value != 1 {
		t.Failf("after a Register with a context that was done, Lookup = %d, %t", value, found)
	}
	if errors.Is(next, patterns.ErrRegistered) != taken {
		t.Failf("after a Register with a context that was done, another one returned %v", next)
	}
}

// registryDone returns a context that is done.
func registryDone(how int) (context.Context, context.CancelFunc) {
	switch how {
	case 1:
		return context.WithCancel(over())
	case 2:
		return context.WithDeadlineCause(forever, time.Now().Add(-time.Hour), errCause)
	case 3:
		return registryStranger{over()}, func() {}
	default:
		return over(), func() {}
	}
}
