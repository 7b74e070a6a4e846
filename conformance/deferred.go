package conformance

import (
	"context"
	"testing"
	"time"

	"github.com/assay-go/assay/patterns"
)

// TestDeferred checks the laws of [patterns.Deferred], those of
// [patterns.Shutdowner] included.
func TestDeferred[D patterns.Deferred[int]](t *testing.T, newDeferred func(time.Duration, func(context.Context) (int, error)) D) {
	t.Helper()
	testDeferred(t, alone("Deferred"), newDeferred)
}

func testDeferred[D patterns.Deferred[int]](t *testing.T, s scope, newDeferred func(time.Duration, func(context.Context) (int, error)) D) {
	t.Helper()
	if newDeferred == nil {
		s.absent(t)
	}
	checkAll(t, s, deferredLaws, func(retry time.Duration, load func(context.Context) (int, error)) patterns.Deferred[int] {
		return constructed(func() patterns.Deferred[int] { return newDeferred(retry, load) })
	})
}

type newDeferredFunc = func(retry time.Duration, load func(context.Context) (int, error)) patterns.Deferred[int]

var deferredLaws = pattern[newDeferredFunc]{"Deferred", []law[newDeferredFunc]{
	{"Prompt", "the constructor does not wait for load.", nil},
	{"Eager", "load begins without any Get.", nil},
	{"Initial", "until the first load has returned, Status is Initializing, unless Shutdown has begun.", nil},
	{"Ready", "while Status is Ready, every Get returns the loaded value, whatever its context.", nil},
	{"Agreement", "all Gets that return a value return the same value.", nil},
	{"Degraded", "from a failed load until one succeeds Status is Degraded, and Gets go on waiting.", nil},
	{"Retry", "a failed load begins again one retry period after it returned, a successful one never.", nil},
	{"Serial", "loads never overlap.", nil},
	{
		"GiveUp", "a Get returns as soon as its context is done, and neither the load nor another Get is " +
			"affected.", nil,
	},
	{
		"Cause", "the error of a Get that gave up while Degraded wraps the cause of its context and the " +
			"error of the last load.", nil,
	},
	{"Panic", "a load that panics has failed with a PanicError.", nil},
	{
		"Cancel", "Shutdown cancels the context of every load, and no load falls due afterwards: one that " +
			"begins all the same finds its context done.", nil,
	},
	{"Dismissed", "a Get that waits when Shutdown begins returns ErrClosed at once.", nil},
}}
