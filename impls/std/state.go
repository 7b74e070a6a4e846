package std

import (
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// A state is an [atomic.Value] that is changed by copy on write.
type state[S any] struct {
	valid func(S) error
	value atomic.Value // of *S; published by the swap in Update, read by Load
}

// NewState returns a State that holds initial, or the error of valid for it.
func NewState[S any](initial S, valid func(S) error) (patterns.State[S], error) {
	if valid == nil {
		valid = func(S) error { return nil }
	}
	if err := valid(initial); err != nil {
		return nil, err
	}
	s := &state[S]{valid: valid}
	s.value.Store(&initial)
	return s, nil
}

// Load returns the current value.
func (s *state[S]) Load() S { return *s.value.Load().(*S) }

// Update replaces the value by f of it. It calls f again when another Update
// was faster.
func (s *state[S]) Update(f func(S) (S, error)) (S, error) {
	for {
		old := s.value.Load().(*S)
		value, err := f(*old)
		if err == nil {
			err = s.valid(value)
		}
		if err != nil {
			return *new(S), err
		}
		if s.value.CompareAndSwap(old, &value) { // compares the pointers
			return value, nil
		}
	}
}
