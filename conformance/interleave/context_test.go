package interleave_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/hook"
)

// TestCancelRaces checks that what can be seen of a context is explored before
// and after it is cancelled.
func TestCancelRaces(t *testing.T) {
	cause := errors.New("cause")
	seen := make(map[error]int)
	n := exhaust(t, interleave.Options{Preemptions: interleave.Unbounded}, func() {
		ctx, cancel := context.WithCancel(context.Background())
		hook.Go(hook.Cancel(cancel))
		seen[hook.ContextErr(ctx)]++
	})
	assert.Equal(t, map[error]int{nil: 1, context.Canceled: 1}, seen)
	assert.Equal(t, 2, n)

	seen = make(map[error]int)
	exhaust(t, interleave.Options{Preemptions: interleave.Unbounded}, func() {
		ctx, cancel := context.WithCancelCause(context.Background())
		hook.Go(func() { hook.CancelCause(cancel)(cause) })
		seen[hook.ContextCause(ctx)]++
	})
	assert.Equal(t, map[error]int{nil: 1, cause: 1}, seen)

	closed := make(map[bool]int)
	exhaust(t, interleave.Options{Preemptions: interleave.Unbounded}, func() {
		ctx, cancel := context.WithCancel(context.Background())
		hook.Go(hook.Cancel(cancel))
		select { // of code that is not instrumented
		case <-hook.ContextDone(ctx):
			closed[true]++
		default:
			closed[false]++
		}
	})
	assert.Equal(t, map[bool]int{false: 1, true: 1}, closed)
}

// TestCancelWakes checks that those whom a cancel wakes go on in any order.
func TestCancelWakes(t *testing.T) {
	orders := make(map[string]int)
	n := exhaust(t, interleave.Options{Preemptions: interleave.Unbounded}, func() {
		ctx, cancel := context.WithCancel(context.Background())
		order := ""
		for _, name := range []string{"a", "b", "c"} {
			hook.Go(func() {
				hook.Receive(ctx.Done())
				hook.Point()
				order += name
			})
		}
		hook.Sleep(time.Second)
		hook.Cancel(cancel)()
		hook.Sleep(time.Second)
		orders[order]++
	})
	assert.Len(t, orders, 6)
	assert.Equal(t, 24*24, n, "the orders of all four before they wait, and after")
}

// A stranger is a context that package context knows nothing of.
type stranger struct {
	context.Context //nolint:containedctx // It is a context.
	done            chan struct{}
}

func (s stranger) Done() <-chan struct{} { return s.done }

func (s stranger) Err() error {
	select {
	case <-s.done:
		return context.Canceled
	default:
		return nil
	}
}

// TestStrangersAreParents checks that there is a moment at which such a context is
// done and its child is not yet, and that nobody is left waiting for it.
func TestStrangersAreParents(t *testing.T) {
	seen := make(map[error]int)
	exhaust(t, interleave.Options{Preemptions: interleave.Unbounded}, func() {
		s := stranger{context.Background(), make(chan struct{})}
		ctx, cancel := context.WithCancel(hook.Parent(s))
		hook.Close(s.done)
		seen[hook.ContextErr(ctx)]++
		hook.Cancel(cancel)()
	})
	assert.Len(t, seen, 2)
	exhaust(t, interleave.Options{Preemptions: interleave.Unbounded}, func() {
		s := stranger{context.Background(), make(chan struct{})}
		ctx, cancel := context.WithTimeout(hook.Parent(s), time.Second)
		defer cancel()
		hook.Receive(ctx.Done())
		assert.Equal(t, context.DeadlineExceeded, ctx.Err())
	})
}

// TestContextIsPlain checks what the functions do without control.
func TestContextIsPlain(t *testing.T) {
	both(t, func() {
		ctx, cancel := context.WithCancelCause(context.Background())
		assert.NoError(t, hook.ContextErr(ctx))
		assert.Equal(t, ctx.Done(), hook.ContextDone(ctx))
		hook.CancelCause(cancel)(context.DeadlineExceeded)
		assert.Equal(t, context.Canceled, hook.ContextErr(ctx))
		assert.Equal(t, context.DeadlineExceeded, hook.ContextCause(ctx))
		assert.Panics(t, func() { hook.Cancel(nil)() })
	})
}
