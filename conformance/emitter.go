package conformance

import (
	"runtime"
	"strings"
	"sync"
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
		"Synchronous", "Emit returns once every handler that is attached throughout has been called " +
			"with the event, once.", emitterSynchronous,
	},
	{"Inline", "handlers are called on the goroutine of Emit.", emitterInline},
	{
		"Detached", "an Emit that begins after any call of detach has returned does not call the handler.",
		emitterDetached,
	},
	{"OwnOnly", "detach removes its own handler and no other, however often it is called.", emitterOwnOnly},
	{
		"Isolated", "a handler that panics is detached, then reported to failed on the same goroutine before " +
			"Emit returns, and nobody else notices.", emitterIsolated,
	},
	{"Reentrant", "a handler may attach, detach and emit.", emitterReentrant},
	{
		"Snapshot", "a handler attached by a handler during an Emit is not called by that Emit.",
		emitterSnapshot,
	},
	{"Free", "Emit allocates nothing while no handler is attached.", emitterFree},
}}

// emitterCalm is the failed of emitters whose handlers do not panic.
func emitterCalm(*patterns.PanicError) {}

// An emitterLog counts, for each handler, with which events it was called.
type emitterLog struct {
	mu    sync.Mutex
	calls map[emitterCall]int
}

type emitterCall struct{ handler, event int }

func newEmitterLog() *emitterLog { return &emitterLog{calls: make(map[emitterCall]int)} }

func (l *emitterLog) add(handler, event int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls[emitterCall{handler, event}]++
}

// count returns how often the handler was called with the event.
func (l *emitterLog) count(handler, event int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls[emitterCall{handler, event}]
}

// handler returns a handler that notes its calls and lets others run.
func (l *emitterLog) handler(i int) func(int) {
	return func(event int) {
		l.add(i, event)
		yield()
	}
}

// emitterGoroutine returns what the header of a stack trace calls this
// goroutine. There is no other way to tell goroutines apart.
func emitterGoroutine() string {
	buf := make([]byte, 64)
	header, _, _ := strings.Cut(string(buf[:runtime.Stack(buf, false)]), " [")
	return header
}
