package hook

import (
	"context"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// ContextErr stands for ctx.Err().
func ContextErr(ctx context.Context) error {
	sched.Point("Context.Err")
	return ctx.Err()
}

// ContextDone stands for ctx.Done(), where the channel is not received from at
// once.
func ContextDone(ctx context.Context) <-chan struct{} {
	sched.Point("Context.Done")
	return ctx.Done()
}

// ContextCause stands for [context.Cause].
func ContextCause(ctx context.Context) error {
	sched.Point("context.Cause")
	return context.Cause(ctx)
}

// Cancel returns what stands for cancel where it is called.
func Cancel(cancel context.CancelFunc) context.CancelFunc {
	return func() {
		sched.Point("cancel")
		cancel()
		Woken()
	}
}

// CancelCause returns what stands for cancel where it is called.
func CancelCause(cancel context.CancelCauseFunc) context.CancelCauseFunc {
	return func(cause error) {
		sched.Point("cancel")
		cancel(cause)
		Woken()
	}
}
