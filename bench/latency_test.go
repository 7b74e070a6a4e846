package bench

import (
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/stretchr/testify/require"
)

func TestMetrics(t *testing.T) {
	const timer = 50 * time.Nanosecond
	for _, test := range []struct {
		name    string
		samples int
		fast    time.Duration // of most samples
		slow    int           // how many are slow
		want    []string
	}{
		{"nothing", 0, 0, 0, nil},
		{"cheap", 100_000, 3*timer - 1, 0, nil},
		{"tail", 100_000, timer, 2000, []string{"p99-ns", "p99.9-ns", "max-ns"}},
		{"long", 100_000, 3 * timer, 0, []string{"p50-ns", "p99-ns", "p99.9-ns", "max-ns"}},
		{"few", 999, time.Millisecond, 0, []string{"p50-ns", "max-ns"}},
		{"enough for p99", 1000, time.Millisecond, 0, []string{"p50-ns", "p99-ns", "max-ns"}},
		{"too few", 19, time.Millisecond, 0, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Measurement{Latency: recorded(t), Timer: recorded(t, timer)}
			fast := int64(test.samples - test.slow)
			require.NoError(t, m.Latency.RecordValues(int64(test.fast), fast))
			require.NoError(t, m.Latency.RecordValues(int64(10*time.Millisecond), int64(test.slow)))
			var got []string
			for _, m := range m.Metrics() {
				got = append(got, m.Unit)
			}
			require.Equal(t, test.want, got)
		})
	}
}

func recorded(t *testing.T, values ...time.Duration) *hdrhistogram.Histogram {
	t.Helper()
	h := hdrhistogram.New(1, int64(longest), digits)
	for _, v := range values {
		require.NoError(t, h.RecordValue(int64(v)))
	}
	return h
}

// Cheap operations have no percentiles, whatever the machine is busy with.
func TestCheap(t *testing.T) {
	w := find(t, State, "impl=nothing/reads=99/goroutines=1")
	instance, err := w.Prepare()(newNothing())
	require.NoError(t, err)
	m := Drive(idle{}, instance, 10_000_000)
	require.NotZero(t, m.Latency.TotalCount())
	for _, metric := range m.Metrics() {
		require.NotEqual(t, "p50-ns", metric.Unit, "%v ns", metric.Value)
	}
}

func TestHistograms(t *testing.T) {
	latency, timer := histograms([]*worker{
		{samples: []time.Duration{50, 0, 10, 1000, 60}},
		{samples: []time.Duration{70, 2 * longest}},
	})
	require.EqualValues(t, 3, timer.TotalCount(), "the first of four")
	require.EqualValues(t, 60, timer.ValueAtPercentile(50))
	require.EqualValues(t, 4, latency.TotalCount(), "merged")
	require.EqualValues(t, 1, latency.Min())
	require.EqualValues(t, 10, latency.ValueAtPercentile(50))
	require.InEpsilon(t, float64(longest), float64(latency.Max()), 0.001, "longer ones count as that")
}

func TestStride(t *testing.T) {
	wait := func(d time.Duration) func(int) {
		return func(n int) {
			for begin := now(); now()-begin < time.Duration(n)*d; {
			}
		}
	}
	require.Equal(t, 1, stride(wait(time.Millisecond)), "every one of the long ones")
	got := float64(stride(wait(100 * time.Nanosecond)))
	require.InDelta(t, timing(), got, 0.5*timing()+10, "1 %% of 100 ns is 1 ns")
	require.Greater(t, stride(func(int) {}), 1000, "hardly any of the cheap ones")
}

func TestCoprime(t *testing.T) {
	for n, want := range map[int]int{1: 1, 2: 3, 3: 3, 4: 7, 5: 7, 10: 11, 24: 27, 1000: 1001} {
		require.Equal(t, want, coprime(n), "from %d", n)
	}
}
