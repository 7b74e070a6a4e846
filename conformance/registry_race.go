package conformance

import (
	"errors"
	"slices"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// registryUnique keeps the winners alive until the race is over: one that has
// ended would make room for another.
func registryUnique(t *trial, newRegistry newRegistryFunc) {
	goroutines := t.Int("goroutines", 2, 6)
	keys := t.Int("keys", 1, 4)
	past := t.Choice("each key was", registryPasts...)

	winners := make([]atomic.Int64, keys)
	t.Run(func() {
		r := newRegistry()
		owner := newRegistryOwner()
		defer owner.end()
		free := make([]func(), keys)
		for k := range keys {
			free[k] = registryFree(t, r, key(k), past)
		}
		together(goroutines, func(i int) {
			for k := range keys {
				free[k]()
				if _, err := r.Register(owner.ctx, key(k), i); err == nil {
					winners[k].Add(1)
				}
				yield()
			}
		})
	})

	for k := range winners {
		if n := winners[k].Load(); n != 1 {
			t.Failf("%d of %d Registers of %s succeeded, want 1", n, goroutines, key(k))
		}
	}
}

// registryHolder lets some goroutines race for a key, and then the winner
// register again.
func registryHolder(t *trial, newRegistry newRegistryFunc) {
	goroutines := t.Int("goroutines", 2, 6)
	past := t.Choice("the key was", registryPasts...)

	errs := make([]error, goroutines)
	var again error
	t.Run(func() {
		r := newRegistry()
		owner := newRegistryOwner()
		defer owner.end()
		registryFree(t, r, key(0), past)()
		_ = registryRegistered(owner.ctx, t, r, key(1), 1000)
		together(goroutines, func(i int) {
			_, errs[i] = r.Register(owner.ctx, key(0), i)
		})
		_, again = r.Register(owner.ctx, key(0), 2000)
	})

	var winners []int
	for i, err := range errs {
		if err == nil {
			winners = append(winners, i)
		}
	}
	for _, err := range append(errs, again) {
		registryDemandHolder(t, err, winners)
	}
}

// registryDemandHolder demands that err, if there is one, names a winner.
func registryDemandHolder(t *trial, err error, winners []int) {
	if err == nil {
		return
	}
	var refused *patterns.RegisteredError[int]
	switch {
	case !errors.Is(err, patterns.ErrRegistered):
		t.Failf("a Register that lost returned %v, which is no %v", err, patterns.ErrRegistered)
	case !errors.As(err, &refused):
		t.Failf("a Register that lost returned a %T, want a %T", err, refused)
	case !slices.Contains(winners, refused.Holder):
		t.Failf("the Holder in the error of a Register that lost is %d, but those that won had %v",
			refused.Holder, winners)
	}
}

// registryUnregister lets several goroutines call the same unregister. To each
// of them the key must look free, or taken by one of those that came after it.
func registryUnregister(t *trial, newRegistry newRegistryFunc) {
	goroutines := t.Int("goroutines that unregister", 1, 4)
	keys := t.Int("keys", 1, 4)
	takes := t.Choice("what each calls next", "Lookup", "Register") == 1

	t.Run(func() {
		r := newRegistry()
		owner := newRegistryOwner()
		defer owner.end()
		for k := range keys {
			unregister := registryRegistered(owner.ctx, t, r, key(k), -1)
			if v, ok := r.Lookup(key(k)); !ok || v != -1 {
				t.Failf("Lookup(%s) = %d, %t after it was registered with the value -1", key(k), v, ok)
			}
			together(goroutines, func(i int) {
				unregister()
				if takes {
					registryTakeOver(t, r, owner, k, i)
				} else if v, ok := r.Lookup(key(k)); ok {
					t.Failf("Lookup(%s) = %d after a call of unregister had returned", key(k), v)
				}
			})
			if !takes {
				_ = registryRegistered(owner.ctx, t, r, key(k), 0)
			}
		}
	})
}

// registryTakeOver registers key k, from which the registration with the value
// -1 has been removed.
func registryTakeOver(t *trial, r patterns.Registry[string, int], owner registryOwner, k, value int) {
	_, err := r.Register(owner.ctx, key(k), value)
	refused, lost := errors.AsType[*patterns.RegisteredError[int]](err)
	if lost && refused.Holder == -1 {
		t.Failf("Register(%s) was refused for a registration whose unregister had returned", key(k))
	}
	if err != nil && !lost {
		t.Failf("Register(%s) = %v, although the key is free", key(k), err)
	}
}
