package conformance

import (
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/assay-go/assay/patterns"
)

// TestGate checks the laws of [patterns.Gate], those of
// [patterns.Shutdowner] included.
func TestGate[G patterns.Gate](t *testing.T, newGate func(func() error) G) {
	t.Helper()
	testGate(t, alone("Gate"), newGate)
}

func testGate[G patterns.Gate](t *testing.T, s scope, newGate func(func() error) G) {
	t.Helper()
	if newGate == nil {
		s.absent(t)
	}
	newPattern := func(terminate func() error) patterns.Gate {
		return constructed(func() patterns.Gate { return newGate(terminate) })
	}
	checkAll(t, s, gateLaws, newPattern)
	testShutdowner(t, s, gateSite(newPattern))
}

type newGateFunc = func(terminate func() error) patterns.Gate

var gateLaws = pattern[newGateFunc]{"Gate", []law[newGateFunc]{
	{"Inline", "Do calls f on the goroutine of its caller, and returns its error.", gateInline},
	{"Panic", "a call of f that panics counts as finished, and the panic propagates.", gatePanic},
	{"Last", "terminate is called after Shutdown has begun and the last accepted f has finished.", gateLast},
	{"Once", "terminate is called exactly once, however many Shutdowns there are.", gateOnce},
	{"Cleanup", "terminate is called even if every Shutdown has given up.", gateCleanup},
	{
		"Told", "every Shutdown that waited for terminate or came later returns its error, which for a " +
			"panic is a PanicError.", gateTold,
	},
}}

// gateSite makes gates that have nothing to clean up.
func gateSite(newGate newGateFunc) newSiteFunc {
	return func(int) site {
		g := newGate(func() error { return nil })
		return site{g, func(_ int, work func()) error {
			return g.Do(func() error {
				work()
				return nil
			})
		}}
	}
}

// gateGoroutine returns the number of the goroutine that calls it. There is no
// function for it, but the first line of a stack trace tells.
func gateGoroutine() (id int) {
	buf := make([]byte, 64)
	_, _ = fmt.Sscanf(string(buf[:runtime.Stack(buf, false)]), "goroutine %d ", &id)
	return id
}

// A gateEnd is a way in which terminate can end.
type gateEnd struct {
	name string
	err  error
	p    any // what it panics with
}

var gateEnds = []gateEnd{
	{name: "returns nil"},
	{name: "returns an error", err: errTest},
	{name: "panics", p: "boom"},
}

func drawGateEnd(t *trial) gateEnd {
	return gateEnds[t.Choice("terminate", gateEnds[0].name, gateEnds[1].name, gateEnds[2].name)]
}

// end ends terminate.
func (e gateEnd) end() error {
	if e.p != nil {
		panic(e.p)
	}
	return e.err
}

// told reports whether err tells how terminate has ended.
func (e gateEnd) told(err error) bool {
	if e.p == nil {
		return errors.Is(err, e.err)
	}
	var p *patterns.PanicError
	return errors.As(err, &p) && p.Value == e.p && len(p.Stack) > 0
}
