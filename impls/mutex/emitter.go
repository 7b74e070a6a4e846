package mutex

import (
	"errors"
	"slices"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// An emitter is a slice of handlers behind a lock that emitters share. The lock
// guards the variable only: a slice is never written to, so an Emit goes through
// the one it found, without the lock and without a copy.
type emitter[E any] struct {
	failed func(*patterns.PanicError)

	mu       sync.RWMutex
	handlers []*func(E) // the pointers tell handlers apart, which functions do not
}

// NewEmitter returns an emitter without handlers. A nil failed means that nobody
// wants to know.
func NewEmitter[E any](failed func(*patterns.PanicError)) patterns.Emitter[E] {
	if failed == nil {
		failed = func(*patterns.PanicError) {}
	}
	return &emitter[E]{failed: failed}
}

// Attach adds a handler until detach is called.
func (e *emitter[E]) Attach(handler func(E)) (detach func()) {
	added := &handler
	e.mu.Lock()
	defer e.mu.Unlock()
	e.handlers = append(slices.Clip(e.handlers), added) // clipped, so that it copies
	return func() { e.detach(added) }
}

// Emit calls the attached handlers.
func (e *emitter[E]) Emit(event E) {
	for _, handler := range e.attached() {
		if failure, ok := errors.AsType[*patterns.PanicError](emitterCall(*handler, event)); ok {
			e.detach(handler)
			e.failed(failure)
		}
	}
}

// attached returns the handlers of the moment.
func (e *emitter[E]) attached() []*func(E) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.handlers
}

// detach removes handler, if it is still there.
func (e *emitter[E]) detach(handler *func(E)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if i := slices.Index(e.handlers, handler); i >= 0 {
		e.handlers = slices.Concat(e.handlers[:i], e.handlers[i+1:])
	}
}

// emitterCall calls handler. Its panic becomes the error.
func emitterCall[E any](handler func(E), event E) (err error) {
	defer catch(&err)
	handler(event)
	return nil
}
