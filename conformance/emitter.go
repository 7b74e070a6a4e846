package conformance

import (
	"testing"

	"github.com/assay-go/assay/patterns"
)

// TestEmitter checks the laws of [patterns.Emitter].
func TestEmitter[E patterns.Emitter[int]](t *testing.T, newEmitter func(func(*patterns.PanicError)) E) {
	t.Helper()
	testEmitter(t, alone("Emitter"), newEmitter)
}

func testEmitter[E patterns.Emitter[int]](t *testing.T, s scope, newEmitter func(func(*patterns.PanicError)) E) {
	t.Helper()
	if newEmitter == nil {
		s.absent(t)
	}
	checkAll(t, s, emitterLaws, func(failed func(*patterns.PanicError)) patterns.Emitter[int] {
		return constructed(func() patterns.Emitter[int] { return newEmitter(failed) })
	})
}

type newEmitterFunc = func(failed func(*patterns.PanicError)) patterns.Emitter[int]

var emitterLaws = pattern[newEmitterFunc]{"Emitter", []law[newEmitterFunc]{
	{
		"Synchronous", "Emit returns once every handler that is attached throughout has been called with the " +
			"event.", nil,
	},
	{"Inline", "handlers are called on the goroutine of Emit.", nil},
	{"Detached", "an Emit that begins after any call of detach has returned does not call the handler.", nil},
	{"OwnOnly", "detach removes its own handler and no other, however often it is called.", nil},
	{
		"Isolated", "a handler that panics is detached, then reported to failed on the same goroutine before " +
			"Emit returns, and nobody else notices.", nil,
	},
	{"Reentrant", "a handler may attach, detach and emit.", nil},
	{"Snapshot", "a handler attached by a handler during an Emit is not called by that Emit.", nil},
	{"Free", "Emit allocates nothing while no handler is attached.", nil},
}}
