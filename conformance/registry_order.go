package conformance

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"sync/atomic"

	"github.com/assay-go/assay/conformance/internal/history"
	"github.com/assay-go/assay/patterns"
)

type registryMethod int

const (
	registryLookup registryMethod = iota
	registryRegister
	registryRemove
	registryEnd
)

// A registryStep is what a goroutine does next: to a key, and to the last
// registration of it by some goroutine.
type registryStep struct {
	method registryMethod
	key    int
	of     int // the goroutine whose registration it is
}

func newRegistryStep(r *rand.Rand) registryStep {
	steps := []registryMethod{
		registryLookup, registryLookup, registryRegister, registryRegister, registryRemove, registryEnd,
	}
	return registryStep{steps[r.Intn(len(steps))], r.Intn(2), r.Intn(4)}.normal()
}

// normal returns the step without the argument that its method does not take.
func (s registryStep) normal() registryStep {
	if s.method <= registryRegister {
		s.of = 0
	}
	return s
}

// String returns the step as a call.
func (s registryStep) String() string {
	switch s.method {
	case registryLookup:
		return fmt.Sprintf("Lookup(%s)", key(s.key))
	case registryRegister:
		return fmt.Sprintf("Register(%s)", key(s.key))
	case registryRemove:
		return fmt.Sprintf("unregister %s of goroutine %d", key(s.key), s.of)
	default:
		return fmt.Sprintf("end the context of %s of goroutine %d", key(s.key), s.of)
	}
}

// Simpler returns the steps that are simpler than s.
func (s registryStep) Simpler() (simpler []registryStep) {
	for _, q := range []registryStep{{registryLookup, s.key, 0}, {s.method, 0, s.of}, {s.method, s.key, 0}} {
		if q != s {
			simpler = append(simpler, q)
		}
	}
	return simpler
}

// A registryLease is a registration that anybody may end, even while it is
// being made.
type registryLease struct {
	id         int
	owner      registryOwner
	unregister atomic.Pointer[func()] // nil until Register has returned
}

// A registryBoard has the last registration of each key by each goroutine.
type registryBoard [4][2]atomic.Pointer[registryLease]

// registryLinearizable records the end of a context as a call, too: within it
// the registration ends at one moment.
func registryLinearizable(t *trial, newRegistry newRegistryFunc) {
	p := program(t, 4, 6, newRegistryStep)

	rec := history.NewRecorder[registryCall, registryResult](t.spec.clock(), len(p))
	t.Run(func() {
		r := newRegistry()
		var board registryBoard
		owners := make([][]registryOwner, len(p))
		together(len(p), func(i int) {
			for n, s := range p[i] {
				call, f := s.on(r, &board, i, n, len(p))
				if f != nil {
					rec.Do(i, call, f)
				}
				if call.method == registryRegister {
					owners[i] = append(owners[i], board[i][s.key].Load().owner)
				}
				jitter()
			}
		})
		for i := range owners {
			for _, owner := range owners[i] {
				owner.end()
			}
		}
	})

	judge(t, registryModel, registryTold(rec.Calls()))
}

// on returns the call that goroutine i makes as step n, and a function that
// makes it, or nil if there is nothing to do.
func (s registryStep) on(
	r patterns.Registry[string, int], board *registryBoard, i, n, goroutines int,
) (call registryCall, f func() registryResult) {
	call = registryCall{method: s.method, key: s.key}
	switch s.method {
	case registryLookup:
		return call, func() registryResult {
			v, ok := r.Lookup(key(s.key))
			return registryResult{registryFoundIf(ok), v}
		}
	case registryRegister:
		lease := &registryLease{id: i*8 + n + 1, owner: newRegistryOwner()}
		board[i][s.key].Store(lease)
		call.id = lease.id
		return call, func() registryResult { return lease.register(r, key(s.key)) }
	}
	lease := board[s.of%goroutines][s.key].Load()
	if lease == nil {
		return call, nil
	}
	call.id = lease.id
	if s.method == registryEnd {
		return call, func() registryResult { lease.owner.end(); return registryResult{} }
	}
	unregister := lease.unregister.Load()
	if unregister == nil {
		return call, nil
	}
	return call, func() registryResult { (*unregister)(); return registryResult{} }
}

// register makes the registration, whose value is its number.
func (l *registryLease) register(r patterns.Registry[string, int], key string) registryResult {
	unregister, err := r.Register(l.owner.ctx, key, l.id)
	if err == nil {
		l.unregister.Store(&unregister)
		return registryResult{kind: registryDoneWell}
	}
	if refused, ok := errors.AsType[*patterns.RegisteredError[int]](err); ok {
		return registryResult{registryRefused, refused.Holder}
	}
	if errors.Is(err, context.Cause(l.owner.ctx)) {
		return registryResult{kind: registryCanceled}
	}
	return registryResult{kind: registryUnexplained}
}
