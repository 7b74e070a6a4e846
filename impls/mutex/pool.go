package mutex

import (
	"container/list"
	"context"
	"fmt"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// A pool is a number of tasks that run, and a queue of those that wait, behind a
// lock. A worker is a goroutine that exists only while there is something to run.
type pool[T any] struct {
	workers int
	ctx     context.Context //nolint:containedctx // It is the one of all tasks, and of no call.
	cancel  context.CancelCauseFunc
	done    chan struct{} // closed once the pool is closed and running is zero

	mu      sync.Mutex
	running int       // the accepted tasks that have not finished
	queue   list.List // of *poolTask: those whose Submit waits, the longest first
	closed  bool
}

// A poolTask is a task and the result to come.
type poolTask[T any] struct {
	task    func(context.Context) (T, error) // nil once it has run
	place   *list.Element                    // in the queue, nil once decided; guarded by mu
	decided chan struct{}                    // closed when a waiting task is accepted or refused
	refused bool
	done    chan struct{} // closed when value and err are the result
	value   T
	err     error
}

// NewPool returns a pool that starts a goroutine when it is given a task.
func NewPool[T any](workers int) patterns.Pool[T] {
	if workers <= 0 {
		panic(fmt.Sprintf("mutex: NewPool: workers must be positive, but is %d", workers))
	}
	p := &pool[T]{workers: workers, done: make(chan struct{})}
	p.ctx, p.cancel = context.WithCancelCause(context.Background())
	return p
}

// Submit hands task to a worker. A Submit that waits when Shutdown begins is
// refused at once.
func (p *pool[T]) Submit(
	ctx context.Context, task func(context.Context) (T, error),
) (patterns.Future[T], error) {
	t := &poolTask[T]{task: task, done: make(chan struct{})}
	if p.offer(t) {
		return t, nil
	}
	if t.decided != nil {
		select {
		case <-t.decided:
		case <-ctx.Done():
			if p.withdraw(t) {
				return nil, context.Cause(ctx)
			}
		}
		if !t.refused { // it was accepted by the time the context was done
			return t, nil
		}
	}
	return nil, patterns.ErrClosed
}

// Get waits for the result.
func (t *poolTask[T]) Get(ctx context.Context) (T, error) {
	select {
	case <-t.done:
		return t.value, t.err
	case <-ctx.Done():
	}
	select {
	case <-t.done: // it was there when the context was done
		return t.value, t.err
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

// offer gives t to a free worker, and reports whether there was one. If not, t
// waits in the queue, unless the pool is closed.
func (p *pool[T]) offer(t *poolTask[T]) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return false
	case p.running == p.workers:
		t.decided = make(chan struct{})
		t.place = p.queue.PushBack(t)
		return false
	}
	p.running++
	go p.work(t)
	return true
}

// withdraw takes t out of the queue. It reports whether t was still there.
func (p *pool[T]) withdraw(t *poolTask[T]) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.place == nil {
		return false
	}
	p.queue.Remove(t.place)
	return true
}

// work runs t, and then those that wait.
func (p *pool[T]) work(t *poolTask[T]) {
	for t != nil {
		t.run(p.ctx)
		t = p.finish(t)
	}
}

// run runs the task. Its panic becomes the error.
func (t *poolTask[T]) run(ctx context.Context) {
	defer catch(&t.err)
	task := t.task
	t.task = nil // a Future that is kept keeps only the result
	t.value, t.err = task(ctx)
}

// finish publishes the result of t and passes the worker on to the first task
// that waits, if any. Both are one step: whoever has the result finds the task
// finished and its worker free.
func (p *pool[T]) finish(t *poolTask[T]) (next *poolTask[T]) {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(t.done)
	if next = p.decide(); next == nil {
		p.running--
		if p.closed && p.running == 0 {
			close(p.done)
		}
	}
	return next
}

// close refuses the tasks that wait, and further ones.
func (p *pool[T]) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed && p.running == 0 {
		close(p.done)
	}
	p.closed = true
	for p.decide() != nil {
	}
}

// decide takes the first task out of the queue, if any. It is accepted, or
// refused if the pool is closed. The caller holds the lock.
func (p *pool[T]) decide() *poolTask[T] {
	first := p.queue.Front()
	if first == nil {
		return nil
	}
	t := p.queue.Remove(first).(*poolTask[T])
	t.place, t.refused = nil, p.closed
	close(t.decided)
	return t
}
