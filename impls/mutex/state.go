package mutex

import (
	"sync"

	"github.com/assay-go/assay/patterns"
)

// A state is a value with a version, behind a lock.
type state[S any] struct {
	valid func(S) error

	mu      sync.RWMutex
	value   S
	version uint64 // the number of Updates that changed value
}

// NewState returns a State that holds initial, or the error of valid for it.
func NewState[S any](initial S, valid func(S) error) (patterns.State[S], error) {
	if valid == nil {
		valid = func(S) error { return nil }
	}
	if err := valid(initial); err != nil {
		return nil, err
	}
	return &state[S]{valid: valid, value: initial}, nil
}

// Load returns the current value.
func (s *state[S]) Load() S {
	value, _ := s.read()
	return value
}

// Update replaces the value by f of it. It calls f again when another Update
// was faster.
func (s *state[S]) Update(f func(S) (S, error)) (S, error) {
	for {
		old, version := s.read()
		value, err := f(old)
		if err == nil {
			err = s.valid(value)
		}
		if err != nil {
			return *new(S), err
		}
		if s.replace(version, value) {
			return value, nil
		}
	}
}

// read returns the value and its version.
func (s *state[S]) read() (value S, version uint64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.value, s.version
}

// replace stores value if the version is still the given one.
func (s *state[S]) replace(version uint64, value S) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.version != version {
		return false
	}
	s.value, s.version = value, version+1
	return true
}
