package conformance

import (
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
	checkAll(t, s, gateLaws, func(terminate func() error) patterns.Gate {
		return constructed(func() patterns.Gate { return newGate(terminate) })
	})
}

type newGateFunc = func(terminate func() error) patterns.Gate

var gateLaws = pattern[newGateFunc]{"Gate", []law[newGateFunc]{
	{"Inline", "Do calls f on the goroutine of its caller, and returns its error.", nil},
	{"Panic", "a call of f that panics counts as finished, and the panic propagates.", nil},
	{"Last", "terminate is called after Shutdown has begun and the last accepted f has finished.", nil},
	{"Once", "terminate is called exactly once, however many Shutdowns there are.", nil},
	{"Cleanup", "terminate is called even if every Shutdown has given up.", nil},
	{
		"Told", "every Shutdown that waited for terminate or came later returns its error, which for a " +
			"panic is a PanicError.", nil,
	},
}}
