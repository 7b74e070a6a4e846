package channel

import (
	"errors"
	"slices"

	"github.com/assay-go/assay/patterns"
)

// An emitter is a channel with a slice of handlers in it.
//
// The slice is taken out only to look at the variable or to replace it, never
// while a handler runs. It is never written to, so an Emit goes through the one
// it found without a copy.
type emitter[E any] struct {
	failed   func(*patterns.PanicError)
	handlers chan []*func(E) // of capacity 1; the pointers tell handlers apart, which functions do not
}

// NewEmitter returns an emitter without handlers. A nil failed means that nobody
// wants to know.
func NewEmitter[E any](failed func(*patterns.PanicError)) patterns.Emitter[E] {
	if failed == nil {
		failed = func(*patterns.PanicError) {}
	}
	e := &emitter[E]{failed: failed, handlers: make(chan []*func(E), 1)}
	e.handlers <- nil
	return e
}

// Attach adds a handler until detach is called.
func (e *emitter[E]) Attach(handler func(E)) (detach func()) {
	added := &handler
	e.handlers <- append(slices.Clip(<-e.handlers), added) // clipped, so that it copies
	return func() { e.detach(added) }
}

// Emit calls the attached handlers.
func (e *emitter[E]) Emit(event E) {
	handlers := <-e.handlers
	e.handlers <- handlers
	for _, handler := range handlers {
		if failure, ok := errors.AsType[*patterns.PanicError](emitterCall(*handler, event)); ok {
			e.detach(handler)
			e.failed(failure)
		}
	}
}

// detach removes handler, if it is still there.
func (e *emitter[E]) detach(handler *func(E)) {
	handlers := <-e.handlers
	if i := slices.Index(handlers, handler); i >= 0 {
		handlers = slices.Concat(handlers[:i], handlers[i+1:])
	}
	e.handlers <- handlers
}

// emitterCall calls handler. Its panic becomes the error.
func emitterCall[E any](handler func(E), event E) (err error) {
	defer catch(&err)
	handler(event)
	return nil
}
