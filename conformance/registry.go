package conformance

import (
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
	{"Unique", "of several Registers of a free key, exactly one succeeds.", nil},
	{"Owned", "once the context of a registration is done, no Lookup returns it and its key is free.", nil},
	{"Unregister", "once unregister returns, the key is free.", nil},
	{"OwnOnly", "neither unregister nor the end of a context removes the registration of another.", nil},
	{"Holder", "the error of a Register that lost is a RegisteredError with the value that won.", nil},
	{"Stillborn", "Register with a context that is done returns its cause and registers nothing.", nil},
	{"Linearizable", "every history of Registers, unregisters and Lookups is linearizable.", nil},
	{"All", "the sequence yields every registration that outlives the loop, and no key twice.", nil},
	{"Forgets", "the registry keeps nothing of a registration that has ended.", nil},
}}
