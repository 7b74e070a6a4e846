package channel

import "github.com/assay-go/assay/patterns"

// A hibernator is a channel with the value in it, or with its packed form.
//
// Whoever has taken the form out may pack or unpack it before putting it back,
// and everybody else waits. It is not taken out while the function of an Update
// runs. The pen is held throughout an Update, so Updates wait for each other; it
// is taken first, then the form.
type hibernator[S any] struct {
	codec patterns.Codec[S]
	form  chan hibernatorForm[S] // of capacity 1
	pen   chan struct{}          // of capacity 1
}

// A hibernatorForm is a value or the packed form of one. What is not in use is
// zero, so that the memory of the other can be freed.
type hibernatorForm[S any] struct {
	asleep bool
	value  S
	packed []byte
}

// NewHibernator returns a hibernator that is awake and holds initial.
func NewHibernator[S any](initial S, codec patterns.Codec[S]) patterns.Hibernator[S] {
	h := &hibernator[S]{
		codec: codec,
		form:  make(chan hibernatorForm[S], 1),
		pen:   make(chan struct{}, 1),
	}
	h.form <- hibernatorForm[S]{value: initial}
	h.pen <- struct{}{}
	return h
}

// Load returns the current value.
func (h *hibernator[S]) Load() S {
	form := h.takeAwake()
	h.form <- form
	return form.value
}

// Update replaces the value by f of it. It calls f once.
func (h *hibernator[S]) Update(f func(S) (S, error)) (S, error) {
	<-h.pen
	defer func() { h.pen <- struct{}{} }() // also when f panics, or Unpack does
	value, err := f(h.Load())
	if err != nil {
		return *new(S), err
	}
	h.takeAwake() // it may have slept again
	h.form <- hibernatorForm[S]{value: value}
	return value, nil
}

// Hibernate packs the value, if it is not packed already.
func (h *hibernator[S]) Hibernate() {
	form := <-h.form
	defer func() { h.form <- form }() // as it was, if Pack panics
	if !form.asleep {
		form = hibernatorForm[S]{asleep: true, packed: h.codec.Pack(form.value)}
	}
}

// takeAwake takes the form out of the channel and unpacks it if need be.
func (h *hibernator[S]) takeAwake() hibernatorForm[S] {
	form := <-h.form
	if !form.asleep {
		return form
	}
	defer func() {
		if form.asleep { // Unpack has panicked
			h.form <- form
		}
	}()
	form = hibernatorForm[S]{value: h.codec.Unpack(form.packed)}
	return form
}
