package conformance

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"testing"

	"github.com/assay-go/assay/patterns"
)

// All the pools in this file are wrong, each in the one way that its fault
// tells, but the one without a fault.

func TestPoolLawsSpareTheCorrect(t *testing.T) {
	sparesAll(t, poolLaws, newFaultyPool(""))
	sparesAll(t, shutdownerLaws, poolSite(newFaultyPool("")))
}

func TestPoolMutants(t *testing.T) {
	killAll(t, poolLaws, []mutant[newPoolFunc]{
		{name: "boundless", breaks: "Bounded", newPattern: newFaultyPool("boundless")},
		{name: "generous", breaks: "Bounded", newPattern: newFaultyPool("generous")},
		{name: "lenient", breaks: "Bounded", newPattern: newFaultyPool("lenient")},
		{name: "taciturn", breaks: "Bounded", newPattern: newFaultyPool("taciturn")},
		{name: "serial", breaks: "Parallel", newPattern: newFaultyPool("serial")},
		{name: "stingy", breaks: "Parallel", newPattern: newFaultyPool("stingy")},
		{name: "synchronous", breaks: "Parallel", newPattern: newFaultyPool("synchronous")},
		{name: "repeating", breaks: "Once", newPattern: newFaultyPool("repeating")},
		{name: "dropping", breaks: "Once", newPattern: newFaultyPool("dropping")},
		{name: "crossed", breaks: "OwnResult", newPattern: newFaultyPool("crossed")},
		{name: "disposable", breaks: "OwnResult", newPattern: newFaultyPool("disposable")},
		{name: "valueless", breaks: "OwnResult", newPattern: newFaultyPool("valueless")},
		{name: "undecided", breaks: "OwnResult", newPattern: newFaultyPool("undecided")},
		{name: "expiring", breaks: "OwnResult", newPattern: newFaultyPool("expiring")},
		{name: "queueing", breaks: "Backpressure", newPattern: newFaultyPool("queueing")},
		{name: "overloaded", breaks: "Backpressure", newPattern: newFaultyPool("overloaded")},
		{name: "hopeful", breaks: "Dismissed", newPattern: newFaultyPool("hopeful")},
		{name: "insistent", breaks: "Rejected", newPattern: newFaultyPool("insistent")},
		{name: "deceitful", breaks: "Rejected", newPattern: newFaultyPool("deceitful")},
		{name: "deaf", breaks: "GiveUp", newPattern: newFaultyPool("deaf")},
		{name: "orderly", breaks: "GiveUp", newPattern: newFaultyPool("orderly")},
		{name: "sulking", breaks: "GiveUp", newPattern: newFaultyPool("sulking")},
		{name: "fragile", breaks: "Panic", newPattern: newFaultyPool("fragile"), crashes: true},
		{name: "swallowing", breaks: "Panic", newPattern: newFaultyPool("swallowing")},
		{name: "shrinking", breaks: "Panic", newPattern: newFaultyPool("shrinking")},
		{name: "texting", breaks: "Panic", newPattern: newFaultyPool("texting")},
		{name: "orphaning", breaks: "NoOrphan", newPattern: newFaultyPool("orphaning")},
		{name: "strict", breaks: "NoOrphan", newPattern: newFaultyPool("strict")},
		{name: "attached", breaks: "NoOrphan", newPattern: newFaultyPool("attached")},
		{name: "curt", breaks: "NoOrphan", newPattern: newFaultyPool("curt")},
	})
}

// TestPoolSiteMutants demands that the laws of Shutdowner find faults of pools.
func TestPoolSiteMutants(t *testing.T) {
	site := func(fault string) newSiteFunc { return poolSite(newFaultyPool(fault)) }
	killAll(t, shutdownerLaws, []mutant[newSiteFunc]{
		{name: "open", breaks: "Closed", newPattern: site("open")},
		{name: "hurried", breaks: "Drained", newPattern: site("hurried")},
		{name: "endless", breaks: "Deadline", newPattern: site("endless")},
		{name: "forgetful", breaks: "Repeatable", newPattern: site("forgetful")},
		{name: "lingering", breaks: "Gone", newPattern: site("lingering"), verdict: "leak"},
	})
}

// A faultyPool starts a goroutine for each task, once it has a slot for it. It
// is correct but for its fault.
type faultyPool struct {
	fault   string
	slots   chan struct{}
	running context.Context    //nolint:containedctx // That of all tasks.
	cancel  context.CancelFunc // of running
	closing chan struct{}      // closed when Shutdown begins
	idle    chan struct{}      // closed when the last task has ended after that
	spare   chan answer        // for results that go to anybody

	mu     sync.Mutex
	active int
	last   chan struct{} // closed when the last submitted task has ended
}

func newFaultyPool(fault string) newPoolFunc {
	return func(workers int) patterns.Pool[int] {
		p := &faultyPool{fault: fault, closing: make(chan struct{}), idle: make(chan struct{})}
		switch {
		case workers < 1 && p.is("taciturn"):
			panic("too few")
		case workers < 1 && !p.is("lenient"):
			panic(fmt.Sprintf("the number of workers is %d, want at least 1", workers))
		case p.is("serial"):
			workers = 1
		case p.is("stingy"):
			workers = max(1, workers-1)
		case p.is("generous"):
			workers++
		}
		p.slots = make(chan struct{}, max(1, workers))
		p.spare = make(chan answer, 1000)
		p.running, p.cancel = context.WithCancel(context.Background())
		return p
	}
}

func (p *faultyPool) is(faults ...string) bool { return slices.Contains(faults, p.fault) }

func (p *faultyPool) Submit(ctx context.Context, task poolTask) (poolFuture, error) {
	f := &faultyFuture{pool: p, done: make(chan struct{}), once: make(chan answer, 1)}
	if p.is("boundless", "queueing") {
		if !p.enter() {
			return nil, patterns.ErrClosed
		}
		go func() {
			if p.is("queueing") {
				p.slots <- struct{}{}
			}
			p.run(p.running, f, task)
		}()
		return f, nil
	}
	if err := p.acquire(ctx); err != nil {
		if p.is("insistent") && !errors.Is(err, patterns.ErrClosed) && p.enter() {
			go func() {
				p.slots <- struct{}{}
				p.run(p.running, f, task)
			}()
		}
		return nil, err
	}
	if !p.enter() {
		<-p.slots
		return nil, patterns.ErrClosed
	}
	p.start(ctx, f, task)
	if p.is("deceitful") && ctx.Err() != nil { // too late, but who knows
		return nil, context.Cause(ctx)
	}
	return f, nil
}

// start runs the task of f on a goroutine of its own, which ends the order of
// tasks for now.
func (p *faultyPool) start(ctx context.Context, f *faultyFuture, task poolTask) {
	p.mu.Lock()
	f.before, p.last = p.last, f.done
	p.mu.Unlock()
	if !p.is("attached") {
		ctx = p.running
	}
	if ctx, f.cancel = context.WithCancel(ctx); p.is("synchronous") {
		p.run(ctx, f, task)
		return
	}
	go p.run(ctx, f, task)
}

// acquire waits for a slot.
func (p *faultyPool) acquire(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	default:
	}
	if p.is("overloaded") {
		return errors.New("all workers are busy")
	}
	closing := p.closing
	if p.is("hopeful") { // until a worker is free
		closing = nil
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-closing:
		return patterns.ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// enter counts a task, unless the pool is closed.
func (p *faultyPool) enter() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed() && !p.is("open") {
		return false
	}
	p.active++
	return true
}

func (p *faultyPool) closed() bool { return poolIsClosed(p.closing) }

// run runs a task in the slot that it has.
func (p *faultyPool) run(ctx context.Context, f *faultyFuture, task poolTask) {
	if p.is("dropping") {
		if yield(); p.closed() {
			task = func(context.Context) (int, error) { return 0, patterns.ErrClosed }
		}
	}
	a := p.answer(ctx, task)
	if p.is("repeating") && a.err == nil {
		a = p.answer(ctx, task)
	}
	if p.is("orderly") && f.before != nil {
		<-f.before
	}
	f.answer = a
	p.spare <- a
	f.once <- a
	close(f.once)
	close(f.done)
	if !p.is("boundless") && (!p.is("shrinking") || !errors.As(a.err, new(*patterns.PanicError))) {
		<-p.slots
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.active--
	p.finish()
}

func (p *faultyPool) answer(ctx context.Context, task poolTask) (a answer) {
	if !p.is("fragile") {
		defer func() {
			switch v := recover(); {
			case v == nil || p.is("swallowing"):
			case p.is("texting"):
				a.err = &patterns.PanicError{Value: fmt.Sprint(v), Stack: debug.Stack()}
			default:
				a.err = &patterns.PanicError{Value: v, Stack: debug.Stack()}
			}
		}()
	}
	value, err := task(ctx)
	if err != nil && p.is("valueless") {
		value = 0
	}
	return answer{value, err}
}

// finish says that all is done, if it is. The lock must be held.
func (p *faultyPool) finish() {
	if p.closed() && p.active == 0 && !poolIsClosed(p.idle) {
		close(p.idle)
	}
}

func poolIsClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func (p *faultyPool) Shutdown(ctx context.Context) error {
	p.mu.Lock()
	again := p.closed()
	if !again {
		close(p.closing)
	}
	p.finish()
	p.mu.Unlock()
	switch {
	case p.is("hurried"), p.is("forgetful") && again:
		return nil
	case p.is("endless"):
		<-p.idle
		return nil
	case p.is("strict"):
		p.cancel()
	case p.is("curt") && ctx.Err() != nil && !poolIsClosed(p.idle):
		return context.Cause(ctx)
	case p.is("lingering"):
		go func() { <-make(chan struct{}) }()
	}
	select {
	case <-p.idle:
		return nil
	case <-ctx.Done():
	}
	if poolIsClosed(p.idle) {
		return nil
	}
	if !p.is("orphaning") {
		p.cancel()
	}
	return context.Cause(ctx)
}

// A faultyFuture is that of a faultyPool.
type faultyFuture struct {
	pool   *faultyPool
	cancel context.CancelFunc // of the task
	before chan struct{}      // closed when the task submitted before has ended
	done   chan struct{}
	answer answer      // once done is closed
	once   chan answer // for a future that can be read once
}

func (f *faultyFuture) Get(ctx context.Context) (int, error) {
	switch {
	case f.pool.is("deaf"):
		<-f.done
	case f.pool.is("crossed"):
		a := <-f.pool.spare
		f.pool.spare <- a
		return a.value, a.err
	case f.pool.is("disposable"):
		select {
		case a := <-f.once:
			return a.value, a.err
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	case f.pool.is("expiring") && ctx.Err() != nil:
		return 0, context.Cause(ctx)
	}
	select {
	case <-f.done:
		return f.answer.value, f.answer.err
	case <-ctx.Done():
	}
	if poolIsClosed(f.done) && !f.pool.is("undecided") {
		return f.answer.value, f.answer.err
	}
	if f.pool.is("sulking") { // nobody wants it
		f.cancel()
	}
	return 0, context.Cause(ctx)
}
