package hook

import (
	"context"
	"reflect"
	"sync"

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

// Parent returns what stands for a context where another one is derived from it.
// Package context starts a goroutine that waits for a parent which is not one of
// its own: here it is one that can be interleaved.
func Parent(ctx context.Context) context.Context {
	if ctx == nil || !Controlled() {
		return ctx
	}
	_, own := ctx.(interface {
		AfterFunc(f func()) (stop func() bool)
	})
	t := reflect.TypeOf(ctx)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if own || t.PkgPath() == "context" {
		return ctx
	}
	return parent{ctx}
}

// A parent is a context that package context leaves the waiting to.
type parent struct {
	context.Context //nolint:containedctx // It is a context.
}

// AfterFunc calls f on a goroutine when the context is done.
func (p parent) AfterFunc(f func()) (stop func() bool) {
	var once sync.Once
	stopped := make(chan struct{})
	Go(func() {
		select {
		case <-p.Done():
			Woken()
			sched.Point("context.AfterFunc")
			once.Do(f)
		case <-stopped:
		}
	})
	return func() (first bool) {
		once.Do(func() { first = true })
		if first {
			close(stopped)
		}
		return first
	}
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
