package channel

import (
	"context"
	"fmt"

	"github.com/assay-go/assay/patterns"
)

// A pool is a number of goroutines that receive tasks from one channel.
//
// Whoever has received from free has a worker for himself, so what he sends to
// tasks is run without delay. Those who wait to receive are the queue of the
// pool, which a channel keeps in order.
type pool[T any] struct {
	free    chan struct{}     // has an element for each free worker
	tasks   chan *poolTask[T] // has room for a task for each worker
	ledger  chan ledger       // of capacity 1, a baton
	closing chan struct{}     // closed once the pool is closed
	done    chan struct{}     // closed once the pool is closed and nothing is pending
	cancel  context.CancelCauseFunc
}

// A poolTask is a task and the result to come.
type poolTask[T any] struct {
	task  func(context.Context) (T, error) // nil once it has run
	done  chan struct{}                    // closed when value and err are the result
	value T
	err   error
}

// NewPool returns a pool and starts its workers, which live until the last task
// after a Shutdown.
func NewPool[T any](workers int) patterns.Pool[T] {
	if workers <= 0 {
		panic(fmt.Sprintf("channel: NewPool: workers must be positive, but is %d", workers))
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	p := &pool[T]{
		free:    make(chan struct{}, workers),
		tasks:   make(chan *poolTask[T], workers),
		ledger:  make(chan ledger, 1),
		closing: make(chan struct{}),
		done:    make(chan struct{}),
		cancel:  cancel,
	}
	p.ledger <- ledger{}
	for range workers {
		p.free <- struct{}{}
		go p.work(ctx)
	}
	return p
}

// Submit hands task to a worker. A Submit that waits when Shutdown begins is
// refused at once.
func (p *pool[T]) Submit(
	ctx context.Context, task func(context.Context) (T, error),
) (patterns.Future[T], error) {
	if err := p.reserve(ctx); err != nil {
		return nil, err
	}
	if !p.enter() {
		return nil, patterns.ErrClosed // and nobody needs the worker any more
	}
	t := &poolTask[T]{task: task, done: make(chan struct{})}
	p.tasks <- t // does not wait: there is room for what is reserved
	return t, nil
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

// reserve waits for a free worker.
func (p *pool[T]) reserve(ctx context.Context) error {
	select {
	case <-p.free:
		return nil
	default:
	}
	select {
	case <-p.free:
		return nil
	case <-p.closing:
		return patterns.ErrClosed
	case <-ctx.Done():
	}
	select {
	case <-p.free: // it was there when the context was done
		return nil
	case <-p.closing:
		return patterns.ErrClosed
	default:
		return context.Cause(ctx)
	}
}

// enter accepts a task, unless the pool is closed.
func (p *pool[T]) enter() bool {
	l := <-p.ledger
	if !l.closed {
		l.pending++
	}
	p.ledger <- l
	return !l.closed
}

// close refuses further tasks.
func (p *pool[T]) close() {
	l := <-p.ledger
	if !l.closed {
		close(p.closing)
		if l.pending == 0 {
			close(p.done)
		}
	}
	l.closed = true
	p.ledger <- l
}

// work is a worker. It runs one task after the other.
func (p *pool[T]) work(ctx context.Context) {
	for {
		select {
		case t := <-p.tasks:
			t.run(ctx)
			p.free <- struct{}{}
			p.finish(t)
		case <-p.done: // then nobody is left to send
			return
		}
	}
}

// finish publishes the result with the ledger in hand, so whoever has the result
// finds the task finished, and the other way round.
func (p *pool[T]) finish(t *poolTask[T]) {
	l := <-p.ledger
	close(t.done)
	l.pending--
	if l.closed && l.pending == 0 {
		close(p.done)
	}
	p.ledger <- l
}

// run runs the task. Its panic becomes the error.
func (t *poolTask[T]) run(ctx context.Context) {
	defer catch(&t.err)
	task := t.task
	t.task = nil // a Future that is kept keeps only the result
	t.value, t.err = task(ctx)
}
