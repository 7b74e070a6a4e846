package conformance

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"testing"

	"github.com/assay-go/assay/patterns"
)

// All the gates in this file are wrong, each in the one way that its fault
// tells, but the one without a fault.

func TestGateLawsSpareTheCorrect(t *testing.T) {
	sparesAll(t, gateLaws, newFaultyGate(""))
	sparesAll(t, shutdownerLaws, gateSite(newFaultyGate("")))
}

func TestGateMutants(t *testing.T) {
	killAll(t, gateLaws, []mutant[newGateFunc]{
		{name: "delegating", breaks: "Inline", newPattern: newFaultyGate("delegating")},
		{name: "mute", breaks: "Inline", newPattern: newFaultyGate("mute")},
		{name: "serial", breaks: "Inline", newPattern: newFaultyGate("serial"), verdict: "deadlock"},
		{name: "stuck", breaks: "Panic", newPattern: newFaultyGate("stuck"), verdict: "deadlock"},
		{name: "swallowing", breaks: "Panic", newPattern: newFaultyGate("swallowing")},
		{name: "texting", breaks: "Panic", newPattern: newFaultyGate("texting")},
		{name: "premature", breaks: "Last", newPattern: newFaultyGate("premature")},
		{name: "eager", breaks: "Last", newPattern: newFaultyGate("eager")},
		{name: "racy", breaks: "Last", newPattern: newFaultyGate("racy")},
		{name: "reading", breaks: "Last", newPattern: newReadingGate, verdict: "hang"},
		{name: "indulgent", breaks: "Last", newPattern: newFaultyGate("indulgent")},
		{name: "repeating", breaks: "Once", newPattern: newFaultyGate("repeating")},
		{name: "impulsive", breaks: "Once", newPattern: newFaultyGate("impulsive")},
		{name: "retrying", breaks: "Once", newPattern: newFaultyGate("retrying")},
		{name: "resigned", breaks: "Cleanup", newPattern: newFaultyGate("resigned")},
		{name: "curt", breaks: "Cleanup", newPattern: newFaultyGate("curt")},
		{name: "silent", breaks: "Told", newPattern: newFaultyGate("silent")},
		{name: "whispering", breaks: "Told", newPattern: newFaultyGate("whispering")},
		{name: "fragile", breaks: "Told", newPattern: newFaultyGate("fragile"), crashes: true},
		{name: "hurried", breaks: "Told", newPattern: newFaultyGate("hurried")},
		{name: "pessimistic", breaks: "Told", newPattern: newFaultyGate("pessimistic")},
		{name: "borrowing", breaks: "Told", newPattern: newFaultyGate("borrowing")},
		{name: "possessive", breaks: "Told", newPattern: newFaultyGate("possessive"), verdict: "hang"},
	})
}

// TestGateSiteMutants demands that the laws of Shutdowner find faults of gates.
func TestGateSiteMutants(t *testing.T) {
	site := func(fault string) newSiteFunc { return gateSite(newFaultyGate(fault)) }
	killAll(t, shutdownerLaws, []mutant[newSiteFunc]{
		{name: "indulgent", breaks: "Closed", newPattern: site("indulgent")},
		{name: "premature", breaks: "Drained", newPattern: site("premature")},
		{name: "pessimistic", breaks: "Deadline", newPattern: site("pessimistic")},
		{name: "forgetful", breaks: "Repeatable", newPattern: site("forgetful")},
		{name: "lingering", breaks: "Gone", newPattern: site("lingering"), verdict: "leak"},
	})
}

// A faultyGate counts the calls that are inside. It is correct but for its fault.
type faultyGate struct {
	fault     string
	terminate func() error
	turn      chan struct{} // for a gate that lets in one at a time

	mu         sync.Mutex
	inside     int
	closed     bool
	terminated bool          // whether terminate was called, or is about to be
	told       bool          // whether its error was returned
	done       chan struct{} // closed when terminate has returned
	err        error         // its error, once done is closed
}

func newFaultyGate(fault string) newGateFunc {
	return func(terminate func() error) patterns.Gate {
		return &faultyGate{
			fault: fault, terminate: terminate, turn: make(chan struct{}, 1), done: make(chan struct{}),
		}
	}
}

func (g *faultyGate) is(faults ...string) bool { return slices.Contains(faults, g.fault) }

func (g *faultyGate) locked(f func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f()
}

// ended reports whether terminate has returned.
func (g *faultyGate) ended() bool {
	select {
	case <-g.done:
		return true
	default:
		return false
	}
}

func (g *faultyGate) Do(f func() error) (err error) {
	if !g.enter() {
		return patterns.ErrClosed
	}
	switch {
	case g.is("serial"):
		g.turn <- struct{}{}
		defer func() { <-g.turn }()
	case g.is("delegating"):
		done := make(chan error, 1)
		go func() { done <- f() }()
		defer g.leave()
		return <-done
	case g.is("stuck"):
		err = f()
		g.leave()
		return err
	case g.is("swallowing"):
		defer func() { _ = recover() }()
	case g.is("texting"):
		defer func() {
			if p := recover(); p != nil {
				panic(fmt.Sprint(p))
			}
		}()
	case g.is("mute"):
		f = func(f func() error) func() error {
			return func() error {
				_ = f()
				return nil
			}
		}(f)
	}
	defer g.leave()
	return f()
}

// enter counts a call, unless the gate is closed.
func (g *faultyGate) enter() (entered bool) {
	g.locked(func() { entered = !g.closed })
	if g.is("racy") && entered {
		yield()
		g.locked(func() { g.inside++ })
		return true
	}
	g.locked(func() {
		// An indulgent gate lets in what comes while others are inside.
		if entered = !g.closed || g.is("indulgent") && g.inside > 0; entered {
			g.inside++
		}
	})
	return entered
}

func (g *faultyGate) leave() {
	own := false
	g.locked(func() {
		g.inside--
		own = g.due()
	})
	switch {
	case own && g.is("borrowing"):
		g.finish()
	case own:
		go g.finish()
	}
}

// due reports whether it is time for terminate, once. The lock must be held.
func (g *faultyGate) due() bool {
	if g.terminated || g.inside > 0 && !g.is("premature") || !g.closed && !g.is("eager") {
		return false
	}
	if g.is("impulsive") { // two may find that it is time
		g.mu.Unlock()
		yield()
		g.mu.Lock()
	}
	g.terminated = !g.is("repeating")
	return true
}

// finish calls terminate and says so.
func (g *faultyGate) finish() {
	var err error
	if g.is("possessive") {
		g.locked(func() { err = g.answer() })
	} else {
		err = g.answer()
	}
	if g.is("retrying") && err != nil {
		err = g.answer()
	}
	g.locked(func() {
		if !g.ended() {
			g.err = err
			close(g.done)
		}
	})
}

func (g *faultyGate) answer() (err error) {
	if !g.is("fragile") {
		defer func() {
			if p := recover(); p != nil {
				err = &patterns.PanicError{Value: p, Stack: debug.Stack()}
			}
		}()
	}
	return g.terminate()
}

func (g *faultyGate) Shutdown(ctx context.Context) error {
	if g.is("curt") && ctx.Err() != nil {
		g.locked(func() { g.closed = true })
		if !g.ended() {
			return context.Cause(ctx)
		}
	}
	var again, due bool
	g.locked(func() {
		again = g.closed
		g.closed = true
		due = g.due()
	})
	if due {
		go g.finish()
	}
	switch {
	case g.is("forgetful") && again:
		return nil
	case g.is("lingering"):
		go func() { <-make(chan struct{}) }()
	case g.is("hurried") && due:
		return nil
	}
	select {
	case <-g.done:
		return g.result()
	case <-ctx.Done():
	}
	if g.ended() && !g.is("pessimistic") {
		return g.result()
	}
	if g.is("resigned") && !g.ended() { // there will be nobody to tell
		g.locked(func() { g.terminated = true })
	}
	return context.Cause(ctx)
}

// result returns the error of terminate.
func (g *faultyGate) result() (err error) {
	g.locked(func() {
		if err = g.err; g.is("silent") || g.is("whispering") && g.told {
			err = nil
		}
		g.told = true
	})
	return err
}

// A readingGate holds a read lock while f runs.
type readingGate struct {
	*faultyGate
	rw sync.RWMutex
}

func newReadingGate(terminate func() error) patterns.Gate {
	return &readingGate{faultyGate: newFaultyGate("")(terminate).(*faultyGate)}
}

func (g *readingGate) Do(f func() error) error {
	g.rw.RLock()
	defer g.rw.RUnlock()
	return g.faultyGate.Do(f)
}

func (g *readingGate) Shutdown(ctx context.Context) error {
	closed := make(chan error, 1)
	go func() {
		g.rw.Lock()
		defer g.rw.Unlock()
		closed <- g.faultyGate.Shutdown(context.Background())
	}()
	select {
	case err := <-closed:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
