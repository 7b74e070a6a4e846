package conformance

import (
	"context"
	"testing"

	"github.com/assay-go/assay/patterns"
)

// TestRegistry checks the laws of [patterns.Registry].
func TestRegistry[R patterns.Registry[string, int]](t *testing.T, newRegistry func() R) {
	t.Helper()
	testRegistry(t, alone("Registry"), newRegistry)
}

func testRegistry[R patterns.Registry[string, int]](t *testing.T, s scope, newRegistry func() R) {
	t.Helper()
	if newRegistry == nil {
		s.absent(t)
	}
	checkAll(t, s, registryLaws, func() patterns.Registry[string, int] {
		return constructed(func() patterns.Registry[string, int] { return newRegistry() })
	})
}

type newRegistryFunc = func() patterns.Registry[string, int]

var registryLaws = pattern[newRegistryFunc]{"Registry", []law[newRegistryFunc]{
	{"Unique", "of several Registers of a free key, exactly one succeeds.", registryUnique},
	{
		"Owned", "once the context of a registration is done, no Lookup returns it and its key is free.",
		registryOwned,
	},
	{"Unregister", "once any call of unregister returns, the key is free.", registryUnregister},
	{
		"OwnOnly", "neither unregister nor the end of a context removes the registration of another.",
		registryOwnOnly,
	},
	{
		"Holder", "the error of a Register that lost is a RegisteredError with the value that won.",
		registryHolder,
	},
	{
		"Stillborn", "Register with a context that is done returns its cause and registers nothing, " +
			"even if the key is taken.", registryStillborn,
	},
	{
		"Linearizable", "every history of Registers, unregisters and Lookups is linearizable.",
		registryLinearizable,
	},
	{
		"All", "the sequence yields every registration that is there throughout the loop, and no key twice.",
		registryAll,
	},
	{"Forgets", "the registry keeps nothing of a registration that has ended or was refused.", registryForgets},
}}

// registryRegistered makes a registration that must succeed.
func registryRegistered(
	ctx context.Context, t *trial, r patterns.Registry[string, int], key string, value int,
) (unregister func()) {
	unregister, err := r.Register(ctx, key, value)
	if err != nil {
		t.Failf("Register(%s) = %v, although the key is free", key, err)
	}
	return unregister
}

// A registryOwner is a context that can be ended.
type registryOwner struct {
	ctx context.Context //nolint:containedctx // It is what the type is about.
	end func()
}

func newRegistryOwner() registryOwner {
	ctx, cancel := context.WithCancelCause(forever)
	return registryOwner{ctx, func() { cancel(errCause) }}
}

// A registryStranger is a context of which package context knows nothing but
// its methods.
type registryStranger struct {
	context.Context //nolint:containedctx // It is a context.
}

// Value returns nil, which is what makes it a stranger.
func (registryStranger) Value(any) any { return nil }

// registryPasts are the ways in which a key can have come to be free.
var registryPasts = []string{"never taken", "unregistered", "held by one whose context is done"}

// registryFree makes a key free in the given one of the registryPasts. The last
// step is left to those who race for the key, each of whom must take it: until
// then the key is taken.
func registryFree(t *trial, r patterns.Registry[string, int], key string, past int) (last func()) {
	if past == 0 {
		return func() {}
	}
	owner := newRegistryOwner()
	unregister := registryRegistered(owner.ctx, t, r, key, -1)
	if past == 1 {
		unregister()
		owner.end()
	}
	return owner.end
}
