package bench

import (
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// Gate returns the workloads of [patterns.Gate]: to do work that is empty.
func Gate(g Grid) []Workload {
	return workloads("Gate", points(g, []dimension{
		{"op", "do", []string{"do"}},
		goroutines(g, "2", "1", "8"),
	}), prepareGate)
}

func prepareGate(p point) Setup {
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.Gate == nil {
			return nil, ErrNotImplemented
		}
		var terminated atomic.Int64
		gate := impl.Gate(func() error { terminated.Add(1); return nil })
		users := make([]*gateUser, p.number("goroutines"))
		for i := range users {
			users[i] = newGateUser(gate)
		}
		return instance(users, func() error {
			err := shutDown(gate)
			if n := terminated.Load(); n != 1 {
				err = errors.Join(err, fmt.Errorf("terminate was called %d times", n))
			}
			return err
		}), nil
	}
}

type gateUser struct {
	gate patterns.Gate
	work func() error
	asks int
	done int // calls of work
	err  error
	_    pad
}

func newGateUser(gate patterns.Gate) *gateUser {
	u := &gateUser{gate: gate}
	u.work = func() error { u.done++; return nil } // made once, lest run allocates
	return u
}

func (u *gateUser) run(n int) {
	gate := u.gate
	for range n {
		if err := gate.Do(u.work); err != nil {
			u.err = err
		}
	}
	u.asks += n
}

func (u *gateUser) failure() error {
	if u.err != nil {
		return fmt.Errorf("a Do failed: %w", u.err)
	}
	if u.done != u.asks {
		return fmt.Errorf("%d Dos called their function %d times", u.asks, u.done)
	}
	return nil
}
