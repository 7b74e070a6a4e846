package atomic

import (
	"context"
	"sync/atomic"
)

// A poolTask is a task and the result to come.
type poolTask[T any] struct {
	task  func(context.Context) (T, error) // nil once it has run or been withdrawn
	value T
	err   error
	state atomic.Uint32 // its finished pairs with the load in Get: value and err are there
	begun chan struct{} // closed when a task that waits begins
	done  chan struct{} // closed when the task is finished
}

// The states of a task. It is waiting until a worker sets begun or its Submit
// sets withdrawn, whichever comes first.
const (
	poolWaiting uint32 = iota
	poolBegun
	poolFinished
	poolWithdrawn
)

// Get waits for the result.
func (t *poolTask[T]) Get(ctx context.Context) (T, error) {
	select {
	case <-t.done:
		return t.value, t.err
	case <-ctx.Done():
	}
	if t.state.Load() == poolFinished {
		<-t.done // which takes the worker a few steps more
		return t.value, t.err
	}
	return *new(T), context.Cause(ctx)
}

// run runs the task. Its panic becomes the error.
func (t *poolTask[T]) run(ctx context.Context) {
	defer catch(&t.err)
	task := t.task
	t.task = nil // a Future that is kept keeps only the result
	t.value, t.err = task(ctx)
}
