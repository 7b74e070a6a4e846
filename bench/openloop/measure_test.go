package openloop

import (
	"context"
	"errors"
	"math"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/impls"
)

// twoServers is a workload for a server that takes 1 ms and one that takes 2 ms.
func twoServers() Workload {
	return Workload{
		Pattern: "Server", Axes: []bench.Axis{{Key: "work", Value: "ms"}},
		Contenders: []Contender{
			{"fast", func() (*Target, error) { return serial(always(ms)), nil }},
			{"slow", func() (*Target, error) { return serial(always(2 * ms)), nil }},
		},
	}
}

// measured measures it in virtual time.
func measured(t *testing.T, o Options) *Result {
	t.Helper()
	o.wait = time.Sleep
	var result *Result
	synctest.Test(t, func(t *testing.T) {
		var err error
		result, err = Measure(t.Context(), twoServers(), o)
		require.NoError(t, err)
	})
	return result
}

func find(t *testing.T, r *Result, impl string, rate float64) *Row {
	t.Helper()
	for _, row := range r.Rows {
		if row.Impl == impl && row.Rate == rate {
			return row
		}
	}
	require.Fail(t, "no row", "impl=%s at %g", impl, rate)
	return nil
}

func TestMeasure(t *testing.T) {
	r := measured(t, Options{Budget: 2 * time.Second, Loads: []float64{0.5, 1.2}, Seed: 1})
	require.Len(t, r.Closed, 3)
	for _, closed := range r.Closed[:2] {
		want := map[string]float64{"fast": 1000, "slow": 500}[closed.Impl]
		assert.Len(t, closed.PerSecond, floods)
		assert.InDelta(t, want, closed.PerSecond[0], 1e-6)
	}
	require.Len(t, r.Rows, 6, "two implementations and nothing, at two rates")
	for _, c := range []struct {
		impl      string
		rate      float64
		latency   float64
		saturated bool
	}{
		{"fast", 250, 1e6, false},
		{"fast", 600, 1e6, false},
		{"slow", 250, 2e6, false},
		{"slow", 600, 2e6, true},
		{Nothing, 250, 1, false},
		{Nothing, 600, 1, false},
	} {
		row := find(t, r, c.impl, c.rate)
		assert.Equal(t, 3, row.Stretches)
		assert.Equal(t, int(3*c.rate/10), row.Arrivals)
		assert.EqualValues(t, row.Arrivals, row.Latency.TotalCount())
		assert.Equal(t, c.saturated, row.Saturated() != "", "impl=%s at %g: %s", c.impl, c.rate, row.Saturated())
		assert.InEpsilon(t, c.latency, row.Latency.Min(), 1e-3)
		if !c.saturated {
			assert.InEpsilon(t, c.latency, row.Latency.Max(), 1e-3)
		}
	}
}

func TestGivenRates(t *testing.T) {
	r := measured(t, Options{Budget: ms, Rates: []float64{20}, Loads: []float64{0.5}})
	require.Len(t, r.Rows, 3)
	row := find(t, r, "slow", 20)
	assert.Equal(t, 1, row.Stretches, "the budget is too small for more")
	assert.Equal(t, 10, row.Arrivals, "the stretch is 500 ms instead of 100")
	assert.Zero(t, row.Load)
}

func TestFullStopsRow(t *testing.T) {
	r := measured(t, Options{Budget: 3 * time.Second, Rates: []float64{900}, Callers: 20})
	slow := find(t, r, "slow", 900)
	assert.Equal(t, 1, slow.Stretches)
	assert.Equal(t, 1, slow.Full)
	assert.Equal(t, 10, find(t, r, "fast", 900).Stretches)
}

func TestPoisson(t *testing.T) {
	one := newSchedule(Poisson, 1000, 10*time.Second, 7, nil)
	assert.Equal(t, one, newSchedule(Poisson, 1000, 10*time.Second, 7, nil))
	assert.NotEqual(t, one, newSchedule(Poisson, 1000, 10*time.Second, 8, nil))
	n := float64(len(one.at))
	assert.InDelta(t, 10_000, n, 300) // three standard deviations
	long, before := 0, time.Duration(0)
	for _, at := range one.at {
		require.GreaterOrEqual(t, at, before)
		if at-before > ms {
			long++
		}
		before = at
	}
	assert.Less(t, before, one.span)
	assert.InDelta(t, 1/math.E, float64(long)/n, 0.02)

	r := measured(t, Options{Budget: 2 * time.Second, Arrivals: Poisson, Rates: []float64{300}})
	fast, slow := find(t, r, "fast", 300), find(t, r, "slow", 300)
	assert.Equal(t, fast.Arrivals, slow.Arrivals, "both get the same schedules")
	assert.Greater(t, slow.Latency.Max(), int64(2.5e6), "some arrive together")
}

func TestObjectsAreClosed(t *testing.T) {
	var open, made atomic.Int64
	w := Workload{Pattern: "Server", Contenders: []Contender{{"parallel", func() (*Target, error) {
		made.Add(1)
		return parallel(ms, &open), nil
	}}}}
	var last Progress
	synctest.Test(t, func(t *testing.T) {
		_, err := Measure(t.Context(), w, Options{
			Budget: 2400 * ms, Rates: []float64{100}, wait: time.Sleep,
			Progress: func(p Progress) { last = p },
		})
		require.NoError(t, err)
	})
	assert.Zero(t, open.Load())
	assert.EqualValues(t, 3, made.Load(), "12 rounds, and five of each object")
	assert.Equal(t, Progress{Pattern: "Server", Stretch: 24, Stretches: 24, Left: 100 * ms}, last)
}

func TestCanceled(t *testing.T) {
	cause := errors.New("enough")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(2500*ms, func() { cancel(cause) })
		r, err := Measure(ctx, twoServers(), Options{
			Budget: time.Hour, Rates: []float64{100}, wait: time.Sleep,
		})
		require.ErrorIs(t, err, cause)
		assert.Positive(t, find(t, r, "fast", 100).Stretches)
	})
}

func TestHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		hangs := Workload{Pattern: "Server", Contenders: []Contender{{"deaf", func() (*Target, error) {
			return &Target{
				Caller: func() func() error { return func() error { <-release; return nil } },
				Close:  func() error { return errors.New("closed though operations hang") },
			}, nil
		}}}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := Measure(ctx, hangs, Options{Callers: 3, wait: time.Sleep})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "impl=deaf: 3 operations have not returned 1s after the end")
		require.NotContains(t, err.Error(), "closed")
		close(release)
	})
}

func TestBadOptions(t *testing.T) {
	w := twoServers()
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Arrivals: "bursts"}, `there are no arrivals "bursts"; choose constant or poisson`},
		{Options{Rates: []float64{0}}, "a load or rate of 0: it must be positive, and less than 1e9"},
		{Options{Loads: []float64{math.NaN()}}, "a load or rate of NaN: it must be positive, and less than 1e9"},
		{Options{Callers: -1}, "budget 0s, stretch 0s and callers -1: they must not be negative"},
	} {
		_, err := Measure(t.Context(), w, c.o)
		require.EqualError(t, err, c.want)
	}
	_, err := Measure(t.Context(), Workload{Pattern: "Pool"}, Options{})
	require.EqualError(t, err, "no implementation has the pattern Pool")
	_, err = Measure(t.Context(), Workload{Contenders: []Contender{{Impl: Nothing}}}, Options{})
	require.ErrorContains(t, err, "rename it")
	w.Contenders[0].New = func() (*Target, error) { return nil, errors.New("no memory") }
	_, err = Measure(t.Context(), w, Options{})
	require.EqualError(t, err, "Server, impl=fast: no memory")
}

func TestRounded(t *testing.T) {
	for x, want := range map[float64]float64{123456: 120000, 99.6: 100, 0.1234: 0.12, 5: 5, 1.25e-3: 0.0013} {
		assert.Equal(t, want, rounded(x), "%g", x)
	}
}

// The real patterns, in real time: what is tested is that all operations are made
// and do what they have to.
func TestWorkloads(t *testing.T) {
	all := Workloads(impls.All[:1])
	require.Len(t, all, 3)
	for _, w := range all {
		t.Run(w.Pattern, func(t *testing.T) {
			r, err := Measure(t.Context(), w, Options{
				Budget: 1, Stretch: 5 * ms, Rates: []float64{4000}, Arrivals: Poisson,
			})
			require.NoError(t, err)
			row := find(t, r, impls.All[0].Name, 4000)
			assert.Positive(t, row.Arrivals)
			assert.Zero(t, row.Failed, row.Error)
			assert.EqualValues(t, row.Arrivals-row.Unstarted, row.Latency.TotalCount())
			assert.Positive(t, row.Latency.Max())
			assert.Positive(t, row.Timer.TotalCount())
		})
	}
}
