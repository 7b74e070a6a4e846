package conformance

import (
	"context"
	"fmt"
	"math/rand"
	"slices"

	"github.com/assay-go/assay/patterns"
)

// A registryTurn is what one goroutine does with registrations of its own.
type registryTurn struct {
	method registryTurnMethod
	key    int
	owner  int // the context to register under, or to end
	n      int // the registration to remove, or the value
}

type registryTurnMethod int

const (
	registryWaitTurn registryTurnMethod = iota
	registryRegisterTurn
	registryUnregisterTurn
	registryEndTurn
)

// newRegistryTurn makes up a turn. Values are few, so that a registration
// cannot be told from another one by its value.
func newRegistryTurn(r *rand.Rand) registryTurn {
	turns := []registryTurnMethod{
		registryRegisterTurn, registryRegisterTurn, registryRegisterTurn, registryUnregisterTurn,
		registryUnregisterTurn, registryEndTurn, registryEndTurn, registryWaitTurn,
	}
	return registryTurn{turns[r.Intn(len(turns))], r.Intn(2), r.Intn(2), r.Intn(3)}
}

// String returns the turn as a call.
func (o registryTurn) String() string {
	switch o.method {
	case registryRegisterTurn:
		return fmt.Sprintf("Register(context %d, %s, %d)", o.owner, key(o.key), o.n%2)
	case registryUnregisterTurn:
		return fmt.Sprintf("unregister the last but %d", o.n)
	case registryEndTurn:
		return fmt.Sprintf("end context %d", o.owner)
	default:
		return "wait"
	}
}

// Simpler returns the turns that are simpler than o.
func (o registryTurn) Simpler() (simpler []registryTurn) {
	for _, s := range []registryTurn{
		{o.method, 0, o.owner, o.n}, {o.method, o.key, 0, o.n}, {o.method, o.key, o.owner, 0},
	} {
		if s != o {
			simpler = append(simpler, s)
		}
	}
	return simpler
}

// A registryTenure is a registration as the one who made it knows it.
type registryTenure struct {
	key, value int
	ctx        context.Context //nolint:containedctx // Its end is that of the registration.
	unregister func()
	removed    bool
}

func (t *registryTenure) alive() bool { return !t.removed && t.ctx.Err() == nil }

// registryOwnOnly follows the fate of each registration: as long as neither its
// own unregister nor its own context ends it, it must be there.
func registryOwnOnly(t *trial, newRegistry newRegistryFunc) {
	p := program(t, 1, 24, newRegistryTurn)

	met := false
	t.Bubble(func() {
		r := newRegistry()
		owners := []registryOwner{newRegistryOwner(), newRegistryOwner()}
		var all []*registryTenure
		for _, o := range slices.Concat(p[0], []registryTurn{{}}) {
			switch o.method {
			case registryRegisterTurn:
				unregister, err := r.Register(owners[o.owner].ctx, key(o.key), o.n%2)
				if err != nil {
					break
				}
				met = met || slices.ContainsFunc(all, func(t *registryTenure) bool { return t.key == o.key })
				all = append(all, &registryTenure{
					key: o.key, value: o.n % 2, ctx: owners[o.owner].ctx, unregister: unregister,
				})
			case registryUnregisterTurn:
				if i := len(all) - 1 - o.n; i >= 0 {
					all[i].unregister()
					all[i].removed = true
				}
			case registryEndTurn:
				owners[o.owner].end()
				owners[o.owner] = newRegistryOwner()
			default:
				settle()
			}
			registryDemandAlive(t, r, all)
		}
		owners[0].end()
		owners[1].end()
	})

	t.Met("a key is registered a second time", met)
}

// registryDemandAlive demands that the registrations that are alive are found.
func registryDemandAlive(t *trial, r patterns.Registry[string, int], all []*registryTenure) {
	for i, tenure := range all {
		if !tenure.alive() {
			continue
		}
		if v, ok := r.Lookup(key(tenure.key)); !ok || v != tenure.value {
			t.Failf("Lookup(%s) = %d, %t, although registration %d of %d, with the value %d, has not ended",
				key(tenure.key), v, ok, i+1, len(all), tenure.value)
		}
	}
}
