package bench

import (
	"context"
	"fmt"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// Registry returns the workloads of [patterns.Registry]: to look up keys that
// are there, and to register and unregister one that is not, beside them.
func Registry(g Grid) []Workload {
	return workloads("Registry", points(g, []dimension{
		{"op", "lookup", []string{"lookup", "register"}},
		{"keys", "1000", []string{"1000", "100000"}},
		goroutines(g, "2", "8"),
	}), prepareRegistry)
}

func prepareRegistry(p point) Setup {
	keys := p.number("keys")
	present := make([]string, keys)
	for i := range present {
		present[i] = session(i)
	}
	// A key that is registered is one that is not there, and of no other goroutine.
	register := p.value("op") == "register"
	tapes := make([][]string, p.number("goroutines"))
	for g := range tapes {
		for _, index := range stream(uniform(keys), keys, g) {
			if register {
				index += (g + 1) * keys
			}
			tapes[g] = append(tapes[g], session(index))
		}
	}
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.Registry == nil {
			return nil, ErrNotImplemented
		}
		registry := impl.Registry()
		for i, key := range present {
			// Their owners live for ever, so there is nothing to release.
			if _, err := registry.Register(context.Background(), key, i); err != nil {
				return nil, fmt.Errorf("registering %s: %w", key, err)
			}
		}
		ctx, cancel := context.WithCancel(context.Background())
		users := make([]*registryUser, len(tapes))
		for g, items := range tapes {
			users[g] = &registryUser{
				registry: registry, register: register, ctx: ctx, keys: tape[string]{items: items},
			}
		}
		return instance(users, func() error { cancel(); return nil }), nil
	}
}

type registryUser struct {
	registry patterns.Registry[string, int]
	register bool            // or look up
	ctx      context.Context //nolint:containedctx // it is the input of the Registers
	keys     tape[string]
	misses   int
	err      error
	_        pad
}

func (u *registryUser) run(n int) {
	for n > 0 {
		keys := u.keys.take(n)
		n -= len(keys)
		if u.register {
			u.registerAll(keys)
		} else {
			u.lookUpAll(keys)
		}
	}
}

func (u *registryUser) lookUpAll(keys []string) {
	registry := u.registry
	for _, key := range keys {
		if _, ok := registry.Lookup(key); !ok {
			u.misses++
		}
	}
}

func (u *registryUser) registerAll(keys []string) {
	registry, ctx := u.registry, u.ctx
	for i, key := range keys {
		unregister, err := registry.Register(ctx, key, i)
		if err != nil {
			u.err = err
			continue
		}
		unregister()
	}
}

func (u *registryUser) failure() error {
	if u.misses > 0 {
		return fmt.Errorf("%d Lookups found nothing for a key that is there", u.misses)
	}
	if u.err != nil {
		return fmt.Errorf("a Register of a free key failed: %w", u.err)
	}
	return nil
}
