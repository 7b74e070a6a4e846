package atomic

import (
	"errors"
	"slices"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// An emitter is a pointer to a slice of handlers that is never written to. An
// Emit goes through the one it found; whoever attaches or detaches swaps in
// another.
type emitter[E any] struct {
	failed   func(*patterns.PanicError)
	handlers atomic.Pointer[[]*func(E)] // published by the swap in change, read by Emit
}

// NewEmitter returns an emitter without handlers. A nil failed means that nobody
// wants to know.
func NewEmitter[E any](failed func(*patterns.PanicError)) patterns.Emitter[E] {
	if failed == nil {
		failed = func(*patterns.PanicError) {}
	}
	e := &emitter[E]{failed: failed}
	e.handlers.Store(new([]*func(E)))
	return e
}

// Attach adds a handler until detach is called.
func (e *emitter[E]) Attach(handler func(E)) (detach func()) {
	added := &handler // the pointers tell handlers apart, which functions do not
	e.change(func(old []*func(E)) []*func(E) {
		return append(slices.Clip(old), added) // clipped, so that it copies
	})
	return func() { e.detach(added) }
}

// Emit calls the attached handlers.
func (e *emitter[E]) Emit(event E) {
	for _, handler := range *e.handlers.Load() {
		if failure, ok := errors.AsType[*patterns.PanicError](emitterCall(*handler, event)); ok {
			e.detach(handler)
			e.failed(failure)
		}
	}
}

// detach removes handler, if it is still there.
func (e *emitter[E]) detach(handler *func(E)) {
	e.change(func(old []*func(E)) []*func(E) {
		i := slices.Index(old, handler)
		if i < 0 {
			return old
		}
		return slices.Concat(old[:i], old[i+1:])
	})
}

// change replaces the handlers by f of them.
func (e *emitter[E]) change(f func(old []*func(E)) []*func(E)) {
	for {
		old := e.handlers.Load()
		handlers := f(*old)
		if e.handlers.CompareAndSwap(old, &handlers) {
			return
		}
	}
}

// emitterCall calls handler. Its panic becomes the error.
func emitterCall[E any](handler func(E), event E) (err error) {
	defer catch(&err)
	handler(event)
	return nil
}
