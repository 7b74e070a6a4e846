package channel

import "github.com/assay-go/assay/patterns"

// A state is a channel with the value in it.
//
// The value is taken out only to look at it or to replace it, never while a
// function of the user runs. The pen is held throughout an Update, so Updates
// wait for each other and Loads wait for none.
type state[S any] struct {
	valid func(S) error
	value chan S        // of capacity 1
	pen   chan struct{} // of capacity 1
}

// NewState returns a State that holds initial, or the error of valid for it.
func NewState[S any](initial S, valid func(S) error) (patterns.State[S], error) {
	if valid == nil {
		valid = func(S) error { return nil }
	}
	if err := valid(initial); err != nil {
		return nil, err
	}
	s := &state[S]{valid: valid, value: make(chan S, 1), pen: make(chan struct{}, 1)}
	s.value <- initial
	s.pen <- struct{}{}
	return s, nil
}

// Load returns the current value.
func (s *state[S]) Load() S {
	value := <-s.value
	s.value <- value
	return value
}

// Update replaces the value by f of it. It calls f once.
func (s *state[S]) Update(f func(S) (S, error)) (S, error) {
	<-s.pen
	defer func() { s.pen <- struct{}{} }() // also when f or valid panics
	value, err := f(s.Load())
	if err == nil {
		err = s.valid(value)
	}
	if err != nil {
		return *new(S), err
	}
	<-s.value
	s.value <- value
	return value, nil
}
