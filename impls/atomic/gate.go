package atomic

import (
	"context"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// A gate is a ledger of the calls inside, and a goroutine that waits for it once
// the gate is closed.
type gate struct {
	terminate func() error
	ledger    ledger
	ending    atomic.Bool   // whether the goroutine exists
	done      chan struct{} // closed when err is what terminate returned
	err       error
}

// NewGate returns a gate that is open.
func NewGate(terminate func() error) patterns.Gate {
	return &gate{
		terminate: terminate,
		ledger:    ledger{done: make(chan struct{})},
		done:      make(chan struct{}),
	}
}

// Do calls f, unless the gate is closed.
func (g *gate) Do(f func() error) error {
	if !g.ledger.enter() {
		return patterns.ErrClosed
	}
	defer g.ledger.leave() // also when f panics
	return f()
}

// Shutdown closes the gate and waits for the cleanup.
func (g *gate) Shutdown(ctx context.Context) error {
	g.ledger.close()
	if g.ending.CompareAndSwap(false, true) {
		go g.end()
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

// end waits for the calls inside and cleans up behind them.
func (g *gate) end() {
	<-g.ledger.done
	g.err = g.do()
	close(g.done)
}

// do calls terminate. Its panic becomes the error.
func (g *gate) do() (err error) {
	defer catch(&err)
	return g.terminate()
}
