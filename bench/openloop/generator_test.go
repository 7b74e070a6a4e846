package openloop

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNoQueue(t *testing.T) {
	inBubble(t, 250, time.Second, 10, time.Sleep, func() *Target { return serial(always(3 * ms)) },
		func(s *stretch, row *Row) {
			require.Equal(t, 250, s.started)
			for i := range s.started {
				require.Equal(t, 3*ms, s.end[i]-s.at[i], "arrival %d", i)
				require.Equal(t, s.at[i], s.sent[i], "arrival %d", i)
			}
			assert.Equal(t, 1, row.Most)
			assert.InDelta(t, 250, row.Achieved(), 1e-9)
			assert.Empty(t, row.Saturated())
			assert.InEpsilon(t, 3e6, row.Latency.ValueAtQuantile(99), 1e-3)
			assert.InEpsilon(t, 3e6, row.Response.Max(), 1e-3)
			assert.EqualValues(t, 1, row.Lateness.Max(), "no lateness is recorded as 1 ns")
		})
}

// The server falls behind by 1 ms with each arrival.
func TestOverload(t *testing.T) {
	inBubble(t, 500, 100*ms, 1000, time.Sleep, func() *Target { return serial(always(3 * ms)) },
		func(s *stretch, row *Row) {
			var want []int
			for i := range 50 {
				want = append(want, 3+i)
			}
			require.Equal(t, want, latencies(s))
			// By 50 ms 16 operations have returned, by 100 ms 33: 17 of 25.
			assert.Equal(t, 17, s.returned)
			assert.InDelta(t, 340, row.Achieved(), 1e-9)
			assert.Equal(t, "operations returned at 68 % of the rate at which they arrived", row.Saturated())
			for _, c := range row.Claims() {
				assert.Equal(t, row.Saturated(), c.Withheld)
			}
		})
}

// One operation takes 101 ms. All that were due meanwhile say so, and those that
// found a queue behind them.
func TestStall(t *testing.T) {
	const stalled = 20
	service := func(n int) time.Duration {
		if n == stalled {
			return 101 * ms
		}
		return 3 * ms
	}
	inBubble(t, 250, time.Second, 1000, time.Sleep, func() *Target { return serial(service) },
		func(s *stretch, row *Row) {
			for i, got := range latencies(s) {
				want := 3
				if i >= stalled {
					want = max(3, 101-(i-stalled)) // each gains the 1 ms by which 3 ms are less than 4
				}
				require.Equal(t, want, got, "arrival %d", i)
			}
			// 98 of 250, though only one operation was slow.
			assert.InEpsilon(t, 3e6, row.Latency.ValueAtQuantile(60), 1e-3)
			assert.Greater(t, row.Latency.ValueAtQuantile(62), int64(3.5e6))
			assert.InEpsilon(t, 99e6, row.Latency.ValueAtQuantile(99), 1e-3)
			assert.Equal(t, 26, row.Most)
			assert.Empty(t, row.Saturated(), "it has caught up in the first half")
		})
}

// Operations that take longer than the distance of the arrivals are no queue.
func TestParallel(t *testing.T) {
	inBubble(t, 1000, 100*ms, 1000, time.Sleep,
		func() *Target { return parallel(40*ms+time.Microsecond, new(atomic.Int64)) },
		func(s *stretch, row *Row) {
			assert.Equal(t, 41, row.Most)
			assert.InDelta(t, 1000, row.Achieved(), 1e-9)
			assert.Empty(t, row.Saturated())
		})
}

// The generator wakes every 10 ms. That is part of the latency, and is shown.
func TestLateGenerator(t *testing.T) {
	coarse := func(time.Duration) {
		now := time.Now()
		time.Sleep(now.Truncate(10 * ms).Add(10 * ms).Sub(now))
	}
	inBubble(t, 250, time.Second, 1000, coarse, func() *Target { return parallel(ms, new(atomic.Int64)) },
		func(s *stretch, row *Row) {
			late := []time.Duration{0, 6 * ms, 2 * ms, 8 * ms, 4 * ms}
			for i := range s.started {
				require.Equal(t, late[i%5], s.sent[i]-s.at[i], "arrival %d", i)
				require.Equal(t, late[i%5]+ms, s.end[i]-s.at[i], "arrival %d", i)
			}
			assert.InEpsilon(t, 1e6, row.Response.Max(), 1e-3)
			assert.InEpsilon(t, 8e6, row.Lateness.Max(), 1e-3)
			assert.InEpsilon(t, 5e6, row.Latency.ValueAtQuantile(50), 1e-3)
			median := row.Claims()[0]
			assert.Regexp(t, "^the generator is most of it: .* 1000\\d\\d\\d ns$", median.Withheld)
		})
}

// The generator takes twice as long for everything as it should.
func TestSlowGenerator(t *testing.T) {
	slow := func(left time.Duration) { time.Sleep(max(left, 2*ms)) }
	inBubble(t, 1000, 100*ms, 1000, slow, func() *Target { return serial(always(4 * ms)) },
		func(_ *stretch, row *Row) {
			assert.NotEmpty(t, row.Saturated())
		})
}

func TestBound(t *testing.T) {
	inBubble(t, 1000, 100*ms, 5, time.Sleep, func() *Target { return serial(always(20 * ms)) },
		func(s *stretch, row *Row) {
			assert.Equal(t, []int{20, 39, 58, 77, 96}, latencies(s))
			assert.Equal(t, 5, row.Most)
			assert.Equal(t, 95, row.Unstarted)
			assert.Equal(t, "in 1 of 1 stretches as many operations were outstanding as may be, 5", row.Saturated())
			assert.Zero(t, row.Achieved())
		})
}

func TestFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var most, now atomic.Int64
		object := serial(always(3 * ms))
		inner := object.Caller()
		object.Caller = func() func() error {
			return func() error {
				if n := now.Add(1); n > most.Load() {
					most.Store(n)
				}
				defer now.Add(-1)
				return inner()
			}
		}
		c := newCrew(object, 10)
		rate, err := c.flood(context.Background(), &stretch{}, 20*ms, 4)
		require.NoError(t, err)
		assert.InDelta(t, 1000./3, rate, 1e-9)
		assert.EqualValues(t, 4, most.Load())
		require.NoError(t, c.close())
	})
}

func TestFailures(t *testing.T) {
	var n atomic.Int64
	object := &Target{Caller: func() func() error {
		return func() error {
			if n.Add(1)%3 == 0 {
				return errors.New("wrong reply")
			}
			return nil
		}
	}}
	synctest.Test(t, func(t *testing.T) {
		c := newCrew(object, 10)
		s := &stretch{}
		s.reset(newSchedule(Constant, 1000, 30*ms, 0, nil))
		require.NoError(t, c.run(t.Context(), s, time.Sleep))
		failed, err := c.failures()
		assert.Equal(t, 10, failed)
		require.EqualError(t, err, "wrong reply")
		failed, err = c.failures()
		assert.Zero(t, failed)
		require.NoError(t, err)
		require.NoError(t, c.close())
	})
}
