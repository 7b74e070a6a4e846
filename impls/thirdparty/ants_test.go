package thirdparty_test

import (
	"testing"
	"time"

	"github.com/panjf2000/ants/v2"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
)

// The tests in this file show faults of ants v2.12.1 that take preemptions at
// certain steps, so that no declaration in Lacks could count on them: they fail,
// but only under assay explore.

// A Submit may wait for ever beside a Release. It has seen an open pool, then
// Release wakes those that wait. Then it has seen a busy worker, and that ends and
// wakes those that wait. Neither of them holds the lock while it does so, and
// only then Submit begins to wait.
//
// It is what github.com/panjf2000/ants/issues/141 tells of an older version.
func TestAntsLateSubmit(t *testing.T) {
	underExploration(t)
	interleave.Test(t, func(x *interleave.T) {
		p, err := ants.NewPool(1, ants.WithDisablePurge(true))
		require.NoError(x, err)
		require.NoError(x, p.Submit(func() { x.Point() }))
		x.Go(p.Release)
		_ = p.Submit(func() {})
		x.Wait()
	})
}

// A Submit may oversleep a worker that ends by a panic, in the same way. The
// scavenger, which looks once in a second, wakes it.
func TestAntsPanic(t *testing.T) {
	underExploration(t)
	interleave.Test(t, func(x *interleave.T) {
		p, err := ants.NewPool(1, ants.WithPanicHandler(func(any) {}))
		require.NoError(x, err)
		require.NoError(x, p.Submit(func() { panic("task") }))
		begin := time.Now()
		require.NoError(x, p.Submit(func() {}))
		require.Zero(x, time.Since(begin), "the only worker was free at once")
		p.Release()
	})
}

// underExploration skips a test that tells nothing of code that is not under
// control.
func underExploration(t *testing.T) {
	t.Helper()
	if _, explored, err := interleave.Environment(interleave.Options{}); err != nil || !explored {
		t.Skip("it needs assay explore: see doc.go")
	}
}
