package conformance

import (
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"testing"

	"github.com/assay-go/assay/patterns"
)

// All the emitters in this file are wrong, each in the one way that its fault
// tells, but the one without a fault.

func TestEmitterLawsSpareTheCorrect(t *testing.T) { sparesAll(t, emitterLaws, newFaultyEmitter("")) }

func TestEmitterMutants(t *testing.T) {
	mutant := func(name, breaks string, v ...verdict) mutant[newEmitterFunc] {
		v = append(v, "")
		return mutant[newEmitterFunc]{
			name: name, breaks: breaks, newPattern: newFaultyEmitter(name), verdict: v[0],
		}
	}
	killAll(t, emitterLaws, []emitterMutant{
		mutant("asynchronous", "Synchronous"),
		mutant("skipping", "Synchronous"),
		mutant("lossy", "Synchronous"),
		mutant("delegating", "Inline"),
		mutant("sluggish", "Detached"),
		mutant("inattentive", "Detached"),
		mutant("remembering", "Detached"),
		mutant("popping", "OwnOnly"),
		mutant("renumbering", "OwnOnly"),
		mutant("recycling", "OwnOnly"),
		mutant("fragile", "Isolated"),
		mutant("abandoning", "Isolated"),
		mutant("forgiving", "Isolated"),
		mutant("belated", "Isolated"),
		mutant("silent", "Isolated"),
		mutant("remote", "Isolated"),
		mutant("stackless", "Isolated"),
		mutant("stringly", "Isolated"),
		mutant("possessive", "Reentrant", "deadlock"),
		mutant("reading", "Reentrant", "hang"),
		mutant("queueing", "Reentrant"),
		mutant("live", "Snapshot"),
		mutant("recycling", "Snapshot"),
		mutant("hospitable", "Snapshot"),
		mutant("boxing", "Free"),
		mutant("recording", "Free"),
	})
}

type emitterMutant = mutant[newEmitterFunc]

// A faultyEmitter is a list of handlers that is never changed, but replaced. It
// is correct but for its fault.
type faultyEmitter struct {
	fault  string
	failed func(*patterns.PanicError)
	turn   chan struct{} // for the fault that holds it while handlers run
	run    sync.RWMutex  // for the fault that holds it while handlers run

	mu       sync.Mutex
	handlers []*faultyHandler // nil where there is none, for the fault that fills gaps
	shown    []*faultyHandler
	emitting bool
	queue    []int
	last     any
}

type faultyHandler struct {
	call  func(int)
	place int
}

func newFaultyEmitter(fault string) newEmitterFunc {
	return func(failed func(*patterns.PanicError)) patterns.Emitter[int] {
		return &faultyEmitter{fault: fault, failed: failed, turn: make(chan struct{}, 1)}
	}
}

func (e *faultyEmitter) is(faults ...string) bool { return slices.Contains(faults, e.fault) }

func (e *faultyEmitter) locked(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	f()
}

func (e *faultyEmitter) Attach(handler func(int)) (detach func()) {
	switch {
	case e.is("possessive"):
		e.turn <- struct{}{}
		defer func() { <-e.turn }()
	case e.is("reading"):
		e.run.Lock()
		defer e.run.Unlock()
	}
	h := &faultyHandler{call: handler}
	e.locked(func() { e.add(h) })
	if e.is("lossy") {
		e.addLossily(h)
	}
	called := false
	return func() {
		first := false
		e.locked(func() { first, called = !called, true })
		if e.is("inattentive") {
			if !first {
				return
			}
			yield()
		}
		if e.is("sluggish") {
			go e.locked(func() { e.remove(h) })
			return
		}
		e.locked(func() { e.remove(h) })
	}
}

// add adds h. The lock must be held.
func (e *faultyEmitter) add(h *faultyHandler) {
	h.place = len(e.handlers)
	if i := slices.Index(e.handlers, nil); e.is("recycling") && i >= 0 {
		h.place = i
		e.handlers[i] = h
		return
	}
	e.handlers = append(slices.Clip(e.handlers), h)
}

// addLossily adds h again, to a list that may have changed meanwhile.
func (e *faultyEmitter) addLossily(h *faultyHandler) {
	var old []*faultyHandler
	e.locked(func() { e.remove(h); old = e.handlers })
	yield()
	e.locked(func() { e.handlers = append(slices.Clip(old), h) })
}

// remove removes h. The lock must be held.
func (e *faultyEmitter) remove(h *faultyHandler) {
	i := slices.Index(e.handlers, h)
	switch {
	case e.is("renumbering"):
		i = h.place
	case e.is("popping"):
		i = len(e.handlers) - 1
	case e.is("recycling"):
		e.handlers[h.place] = nil
		return
	case e.is("hospitable"): // nothing moves, so that only those at the end are new to an Emit
		e.handlers[h.place] = nil
		return
	case e.is("skipping") && i >= 0: // others move while they are visited
		e.handlers = slices.Delete(e.handlers, i, i+1)
		return
	}
	if i >= 0 && i < len(e.handlers) {
		e.handlers = slices.Delete(slices.Clone(e.handlers), i, i+1)
	}
}

func (e *faultyEmitter) Emit(event int) {
	switch {
	case e.is("possessive"):
		e.turn <- struct{}{}
		defer func() { <-e.turn }()
	case e.is("reading"):
		e.run.RLock()
		defer e.run.RUnlock()
	case e.is("boxing"):
		e.locked(func() { e.last = event })
	case e.is("recording"):
		e.locked(func() { e.last = &faultyHandler{place: event} })
	case e.is("queueing"):
		e.enqueue(event)
		return
	}
	e.emit(event)
}

// enqueue leaves the event to the Emit that is in progress, if there is one.
func (e *faultyEmitter) enqueue(event int) {
	busy := false
	e.locked(func() {
		e.queue = append(e.queue, event)
		busy, e.emitting = e.emitting, true
	})
	for more := !busy; more; {
		next := 0
		e.locked(func() {
			if more = len(e.queue) > 0; more {
				next, e.queue = e.queue[0], e.queue[1:]
			} else {
				e.emitting = false
			}
		})
		if more {
			e.emit(next)
		}
	}
}

func (e *faultyEmitter) emit(event int) {
	if e.is("skipping", "live", "recycling", "hospitable") {
		for i := 0; ; i++ {
			h, more := e.at(i)
			if !more {
				return
			}
			if h != nil {
				e.call(h, event)
			}
		}
	}
	for _, h := range e.list() {
		switch {
		case e.is("asynchronous"):
			go e.call(h, event)
		case e.is("delegating"):
			done := make(chan struct{})
			go func() { defer close(done); e.call(h, event) }()
			<-done
		case !e.call(h, event) && e.is("abandoning"):
			return
		}
	}
}

// at returns the handler that is at place i now.
func (e *faultyEmitter) at(i int) (h *faultyHandler, more bool) {
	e.locked(func() {
		if more = i < len(e.handlers); more {
			h = e.handlers[i]
		}
	})
	return h, more
}

// list returns the handlers to call.
func (e *faultyEmitter) list() (handlers []*faultyHandler) {
	e.locked(func() {
		handlers = e.handlers
		if e.is("remembering") { // learns of a change one event late
			handlers, e.shown = e.shown, e.handlers
		}
	})
	return handlers
}

// call calls h, and reports whether it has returned.
func (e *faultyEmitter) call(h *faultyHandler, event int) (returned bool) {
	if !e.is("fragile") {
		defer func() {
			if p := recover(); p != nil {
				e.fail(h, &patterns.PanicError{Value: p, Stack: debug.Stack()})
			}
		}()
	}
	h.call(event)
	return true
}

// fail detaches h and reports its panic.
func (e *faultyEmitter) fail(h *faultyHandler, p *patterns.PanicError) {
	switch {
	case e.is("stackless"):
		p.Stack = nil
	case e.is("stringly"):
		p.Value = fmt.Sprint(p.Value)
	case e.is("belated"):
		e.failed(p)
	}
	if !e.is("forgiving") {
		e.locked(func() { e.remove(h) })
	}
	switch {
	case e.is("remote"):
		done := make(chan struct{})
		go func() { defer close(done); e.failed(p) }()
		<-done
	case !e.is("silent", "belated"):
		e.failed(p)
	}
}
