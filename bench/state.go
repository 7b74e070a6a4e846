package bench

import (
	"errors"
	"fmt"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// State returns the workloads of [patterns.State]: a mix of Loads and Updates
// of a small struct with an invariant.
func State(g Grid) []Workload {
	return workloads("State", points(g, []dimension{
		{"reads", "99", []string{"100", "99", "90", "50", "0"}},
		{"goroutines", "2", []string{"1", "2", "8"}},
	}), prepareState)
}

func prepareState(p point) Setup {
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.State == nil {
			return nil, ErrNotImplemented
		}
		state, err := impl.State(conformance.Pair{}, equal)
		if err != nil {
			return nil, fmt.Errorf("making a state: %w", err)
		}
		users := make([]*stateUser, p.number("goroutines"))
		for i := range users {
			users[i] = &stateUser{
				state:   state,
				updates: tape[bool]{items: mix(p.number("reads"), 10*block, i)},
			}
		}
		return instance(users, nil), nil
	}
}

var errUnequal = errors.New("bench: the fields of the pair are unequal")

func equal(p conformance.Pair) error {
	if p.A != p.B {
		return errUnequal
	}
	return nil
}

func increment(p conformance.Pair) (conformance.Pair, error) {
	return conformance.Pair{A: p.A + 1, B: p.B + 1}, nil
}

type stateUser struct {
	state   patterns.State[conformance.Pair]
	updates tape[bool]
	err     error
	_       pad
}

func (u *stateUser) run(n int) {
	state := u.state
	for n > 0 {
		updates := u.updates.take(n)
		n -= len(updates)
		for _, update := range updates {
			if !update {
				state.Load()
			} else if _, err := state.Update(increment); err != nil {
				u.err = err
			}
		}
	}
}

func (u *stateUser) failure() error {
	if u.err != nil {
		return fmt.Errorf("an Update failed: %w", u.err)
	}
	return nil
}
