package conformance

import (
	"context"
	"fmt"
	"runtime"
	"unsafe"
	"weak"

	"github.com/assay-go/assay/patterns"
)

// registryForgets leaves the contexts of registrations that were removed alone,
// so that what still waits for their end is left behind, as a goroutine. In
// some cases it also looks at the memory, which takes a garbage collection: at
// that of the keys, and at values that can be reached through the contexts only.
func registryForgets(t *trial, newRegistry newRegistryFunc) {
	n := t.Int("registrations", 4, 12)
	ended := t.Choice("they end by", "unregister", "the end of their contexts") == 1
	foreign := t.Choice("their contexts are", "of package context", "of a foreign type") == 1
	refused := t.Int("Registers that are refused", 0, 3)
	look := t.Choice("the memory is looked at", "yes", "no") == 0 &&
		!t.spec.all // since the scheduler remembers the goroutines of a case, and what they hold

	kept := 0
	t.Bubble(func() {
		r := newRegistry()
		parent := newRegistryOwner() // its end never comes
		traces := make([]registryTrace, n)
		for i := range n {
			traces[i] = registryLeave(t, r, parent, i, ended, foreign)
		}
		if refused > 0 {
			unregister := registryRegistered(forever, t, r, key(0), 0)
			for range refused {
				_, _ = r.Register(registryContext(parent.ctx, foreign), key(0), 1)
			}
			unregister()
		}
		settle()
		if look {
			kept = registryKept(traces)
		}
		runtime.KeepAlive(r)
		runtime.KeepAlive(parent)
	})

	// A design may hold on to the last one, in a node that the next one reuses.
	if kept > n/2 {
		t.Failf("%d of %d registrations that have ended can still be reached", kept, n)
	}
}

// registryContext returns ctx, or a stranger in its place.
func registryContext(ctx context.Context, foreign bool) context.Context {
	if foreign {
		return registryStranger{ctx}
	}
	return ctx
}

// A registryTrace tells whether anything of a registration can be reached.
type registryTrace struct {
	key     weak.Pointer[byte]
	context weak.Pointer[registryMark]
}

// A registryMark is a value of a context. It is too big to share its memory.
type registryMark [64]byte

type registryMarkKey struct{}

// registryLeave makes a registration and ends it. It must keep nothing itself.
//
//go:noinline
func registryLeave(
	t *trial, r patterns.Registry[string, int], parent registryOwner, i int, ended, foreign bool,
) registryTrace {
	name := fmt.Sprintf("a key that does not share its memory with another one: %d", i)
	mark := new(registryMark)
	trace := registryTrace{weak.Make(unsafe.StringData(name)), weak.Make(mark)}
	ctx := context.WithValue(parent.ctx, registryMarkKey{}, mark)
	if ended {
		own, cancel := context.WithCancel(ctx)
		_ = registryRegistered(registryContext(own, foreign), t, r, name, i)
		cancel()
		return trace
	}
	registryRegistered(registryContext(ctx, foreign), t, r, name, i)()
	return trace
}

// registryKept returns how many of the registrations can be reached. Pools are
// emptied by the second garbage collection only.
func registryKept(traces []registryTrace) (kept int) {
	for range 3 {
		runtime.GC()
		kept = 0
		for _, trace := range traces {
			if trace.key.Value() != nil || trace.context.Value() != nil {
				kept++
			}
		}
		if kept == 0 {
			break
		}
	}
	return kept
}
