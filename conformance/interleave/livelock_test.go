package interleave_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/atomic"
	"github.com/assay-go/assay/conformance/interleave/hook"
	"github.com/assay-go/assay/conformance/internal/gear"
)

// TestSpinnersAreFair checks that threads which wait in a loop for another one do
// not keep it from going on, whatever dfs tries.
func TestSpinnersAreFair(t *testing.T) {
	e := newExplorer(t, interleave.Options{Strategy: "dfs", Preemptions: 2, Schedules: 2000})
	for e.Next() {
		o := e.Run(patience, func() {
			var done atomic.Bool
			for range 2 {
				hook.Go(func() {
					for !done.Load() {
						hook.Gosched()
					}
				})
			}
			hook.Go(func() { done.Store(true) })
		})
		if !assert.Equal(t, gear.Done, o.Kind, "schedule %s: %v", e.Schedule(), o.Value) {
			return
		}
	}
}

// TestLongIsNoLivelock checks that a program may make many steps if time passes,
// but not for ever.
func TestLongIsNoLivelock(t *testing.T) {
	ticks := func(n int) gear.Outcome {
		e := newExplorer(t, interleave.Options{Steps: 100, Schedules: 1})
		e.Next()
		return e.Run(patience, func() {
			for range n {
				hook.Sleep(time.Second)
			}
		})
	}
	assert.Equal(t, gear.Done, ticks(500).Kind)
	o := ticks(3000)
	assert.Equal(t, gear.Livelock, o.Kind)
	assert.ErrorContains(t, o.Value.(error), "although time passed: ")
}
