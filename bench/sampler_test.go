package bench

import (
	"sync"
	"sync/atomic"
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

// What is shared is done once, by all who take part, in chunks that are sampled.
func TestSamplerShared(t *testing.T) {
	const total, stride = 10_007, 3
	var left atomic.Int64
	left.Store(total)
	take := func(chunk int) int { return max(0, min(chunk, chunk+int(left.Add(-int64(chunk))))) }
	var users sync.WaitGroup
	latency, timer := NewHistogram(), NewHistogram()
	samplers, done := make([]*Sampler, 3), make([]int, 3)
	for i := range samplers {
		samplers[i] = NewSampler(func(n int) { done[i] += n }, stride)
		samplers[i].Reserve(total)
		users.Go(func() { samplers[i].RunShared(take, 10) })
	}
	users.Wait()
	require.Equal(t, total, done[0]+done[1]+done[2])
	for _, s := range samplers {
		require.GreaterOrEqual(t, s.Elapsed(), time.Duration(0))
		s.Drain(latency, timer)
	}
	require.EqualValues(t, total/stride, latency.TotalCount()+timer.TotalCount())
	samplers[0].RunShared(take, 10)
	require.Equal(t, total, done[0]+done[1]+done[2], "nothing is left")
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
