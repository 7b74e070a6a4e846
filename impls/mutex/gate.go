package mutex

import (
	"context"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// A gate counts the calls that are inside, behind a lock. The last one to leave
// a closed gate starts the cleanup.
type gate struct {
	terminate func() error
	done      chan struct{} // closed when err is what terminate returned
	err       error

	mu     sync.Mutex
	inside int
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
	defer g.leave() // also when f panics
	return f()
}

// Shutdown closes the gate and waits for the cleanup.
func (g *gate) Shutdown(ctx context.Context) error {
	g.close()
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

// enter counts a call in, unless the gate is closed.
func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.inside++
	return true
}

// leave counts a call out.
func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	if g.closed && g.inside == 0 {
		go g.end()
	}
}

// close lets no more calls in.
func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed && g.inside == 0 {
		go g.end()
	}
	g.closed = true
}

// end cleans up behind the last call.
func (g *gate) end() {
	g.err = g.do()
	close(g.done)
}

// do calls terminate. Its panic becomes the error.
func (g *gate) do() (err error) {
	defer catch(&err)
	return g.terminate()
}
