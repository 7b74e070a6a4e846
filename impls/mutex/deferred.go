package mutex

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A deferred is what is known of the load, behind a lock. A goroutine exists
// only while load runs: between two loads there is a timer.
type deferred[T any] struct {
	retry  time.Duration
	load   func(context.Context) (T, error)
	shut   context.CancelCauseFunc // cancels the context of all loads
	closed <-chan struct{}         // closed by shut, once status is Closed
	ready  chan struct{}           // closed once status is Ready
	done   chan struct{}           // closed once status is Closed and no load runs

	mu      sync.Mutex
	status  patterns.Status
	value   T
	err     error       // of the last load
	timer   *time.Timer // for the next load, nil before the second
	loading bool
}

// NewDeferred returns a Deferred and starts to load its value.
func NewDeferred[T any](retry time.Duration, load func(context.Context) (T, error)) patterns.Deferred[T] {
	if retry <= 0 {
		panic(fmt.Sprintf("mutex: NewDeferred: retry must be positive, but is %v", retry))
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
	go d.run(ctx)
	return d
}

// Get waits until the value is ready or ctx is done.
func (d *deferred[T]) Get(ctx context.Context) (T, error) {
	status, value, err := d.now()
	if status != patterns.Ready && status != patterns.Closed {
		select {
		case <-d.ready:
		case <-d.closed:
		case <-ctx.Done():
		}
		status, value, err = d.now() // which decides, if several are ready
	}
	switch status {
	case patterns.Ready:
		return value, nil
	case patterns.Closed:
		return *new(T), patterns.ErrClosed
	case patterns.Degraded:
		return *new(T), fmt.Errorf("%w; the last load failed: %w", context.Cause(ctx), err)
	default:
		return *new(T), context.Cause(ctx)
	}
}

// Status returns how far the Deferred has come.
func (d *deferred[T]) Status() patterns.Status {
	status, _, _ := d.now()
	return status
}

// Shutdown cancels the load and waits for it.
func (d *deferred[T]) Shutdown(ctx context.Context) error {
	d.close()
	d.shut(patterns.ErrClosed)
	select {
	case <-d.done:
		return nil
	case <-ctx.Done():
	}
	select {
	case <-d.done: // finished work beats a done context
		return nil
	default:
		return context.Cause(ctx)
	}
}

// now returns what is known.
func (d *deferred[T]) now() (status patterns.Status, value T, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.status, d.value, d.err
}

// run loads once.
func (d *deferred[T]) run(ctx context.Context) {
	if d.begin() {
		value, err := d.try(ctx)
		d.finish(ctx, value, err)
	}
}

// begin reports whether the load may begin.
func (d *deferred[T]) begin() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.loading = d.status != patterns.Closed
	return d.loading
}

// try calls load. Its panic becomes the error.
func (d *deferred[T]) try(ctx context.Context) (value T, err error) {
	defer catch(&err)
	return d.load(ctx)
}

// finish records what load returned, unless the Deferred was closed meanwhile.
func (d *deferred[T]) finish(ctx context.Context, value T, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.loading = false
	switch {
	case d.status == patterns.Closed:
		close(d.done)
	case err != nil:
		d.status, d.err = patterns.Degraded, err
		d.timer = time.AfterFunc(d.retry, func() { d.run(ctx) })
	default:
		d.status, d.value = patterns.Ready, value
		close(d.ready)
	}
}

// close refuses further Gets and loads.
func (d *deferred[T]) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.status == patterns.Closed {
		return
	}
	d.status = patterns.Closed
	if d.timer != nil {
		d.timer.Stop()
	}
	if !d.loading {
		close(d.done)
	}
}
