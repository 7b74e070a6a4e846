package atomic

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A deferred is a pointer to the stage it has reached. A Get of a value that is
// there loads the pointer and does nothing else.
type deferred[T any] struct {
	retry  time.Duration
	load   func(context.Context) (T, error)
	shut   context.CancelCauseFunc // cancels the context of all loads
	closed <-chan struct{}         // closed by shut, once the stage is Closed
	ready  chan struct{}           // closed once the stage is Ready
	done   chan struct{}           // closed when the goroutine that loads ends

	stage atomic.Pointer[deferredStage[T]] // published by the swap in advance, read by all methods
}

// A deferredStage is all that is known of the load at a moment. It is never
// written to.
type deferredStage[T any] struct {
	status  patterns.Status
	loading bool
	value   T
	err     error // of the last load
}

// NewDeferred returns a Deferred and starts a goroutine, which lives until a
// load has succeeded or Shutdown begins.
func NewDeferred[T any](retry time.Duration, load func(context.Context) (T, error)) patterns.Deferred[T] {
	if retry <= 0 {
		panic(fmt.Sprintf("atomic: NewDeferred: retry must be positive, but is %v", retry))
	}
	// One context for all loads: what a load returns may depend on it, so it
	// outlives the load.
	ctx, shut := context.WithCancelCause(context.Background())
	d := &deferred[T]{
		retry:  retry,
		load:   load,
		shut:   shut,
		closed: ctx.Done(),
		ready:  make(chan struct{}),
		done:   make(chan struct{}),
	}
	d.stage.Store(new(deferredStage[T]))
	go d.run(ctx)
	return d
}

// Get waits until the value is ready or ctx is done.
func (d *deferred[T]) Get(ctx context.Context) (T, error) {
	s := d.stage.Load()
	if s.status != patterns.Ready && s.status != patterns.Closed {
		select {
		case <-d.ready:
		case <-d.closed:
		case <-ctx.Done():
		}
		s = d.stage.Load() // which decides, if several are ready
	}
	switch s.status {
	case patterns.Ready:
		return s.value, nil
	case patterns.Closed:
		return *new(T), patterns.ErrClosed
	case patterns.Degraded:
		return *new(T), fmt.Errorf("%w; the last load failed: %w", context.Cause(ctx), s.err)
	default:
		return *new(T), context.Cause(ctx)
	}
}

// Status returns how far the Deferred has come.
func (d *deferred[T]) Status() patterns.Status { return d.stage.Load().status }

// Shutdown cancels the load and waits for it.
func (d *deferred[T]) Shutdown(ctx context.Context) error {
	d.advance(func(s deferredStage[T]) deferredStage[T] {
		return deferredStage[T]{status: patterns.Closed, loading: s.loading}
	})
	d.shut(patterns.ErrClosed)
	select {
	case <-d.done:
		return nil
	case <-ctx.Done():
	}
	if !d.stage.Load().loading { // finished work beats a done context
		return nil
	}
	return context.Cause(ctx)
}

// advance replaces the stage by next of it, and returns the new one. It calls
// next again when somebody else was faster.
func (d *deferred[T]) advance(next func(deferredStage[T]) deferredStage[T]) *deferredStage[T] {
	for {
		old := d.stage.Load()
		s := next(*old)
		if d.stage.CompareAndSwap(old, &s) {
			return &s
		}
	}
}

// run loads until there is a value.
func (d *deferred[T]) run(ctx context.Context) {
	defer close(d.done)
	for d.begin() {
		if d.finish(d.try(ctx)) == patterns.Ready {
			close(d.ready)
			return
		}
		select {
		case <-time.After(d.retry):
		case <-ctx.Done():
		}
	}
}

// begin reports whether the load may begin.
func (d *deferred[T]) begin() bool {
	return d.advance(func(s deferredStage[T]) deferredStage[T] {
		s.loading = s.status != patterns.Closed
		return s
	}).loading
}

// try calls load. Its panic becomes the error.
func (d *deferred[T]) try(ctx context.Context) (value T, err error) {
	defer catch(&err)
	return d.load(ctx)
}

// finish records what load returned, unless the Deferred was closed meanwhile.
func (d *deferred[T]) finish(value T, err error) patterns.Status {
	return d.advance(func(s deferredStage[T]) deferredStage[T] {
		switch {
		case s.status == patterns.Closed:
			return deferredStage[T]{status: patterns.Closed}
		case err != nil:
			return deferredStage[T]{status: patterns.Degraded, err: err}
		default:
			return deferredStage[T]{status: patterns.Ready, value: value}
		}
	}).status
}
