package conformance

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/conformance/interleave/hook"
)

// jitter lets other goroutines run, or not: without it those that were started
// last tend to be first.
func jitter() {
	if hook.Controlled() { // the schedule is chosen
		return
	}
	for range rand.IntN(3) {
		yield()
	}
}

// yield lets other goroutines run, to bring out the order that a law is about.
func yield() { hook.Gosched() }

// settle waits until all others wait. It must be called in a bubble. Unlike
// synctest.Wait it may be called by several goroutines at a time.
func settle() { time.Sleep(time.Nanosecond) }

// rest waits until no other goroutine of the bubble can go on without time
// passing.
func rest() { hook.Wait() }

// panicOf returns the value that f panics with, or nil.
func panicOf(f func()) (p any) {
	defer func() { p = recover() }()
	f()
	return nil
}

// errTest is the error that callbacks of laws return.
var errTest = errors.New("the error of the test")

// errCause is the cause for which the contexts of laws end.
var errCause = errors.New("the cause of the test")

// forever is a context that is never done.
var forever = context.Background()

// over returns a context that is done.
func over() context.Context {
	ctx, cancel := context.WithCancelCause(forever)
	cancel(errCause)
	return ctx
}

// within calls f with a context that is done after d, and returns how long it
// took and its error. It must be called in a bubble.
func within(d time.Duration, f func(context.Context) error) (took time.Duration, err error) {
	ctx, cancel := context.WithTimeoutCause(forever, d, errCause)
	defer cancel()
	start := time.Now()
	err = f(ctx)
	return time.Since(start), err
}

// A tie is a context that becomes done at the very moment at which a waiting
// method looks at it, if the event has happened that it waits for. Its Done
// method first lets everything else come to rest, so what the event has caused
// has happened, too. It must be used in a bubble.
type tie struct {
	context.Context //nolint:containedctx // It is a context.
	cancel          context.CancelCauseFunc
	event           *atomic.Bool
	before          func()      // what to do first, if it is not nil
	tied            atomic.Bool // whether the event and the context were seen together
}

func newTie(event *atomic.Bool) *tie {
	ctx, cancel := context.WithCancelCause(forever)
	return &tie{Context: ctx, cancel: cancel, event: event}
}

// Done returns the channel that is closed when the context is done.
func (c *tie) Done() <-chan struct{} {
	if c.before != nil {
		c.before()
	}
	settle()
	if c.event.Load() {
		c.tied.Store(true)
		c.cancel(errCause)
	}
	return c.Context.Done()
}
