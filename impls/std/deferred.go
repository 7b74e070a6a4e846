package std

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A deferred is a [sync.OnceValues] that a go statement calls first. Who calls
// it meanwhile waits in it, deaf to any context, so Gets wait for a channel.
//
// It remembers an error as it remembers a value: there is no second load.
type deferred[T any] struct {
	get    func() (T, error)
	loaded chan struct{}           // closed once get returns at once
	shut   context.CancelCauseFunc // cancels the context of the load
	closed <-chan struct{}         // closed by shut
}

// NewDeferred returns a Deferred and starts to load its value, once.
func NewDeferred[T any](retry time.Duration, load func(context.Context) (T, error)) patterns.Deferred[T] {
	if retry <= 0 {
		panic(fmt.Sprintf("std: NewDeferred: retry must be positive, but is %v", retry))
	}
	ctx, shut := context.WithCancelCause(context.Background())
	get := sync.OnceValues(func() (value T, err error) {
		defer catch(&err)
		return load(ctx)
	})
	d := &deferred[T]{get: get, loaded: make(chan struct{}), shut: shut, closed: ctx.Done()}
	go func() {
		defer close(d.loaded)
		_, _ = get()
	}()
	return d
}

// Get waits until the value is ready or ctx is done. It returns the error of a
// load that failed.
func (d *deferred[T]) Get(ctx context.Context) (T, error) {
	status := d.Status()
	if status == patterns.Initializing {
		select {
		case <-d.loaded:
		case <-d.closed:
		case <-ctx.Done():
		}
		status = d.Status() // which decides, if several are ready
	}
	switch status {
	case patterns.Closed:
		return *new(T), patterns.ErrClosed
	case patterns.Initializing:
		return *new(T), context.Cause(ctx)
	default:
		return d.get()
	}
}

// Status returns how far the Deferred has come.
func (d *deferred[T]) Status() patterns.Status {
	select {
	case <-d.closed:
		return patterns.Closed
	default:
	}
	select {
	case <-d.loaded:
	default:
		return patterns.Initializing
	}
	if _, err := d.get(); err != nil {
		return patterns.Degraded
	}
	return patterns.Ready
}

// Shutdown cancels the load and waits for it.
func (d *deferred[T]) Shutdown(ctx context.Context) error {
	d.shut(patterns.ErrClosed)
	select {
	case <-d.loaded:
		return nil
	case <-ctx.Done():
	}
	select {
	case <-d.loaded: // finished work beats a done context
		return nil
	default:
		return context.Cause(ctx)
	}
}
