package bench

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Many short runs are sampled like a long one: one of four samples times nothing.
func TestSampler(t *testing.T) {
	ops := 0
	s := NewSampler(func(n int) { ops += n }, 2)
	latency, timer := NewHistogram(), NewHistogram()
	for range 40 {
		s.Reserve(2)
		s.Run(2)
		s.Drain(latency, timer)
	}
	require.Equal(t, 80, ops)
	require.EqualValues(t, 10, timer.TotalCount())
	require.EqualValues(t, 30, latency.TotalCount())
}

func TestSamplerOverlap(t *testing.T) {
	samplers := []*Sampler{
		{worker{begin: 1 * time.Second, end: 5 * time.Second}},
		{worker{begin: 3 * time.Second, end: 6 * time.Second}},
	}
	elapsed, share := Overlap(samplers, 2)
	require.Equal(t, 5*time.Second, elapsed)
	require.InDelta(t, 0.4, share, 1e-9)
	require.Equal(t, 4*time.Second, samplers[0].Elapsed())
}

func TestWorkloadID(t *testing.T) {
	w := Workload{Pattern: "Table", Axes: []Axis{{"reads", "99"}, {"goroutines", "2"}}}
	require.Equal(t, "Table/reads=99/goroutines=2", w.ID())
	require.Equal(t, "impl=x/reads=99/goroutines=2", w.Name("x"))
}
