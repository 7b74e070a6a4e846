package interleave_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/atomic"
	"github.com/assay-go/assay/conformance/interleave/hook"
	"github.com/assay-go/assay/conformance/internal/gear"
)

// TestPCTDepth checks that there are at most depth-1 preemptions, and that often
// enough there are so many.
func TestPCTDepth(t *testing.T) {
	for depth := 1; depth <= 4; depth++ {
		e := newExplorer(t, interleave.Options{Strategy: "pct", Depth: depth, Schedules: 200, Seed: 3})
		most := 0
		for e.Next() {
			e.Run(patience, steps(5, 5, 5))
			most = max(most, e.Preemptions())
		}
		assert.Equal(t, depth-1, most)
		assert.Equal(t, 200, e.Explored())
		assert.False(t, e.Exhausted())
	}
}

// TestPCTGuarantee checks the bound of the paper, 1/(n*k^(d-1)), on a fault of
// depth 2 in 2 goroutines with 16 steps at most: at least 1 schedule of 32.
func TestPCTGuarantee(t *testing.T) {
	const schedules = 640
	e := newExplorer(t, interleave.Options{Strategy: "pct", Depth: 2, Schedules: schedules, Seed: 3})
	found := 0
	for e.Next() {
		var n atomic.Int64
		e.Run(patience, func() {
			for range 2 {
				hook.Go(func() {
					for range 3 {
						hook.Point()
					}
					n.Store(n.Load() + 1)
					for range 3 {
						hook.Point()
					}
				})
			}
		})
		if n.Load() != 2 {
			found++
		}
	}
	assert.Greater(t, found, schedules/32)
}

// TestRandomReachesAll checks that a random walk comes to every schedule.
func TestRandomReachesAll(t *testing.T) {
	e := newExplorer(t, interleave.Options{Strategy: "random", Schedules: 500, Seed: 3})
	all := make(map[string]bool)
	for e.Next() {
		e.Run(patience, steps(3, 3))
		all[e.Schedule()] = true
	}
	assert.Len(t, all, 20)
}

// TestGosched checks that a goroutine which waits for another by offering the
// processor is neither a livelock nor an endless exploration.
func TestGosched(t *testing.T) {
	for _, o := range []interleave.Options{
		{Preemptions: 2},
		{Preemptions: interleave.Unbounded},
		{Strategy: "random"},
		{Strategy: "pct"},
	} {
		e := newExplorer(t, o)
		for e.Next() {
			var ready atomic.Bool
			o := e.Run(patience, func() {
				hook.Go(func() {
					for !ready.Load() {
						hook.Gosched()
					}
				})
				hook.Go(func() { ready.Store(true) })
			})
			assert.Equal(t, gear.Done, o.Kind, "%v", o.Value)
		}
		assert.Equal(t, o.Strategy == "" && o.Preemptions == 2, e.Exhausted())
	}
}
