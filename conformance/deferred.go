package conformance

import (
	"context"
	"testing"
	"time"

	"github.com/assay-go/assay/patterns"
)

// TestDeferred checks the laws of [patterns.Deferred], those of
// [patterns.Shutdowner] included.
func TestDeferred[D patterns.Deferred[int]](
	t *testing.T, newDeferred func(time.Duration, func(context.Context) (int, error)) D,
) {
	t.Helper()
	testDeferred(t, alone("Deferred"), newDeferred)
}

func testDeferred[D patterns.Deferred[int]](
	t *testing.T, s scope, newDeferred func(time.Duration, func(context.Context) (int, error)) D,
) {
	t.Helper()
	if newDeferred == nil {
		s.absent(t)
	}
	newPattern := func(retry time.Duration, load func(context.Context) (int, error)) patterns.Deferred[int] {
		return constructed(func() patterns.Deferred[int] { return newDeferred(retry, load) })
	}
	checkAll(t, s, deferredLaws, newPattern)
	s.path += "." + deferredShutdownerLaws.name
	t.Run(deferredShutdownerLaws.name, func(t *testing.T) { checkAll(t, s, deferredShutdownerLaws, newPattern) })
}

type newDeferredFunc = func(retry time.Duration, load func(context.Context) (int, error)) patterns.Deferred[int]

var deferredLaws = pattern[newDeferredFunc]{"Deferred", []law[newDeferredFunc]{
	{"Prompt", "the constructor does not wait for load.", deferredPrompt},
	{"Eager", "load begins at once, without any Get.", deferredEager},
	{"Initial", "until the first load has returned, Status is Initializing, unless Shutdown has begun.", deferredInitial},
	{
		"Ready", "once a load has succeeded Status is Ready until Shutdown begins, and while it is, " +
			"every Get returns the loaded value, whatever its context.", deferredReady,
	},
	{"Agreement", "all Gets that return a value return the same value.", deferredAgreement},
	{
		"Degraded", "from a failed load until one succeeds Status is Degraded, unless Shutdown has begun, " +
			"and Gets go on waiting.", deferredDegraded,
	},
	{"Retry", "a failed load begins again one retry period after it returned, a successful one never.", deferredRetry},
	{"Serial", "loads never overlap.", deferredSerial},
	{
		"GiveUp", "a Get returns as soon as its context is done, and neither the load nor another Get is " +
			"affected.", deferredGiveUp,
	},
	{
		"Cause", "the error of a Get that gave up while Degraded wraps the cause of its context and the " +
			"error of the last load.", deferredCause,
	},
	{"Panic", "a load that panics has failed with a PanicError.", deferredPanic},
	{
		"Cancel", "Shutdown cancels the context of every load, and no load falls due afterwards: one that " +
			"begins all the same finds its context done.", deferredCancel,
	},
	{"Dismissed", "a Get that waits when Shutdown begins returns ErrClosed at once.", deferredDismissed},
}}
