package atomic

import (
	"context"
	"fmt"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// A pool is a ledger with a limit, and a queue of tasks that wait until there is
// room in it. A worker is a goroutine that exists only while there is something
// to run.
//
// No wake-up is lost: a Submit first puts its task into the queue and then looks
// for a free worker, a worker first becomes free and then looks into the queue.
// Whichever of the two comes second sees the other.
type pool[T any] struct {
	workers uint64
	ctx     context.Context //nolint:containedctx // It is the one of all tasks, and of no call.
	cancel  context.CancelCauseFunc
	ledger  ledger // of the tasks that run
	queue   poolQueue[T]
	closing chan struct{} // closed by refuse
	refuse  func()
}

// NewPool returns a pool that starts a goroutine when it is given a task.
func NewPool[T any](workers int) patterns.Pool[T] {
	if workers <= 0 {
		panic(fmt.Sprintf("atomic: NewPool: workers must be positive, but is %d", workers))
	}
	p := &pool[T]{
		workers: uint64(workers),
		ledger:  ledger{done: make(chan struct{})},
		closing: make(chan struct{}),
	}
	p.ctx, p.cancel = context.WithCancelCause(context.Background())
	p.refuse = sync.OnceFunc(func() { close(p.closing) })
	p.queue.init()
	return p
}

// Submit hands task to a worker. A Submit that waits when Shutdown begins is
// refused at once.
func (p *pool[T]) Submit(
	ctx context.Context, task func(context.Context) (T, error),
) (patterns.Future[T], error) {
	t := &poolTask[T]{task: task, done: make(chan struct{})}
	switch {
	case p.acquire():
		go p.work(t)
	case p.ledger.closed() || !p.wait(ctx, t):
		return nil, p.refusal(ctx)
	}
	return t, nil
}

// Shutdown refuses further tasks and waits for the accepted ones. When it gives
// up, it cancels their context.
func (p *pool[T]) Shutdown(ctx context.Context) error {
	p.ledger.close()
	p.refuse()
	select {
	case <-p.ledger.done:
		return nil
	case <-ctx.Done():
	}
	if p.ledger.finished() { // finished work beats a done context
		return nil
	}
	cause := context.Cause(ctx)
	p.cancel(cause)
	return cause
}

// acquire makes a free worker busy, unless there is none or the pool is closed.
func (p *pool[T]) acquire() bool {
	for {
		word := p.ledger.word.Load()
		if word&shut != 0 || word/one >= p.workers {
			return false
		}
		if p.ledger.word.CompareAndSwap(word, word+one) {
			return true
		}
	}
}

// wait waits until t begins. It reports whether it does: not if ctx is done
// before, or the pool is closed.
func (p *pool[T]) wait(ctx context.Context, t *poolTask[T]) bool {
	t.begun = make(chan struct{})
	p.queue.add(t)
	if next := p.next(); next != nil { // t, or one that waits longer
		go p.work(next)
	}
	select {
	case <-t.begun:
		return true
	case <-p.closing:
	case <-ctx.Done():
	}
	if !t.state.CompareAndSwap(poolWaiting, poolWithdrawn) {
		return true
	}
	t.task = nil
	p.tidy()
	return false
}

// refusal returns the error of a Submit that does not get a worker.
func (p *pool[T]) refusal(ctx context.Context) error {
	if p.ledger.closed() {
		return patterns.ErrClosed
	}
	return context.Cause(ctx)
}

// work runs t, and then those that wait.
//
// The result is there before the task counts as finished, and done tells after
// that: so whoever has the result finds the task finished and its worker free,
// and whoever finds it finished has the result.
func (p *pool[T]) work(t *poolTask[T]) {
	for t != nil {
		t.run(p.ctx)
		t.state.Store(poolFinished)
		var next *poolTask[T]
		if !p.ledger.closed() {
			next = p.first() // without becoming free, or a Submit that does not wait may overtake it
		}
		if next == nil {
			p.ledger.leave()
		}
		close(t.done)
		if next == nil {
			next = p.next()
		}
		t = next
	}
}

// next begins the first task that waits, if there is a free worker.
func (p *pool[T]) next() *poolTask[T] {
	for !p.queue.empty() && p.acquire() {
		if t := p.first(); t != nil {
			return t
		}
		p.ledger.leave() // and look again, as always when a worker becomes free
	}
	return nil
}

// first begins the first task that waits, on a worker that is busy by now.
func (p *pool[T]) first() *poolTask[T] {
	for t := p.queue.take(nil); t != nil; t = p.queue.take(nil) {
		if t.state.CompareAndSwap(poolWaiting, poolBegun) {
			close(t.begun)
			return t
		}
	}
	return nil
}

// tidy takes tasks that have been withdrawn off the front of the queue. Those
// behind others stay until their turn.
func (p *pool[T]) tidy() {
	withdrawn := func(t *poolTask[T]) bool { return t.state.Load() == poolWithdrawn }
	for p.queue.take(withdrawn) != nil {
	}
}
