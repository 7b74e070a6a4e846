package channel

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A deferred is a goroutine that loads until it has succeeded, and says so by
// closing a channel.
type deferred[T any] struct {
	retry  time.Duration
	load   func(context.Context) (T, error)
	shut   context.CancelCauseFunc // cancels the context of all loads
	closed <-chan struct{}         // closed by shut
	ready  chan struct{}           // closed once value is there
	value  T                       // written before ready is closed, read after
	report chan deferredReport     // of capacity 1, a baton
	done   chan struct{}           // closed when the goroutine ends
}

// A deferredReport is what the goroutine tells of its work.
type deferredReport struct {
	err     error // of the last load
	loading bool
}

// NewDeferred returns a Deferred and starts its goroutine, which lives until a
// load has succeeded or Shutdown begins.
func NewDeferred[T any](retry time.Duration, load func(context.Context) (T, error)) patterns.Deferred[T] {
	if retry <= 0 {
		panic(fmt.Sprintf("channel: NewDeferred: retry must be positive, but is %v", retry))
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
		report: make(chan deferredReport, 1),
		done:   make(chan struct{}),
	}
	d.report <- deferredReport{}
	go d.run(ctx)
	return d
}

// Get waits until the value is ready or ctx is done.
func (d *deferred[T]) Get(ctx context.Context) (T, error) {
	status := d.Status()
	if status != patterns.Ready && status != patterns.Closed {
		select {
		case <-d.ready:
		case <-d.closed:
		case <-ctx.Done():
		}
		status = d.Status() // which decides, if several are ready
	}
	switch status {
	case patterns.Ready:
		return d.value, nil
	case patterns.Closed:
		return *new(T), patterns.ErrClosed
	}
	if err := d.look().err; err != nil {
		return *new(T), fmt.Errorf("%w; the last load failed: %w", context.Cause(ctx), err)
	}
	return *new(T), context.Cause(ctx)
}

// Status returns how far the Deferred has come.
func (d *deferred[T]) Status() patterns.Status {
	select {
	case <-d.closed:
		return patterns.Closed
	default:
	}
	select {
	case <-d.ready:
		return patterns.Ready
	default:
	}
	if d.look().err != nil {
		return patterns.Degraded
	}
	return patterns.Initializing
}

// Shutdown cancels the load and waits for it.
func (d *deferred[T]) Shutdown(ctx context.Context) error {
	d.shut(patterns.ErrClosed)
	select {
	case <-d.done:
		return nil
	case <-ctx.Done():
	}
	if !d.look().loading { // finished work beats a done context
		return nil
	}
	return context.Cause(ctx)
}

// look returns what the goroutine has told last.
func (d *deferred[T]) look() deferredReport {
	r := <-d.report
	d.report <- r
	return r
}

// run loads until there is a value.
func (d *deferred[T]) run(ctx context.Context) {
	defer close(d.done)
	for d.begin(ctx) {
		if d.finish(d.try(ctx)) {
			return
		}
		select {
		case <-time.After(d.retry):
		case <-ctx.Done():
		}
	}
}

// begin reports whether the load may begin. It asks with the report in hand, so
// that a Shutdown which finds that nothing is loading can be sure of it.
func (d *deferred[T]) begin(ctx context.Context) bool {
	r := <-d.report
	r.loading = ctx.Err() == nil
	d.report <- r
	return r.loading
}

// try calls load. Its panic becomes the error.
func (d *deferred[T]) try(ctx context.Context) (value T, err error) {
	defer catch(&err)
	return d.load(ctx)
}

// finish tells what load returned, and reports whether it is the value.
func (d *deferred[T]) finish(value T, err error) bool {
	if err == nil {
		d.value = value
		close(d.ready)
	}
	<-d.report
	d.report <- deferredReport{err: err}
	return err == nil
}
