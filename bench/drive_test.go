package bench

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDrive(t *testing.T) {
	for _, test := range []struct {
		name    string
		n       int
		workers int
		shares  []int64
	}{
		{"none", 0, 2, []int64{0, 0}},
		{"one", 1, 2, []int64{1, 0}},
		{"uneven", 11, 4, []int64{3, 3, 3, 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			counts := make([]atomic.Int64, test.workers)
			instance := &Instance{}
			for i := range counts {
				instance.Ops = append(instance.Ops, func(n int) { counts[i].Add(int64(n)) })
			}
			m := Drive(idle{}, instance, test.n)
			for i, want := range test.shares {
				require.Equal(t, want, counts[i].Load())
			}
			require.Zero(t, m.Latency.TotalCount(), "too few to sample")
		})
	}
}

// Sampling must not change how many operations there are.
func TestSample(t *testing.T) {
	for n := range 20 {
		ops := 0
		w := newWorker(func(n int) { ops += n }, n, 3)
		w.run(n)
		require.Equal(t, n, ops)
		require.Len(t, w.samples, n/3)
		require.Equal(t, n/3, cap(w.samples), "no allocation on the way")
	}
}

// bell notes the order of what happens to it.
type bell struct{ events chan string }

func (b bell) ResetTimer() { b.events <- "reset" }
func (b bell) StopTimer()  { b.events <- "stop" }

func TestBarrier(t *testing.T) {
	b := bell{make(chan string, 4)}
	op := func(int) { b.events <- "op" }
	Drive(b, &Instance{Ops: []func(int){op, op}}, 2)
	close(b.events)
	var got []string
	for e := range b.events {
		got = append(got, e)
	}
	require.Equal(t, []string{"reset", "op", "op", "stop"}, got)
}

func TestOverlap(t *testing.T) {
	span := func(begin, end time.Duration) *worker { return &worker{begin: begin, end: end} }
	for name, test := range map[string]struct {
		workers    []*worker
		processors int
		want       float64
	}{
		"alone":             {[]*worker{span(1, 2)}, 2, 1},
		"no time at all":    {[]*worker{span(1, 1)}, 2, 1},
		"all":               {[]*worker{span(1, 5), span(1, 5)}, 2, 1},
		"half":              {[]*worker{span(0, 3), span(1, 4)}, 2, 0.5},
		"one after another": {[]*worker{span(0, 3), span(4, 5)}, 2, 0},
		"few processors":    {[]*worker{span(0, 4), span(0, 2), span(2, 4)}, 2, 1},
		"many processors":   {[]*worker{span(0, 4), span(0, 4), span(2, 4)}, 8, 0.5},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, overlap(test.workers, test.processors))
		})
	}
}
