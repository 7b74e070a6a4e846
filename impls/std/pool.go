package std

import (
	"context"
	"fmt"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// A pool is a semaphore: a channel that has an element for each task that runs,
// and room for as many as there may be. Each task has a goroutine. This is the
// pool of Bryan C. Mills, "Rethinking Classical Concurrency Patterns" (2018).
//
// The tasks are counted under a lock and not by a [sync.WaitGroup], which can be
// waited for but not asked: a Shutdown whose context is done could not tell
// whether the work has finished.
type pool[T any] struct {
	semaphore chan struct{}
	ctx       context.Context //nolint:containedctx // It is the one of all tasks, and of no call.
	cancel    context.CancelCauseFunc
	closing   chan struct{} // closed once the pool is closed
	done      chan struct{} // closed once the pool is closed and running is zero

	mu      sync.Mutex
	running int // the accepted tasks that have not finished
	closed  bool
}

// A poolFuture is a result to come.
type poolFuture[T any] struct {
	done  chan struct{} // closed when value and err are the result
	value T
	err   error
}

// NewPool returns a pool that starts a goroutine for each task.
func NewPool[T any](workers int) patterns.Pool[T] {
	if workers <= 0 {
		panic(fmt.Sprintf("std: NewPool: workers must be positive, but is %d", workers))
	}
	p := &pool[T]{
		semaphore: make(chan struct{}, workers),
		closing:   make(chan struct{}),
		done:      make(chan struct{}),
	}
	p.ctx, p.cancel = context.WithCancelCause(context.Background())
	return p
}

// Submit runs task on a goroutine. A Submit that waits when Shutdown begins is
// refused at once.
func (p *pool[T]) Submit(
	ctx context.Context, task func(context.Context) (T, error),
) (patterns.Future[T], error) {
	select {
	case p.semaphore <- struct{}{}:
	case <-p.closing:
		return nil, patterns.ErrClosed
	case <-ctx.Done():
		select {
		case p.semaphore <- struct{}{}: // there was room when the context was done
		case <-p.closing:
			return nil, patterns.ErrClosed
		default:
			return nil, context.Cause(ctx)
		}
	}
	if !p.accept() {
		return nil, patterns.ErrClosed // and nobody needs the room any more
	}
	f := &poolFuture[T]{done: make(chan struct{})}
	go p.run(f, task)
	return f, nil
}

// Get waits for the result.
func (f *poolFuture[T]) Get(ctx context.Context) (T, error) {
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
	}
	select {
	case <-f.done: // it was there when the context was done
		return f.value, f.err
	default:
		return *new(T), context.Cause(ctx)
	}
}

// Shutdown refuses further tasks and waits for the accepted ones. When it gives
// up, it cancels their context.
func (p *pool[T]) Shutdown(ctx context.Context) error {
	p.close()
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
	}
	select {
	case <-p.done: // finished work beats a done context
		return nil
	default:
		cause := context.Cause(ctx)
		p.cancel(cause)
		return cause
	}
}

// accept counts a task, unless the pool is closed.
func (p *pool[T]) accept() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.running++
	return true
}

// close refuses further tasks.
func (p *pool[T]) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.closed = true
	close(p.closing)
	if p.running == 0 {
		close(p.done)
	}
}

// run runs task. Its result is there and it counts as finished in one step.
func (p *pool[T]) run(f *poolFuture[T], task func(context.Context) (T, error)) {
	f.value, f.err = p.do(task)
	<-p.semaphore
	p.mu.Lock()
	defer p.mu.Unlock()
	close(f.done)
	p.running--
	if p.closed && p.running == 0 {
		close(p.done)
	}
}

// do calls task. Its panic becomes the error.
func (p *pool[T]) do(task func(context.Context) (T, error)) (value T, err error) {
	defer catch(&err)
	return task(p.ctx)
}
