package std

import (
	"context"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// A gate is a [sync.WaitGroup] of the calls inside, and a goroutine that waits
// for it once the gate is closed. The lock sees to it that every Add comes
// before the Wait, as the documentation of Add demands.
type gate struct {
	terminate func() error
	inside    sync.WaitGroup
	close     sync.Once
	done      chan struct{} // closed when err is what terminate returned
	err       error

	mu     sync.RWMutex
	closed bool
}

// NewGate returns a gate that is open.
func NewGate(terminate func() error) patterns.Gate {
	return &gate{terminate: terminate, done: make(chan struct{})}
}

// Do calls f, unless the gate is closed.
func (g *gate) Do(f func() error) error {
	if !g.enter() {
		return patterns.ErrClosed
	}
	defer g.inside.Done() // also when f panics
	return f()
}

// Shutdown closes the gate and waits for the cleanup.
func (g *gate) Shutdown(ctx context.Context) error {
	g.close.Do(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.closed = true
		go g.end()
	})
	select {
	case <-g.done:
		return g.err
	case <-ctx.Done():
	}
	select {
	case <-g.done: // finished work beats a done context
		return g.err
	default:
		return context.Cause(ctx)
	}
}

// enter adds a call, unless the gate is closed. The lock is shared, and held for
// no longer than that: f may shut the gate down.
func (g *gate) enter() bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.closed {
		return false
	}
	g.inside.Add(1)
	return true
}

// end waits for the calls inside and cleans up behind them.
func (g *gate) end() {
	g.inside.Wait()
	g.err = g.do()
	close(g.done)
}

// do calls terminate. Its panic becomes the error.
func (g *gate) do() (err error) {
	defer catch(&err)
	return g.terminate()
}
