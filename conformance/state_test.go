package conformance

import (
	"testing"

	"github.com/assay-go/assay/patterns"
)

// All the states in this file but plainState are wrong, each in one way.

func TestStateLawsSpareTheCorrect(t *testing.T) { sparesAll(t, stateLaws, newPlainState) }

func TestStateMutants(t *testing.T) {
	killAll(t, stateLaws, []mutant[newStateFunc]{
		{name: "careless", breaks: "Enforced", newPattern: newCareless},
		{name: "permissive", breaks: "Enforced", newPattern: newPermissive},
		{name: "hasty", breaks: "Invariant", newPattern: mutated(func(s *plainState) state { return hasty{s} })},
		{name: "eager", breaks: "Unchanged", newPattern: mutated(func(s *plainState) state { return eager{s} })},
		{
			name: "jammed", breaks: "Unchanged", verdict: "deadlock",
			newPattern: mutated(func(s *plainState) state { return jammed{s} }),
		},
		{
			name: "half-hearted", breaks: "Unchanged",
			newPattern: mutated(func(s *plainState) state { return halfHearted{s} }),
		},
		{name: "lossy", breaks: "NoLostUpdate", newPattern: mutated(func(s *plainState) state { return lossy{s} })},
		{name: "torn", breaks: "NoTornLoad", newPattern: mutated(func(s *plainState) state { return torn{s} })},
		{name: "backward", breaks: "Result", newPattern: mutated(func(s *plainState) state { return backward{s} })},
		{name: "gossiping", breaks: "Result", newPattern: mutated(func(s *plainState) state { return gossiping{s} })},
		{
			name: "outdated", breaks: "Linearizable",
			newPattern: mutated(func(s *plainState) state { return &outdated{s, s.value} }),
		},
		{
			name: "two-faced", breaks: "Linearizable",
			newPattern: mutated(func(s *plainState) state { return &twoFaced{plainState: s, other: s.value} }),
		},
	})
}

type state = patterns.State[Pair]

// A plainState is correct. Its lock is a channel, so that a callback may block.
type plainState struct {
	lock  chan struct{}
	value Pair
	valid func(Pair) error
}

func newPlainState(initial Pair, valid func(Pair) error) (state, error) {
	if valid == nil {
		valid = func(Pair) error { return nil }
	}
	if err := valid(initial); err != nil {
		return nil, err
	}
	return &plainState{make(chan struct{}, 1), initial, valid}, nil
}

// mutated returns the constructor of what mutate makes of a plain state.
func mutated(mutate func(*plainState) state) newStateFunc {
	return func(initial Pair, valid func(Pair) error) (state, error) {
		s, err := newPlainState(initial, valid)
		if err != nil {
			return nil, err
		}
		return mutate(s.(*plainState)), nil
	}
}

// newCareless does not look at the initial value.
func newCareless(initial Pair, valid func(Pair) error) (state, error) {
	s, _ := newPlainState(initial, nil)
	if valid != nil {
		s.(*plainState).valid = valid
	}
	return s, nil
}

func (s *plainState) locked(f func()) {
	s.lock <- struct{}{}
	defer func() { <-s.lock }()
	f()
}

func (s *plainState) Load() (p Pair) {
	s.locked(func() { p = s.value })
	return p
}

func (s *plainState) Update(f func(Pair) (Pair, error)) (result Pair, err error) {
	s.locked(func() {
		if result, err = s.made(f, s.value); err == nil {
			s.value = result
		}
	})
	return result, err
}

// made returns what f makes of p, if that is valid.
func (s *plainState) made(f func(Pair) (Pair, error), p Pair) (Pair, error) {
	p, err := f(p)
	if err == nil {
		err = s.valid(p)
	}
	if err != nil {
		return Pair{}, err
	}
	return p, nil
}

// newPermissive forgets what is valid.
func newPermissive(initial Pair, _ func(Pair) error) (state, error) {
	return newPlainState(initial, nil)
}

// hasty stores a value, then finds out whether it is valid.
type hasty struct{ *plainState }

func (s hasty) Update(f func(Pair) (Pair, error)) (result Pair, err error) {
	old := s.Load()
	p, err := f(old)
	if err != nil {
		return Pair{}, err
	}
	s.locked(func() { s.value = p })
	if err := s.valid(p); err != nil {
		s.locked(func() { s.value = old })
		return Pair{}, err
	}
	return p, nil
}

// eager stores what f makes, even if it is an error.
type eager struct{ *plainState }

func (s eager) Update(f func(Pair) (Pair, error)) (result Pair, err error) {
	s.locked(func() {
		s.value, err = f(s.value)
		result = s.value
	})
	if err != nil {
		return Pair{}, err
	}
	return result, nil
}

// jammed does not unlock if f panics.
type jammed struct{ *plainState }

func (s jammed) Update(f func(Pair) (Pair, error)) (Pair, error) {
	s.lock <- struct{}{}
	result, err := s.made(f, s.value)
	if err == nil {
		s.value = result
	}
	<-s.lock
	return result, err
}

// halfHearted returns the refused value beside the error.
type halfHearted struct{ *plainState }

func (s halfHearted) Update(f func(Pair) (Pair, error)) (Pair, error) {
	var made Pair
	result, err := s.plainState.Update(func(p Pair) (Pair, error) {
		p, err := f(p)
		made = p
		return p, err
	})
	if err != nil {
		return made, err
	}
	return result, nil
}

// lossy computes the new value outside of its critical section.
type lossy struct{ *plainState }

func (s lossy) Update(f func(Pair) (Pair, error)) (Pair, error) {
	result, err := s.made(f, s.Load())
	if err == nil {
		s.locked(func() { s.value = result })
	}
	return result, err
}

// torn reads its fields in two critical sections.
type torn struct{ *plainState }

func (s torn) Load() (p Pair) {
	s.locked(func() { p.A = s.value.A })
	yield()
	s.locked(func() { p.B = s.value.B })
	return p
}

// backward returns the value that it has replaced.
type backward struct{ *plainState }

func (s backward) Update(f func(Pair) (Pair, error)) (Pair, error) {
	var old Pair
	_, err := s.plainState.Update(func(p Pair) (Pair, error) {
		old = p
		return f(p)
	})
	return old, err
}

// gossiping returns the value that it finds after the update, which may be that
// of another one.
type gossiping struct{ *plainState }

func (s gossiping) Update(f func(Pair) (Pair, error)) (Pair, error) {
	if _, err := s.plainState.Update(f); err != nil {
		return Pair{}, err
	}
	yield()
	return s.Load(), nil
}

// twoFaced has a copy of the value for every other Load, which an Update changes
// a little later.
type twoFaced struct {
	*plainState
	other Pair
	loads int
}

func (s *twoFaced) Load() (p Pair) {
	s.locked(func() {
		if s.loads++; s.loads%2 == 0 {
			p = s.value
		} else {
			p = s.other
		}
	})
	return p
}

func (s *twoFaced) Update(f func(Pair) (Pair, error)) (Pair, error) {
	result, err := s.plainState.Update(f)
	if err == nil {
		yield()
		s.locked(func() { s.other = s.value })
	}
	return result, err
}

// outdated shows an update to Load only after it has returned.
type outdated struct {
	*plainState
	shown Pair
}

func (s *outdated) Load() (p Pair) {
	s.locked(func() { p, s.shown = s.shown, s.value })
	return p
}
