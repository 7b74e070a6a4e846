package channel

import (
	"context"

	"github.com/assay-go/assay/patterns"
)

// A gate is a goroutine that counts who comes in and who goes out. It is always
// ready to listen until it has been told to close and everybody has gone out,
// and then it cleans up.
type gate struct {
	terminate func() error
	enter     chan struct{}
	leave     chan struct{}
	close     chan struct{}
	closed    chan struct{} // closed when nobody can enter any more
	done      chan struct{} // closed when err is what terminate returned
	err       error
}

// NewGate returns a gate that is open and starts its goroutine, which lives
// until the end of terminate.
func NewGate(terminate func() error) patterns.Gate {
	g := &gate{
		terminate: terminate,
		enter:     make(chan struct{}),
		leave:     make(chan struct{}),
		close:     make(chan struct{}),
		closed:    make(chan struct{}),
		done:      make(chan struct{}),
	}
	go g.run()
	return g
}

// Do calls f, unless the gate is closed.
func (g *gate) Do(f func() error) error {
	select {
	case g.enter <- struct{}{}:
	case <-g.closed:
		return patterns.ErrClosed
	}
	defer func() { g.leave <- struct{}{} }() // also when f panics
	return f()
}

// Shutdown closes the gate and waits for the cleanup.
func (g *gate) Shutdown(ctx context.Context) error {
	select {
	case g.close <- struct{}{}:
	case <-g.closed:
	}
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

// run is the goroutine.
func (g *gate) run() {
	g.count()
	g.err = g.do()
	close(g.done)
}

// count returns when the gate is closed and nobody is inside.
func (g *gate) count() {
	inside := 0
	enter := g.enter // nil once the gate is closed: nobody is heard on it then
	for enter != nil || inside > 0 {
		select {
		case <-enter:
			inside++
		case <-g.leave:
			inside--
		case <-g.close:
			if enter != nil { // several may ask before closed tells
				enter = nil
				close(g.closed)
			}
		}
	}
}

// do calls terminate. Its panic becomes the error.
func (g *gate) do() (err error) {
	defer catch(&err)
	return g.terminate()
}
