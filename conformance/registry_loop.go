package conformance

import (
	"github.com/assay-go/assay/patterns"
)

// A registryShape is what there is while a loop over a registry goes on.
type registryShape struct{ stable, fleeting, added int }

// Where the keys of a registryShape begin.
const (
	registryFleeting = 1000
	registryAdded    = 2000
	registryBeside   = 3000
)

// registryAll ends registrations and makes others while a loop goes on, from
// its body and beside it. Those to be ended were made between the stable ones,
// so that a registry that fills the gaps moves stable keys.
func registryAll(t *trial, newRegistry newRegistryFunc) {
	s := registryShape{
		t.Int("registrations that outlive the loop", 0, 30),
		t.Int("registrations that end during the loop", 0, 30),
		t.Int("registrations that begin during the loop", 0, 60),
	}
	early := t.Choice("All is called", "when the loop begins", "before there are registrations") == 1
	leave := t.Int("entries after which an earlier loop is left", 0, 10)

	seen := make(map[string][]int)
	t.Run(func() {
		r := newRegistry()
		owner := newRegistryOwner()
		defer owner.end()
		all := r.All()
		enders := s.fill(t, r, owner)
		if !early {
			all = r.All()
		}
		for range r.All() {
			if leave--; leave < 0 {
				break
			}
		}
		together(2, func(i int) {
			if i > 0 {
				s.churn(r, owner)
				return
			}
			step := 0
			for k, v := range all {
				seen[k] = append(seen[k], v)
				for range 3 {
					s.disturb(r, owner, enders, step)
					step++
				}
				yield()
			}
		})
		for _, end := range enders {
			end()
		}
	})

	for i := range s.stable {
		if values := seen[key(i)]; len(values) != 1 || values[0] != i {
			t.Failf("a loop over All yielded %s with the values %v, although it was registered throughout with %d",
				key(i), values, i)
		}
	}
	for k, values := range seen {
		if len(values) > 1 {
			t.Failf("a loop over All yielded %s %d times", k, len(values))
		}
	}
}

// fill makes the registrations, and returns what ends the fleeting ones: for
// every other one that is the end of its context first.
func (s registryShape) fill(t *trial, r patterns.Registry[string, int], owner registryOwner) (enders []func()) {
	for i := range max(s.stable, s.fleeting) {
		if i < s.fleeting {
			own := newRegistryOwner()
			unregister := registryRegistered(own.ctx, t, r, key(registryFleeting+i), 0)
			first, second := unregister, own.end
			if i%2 == 1 {
				first, second = second, first
			}
			enders = append(enders, func() { first(); second() })
		}
		if i < s.stable {
			_ = registryRegistered(owner.ctx, t, r, key(i), i)
		}
	}
	return enders
}

// disturb ends a registration, makes another one of its key, and one of a new
// key.
func (s registryShape) disturb(r patterns.Registry[string, int], owner registryOwner, enders []func(), step int) {
	if step < len(enders) {
		enders[step]()
		_, _ = r.Register(owner.ctx, key(registryFleeting+step), 1)
	}
	if step < s.added {
		_, _ = r.Register(owner.ctx, key(registryAdded+step), 0)
	}
}

// churn makes registrations and removes every other one.
func (s registryShape) churn(r patterns.Registry[string, int], owner registryOwner) {
	for i := range s.added {
		unregister, err := r.Register(owner.ctx, key(registryBeside+i), 0)
		if err == nil && i%2 == 0 {
			unregister()
		}
		yield()
	}
}
