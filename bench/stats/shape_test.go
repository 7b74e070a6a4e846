package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// series returns n times around 100, times the exponential of what a function
// says about each.
func series(seed uint64, n int, log func(r *rand.Rand, i int) float64) []float64 {
	random := newRandom(seed)
	times := make([]float64, n)
	for i := range times {
		times[i] = 100 * math.Exp(log(random, i))
	}
	return times
}

// Series with one level, of many forms, hardly ever get a warning.
func TestShapeQuiet(t *testing.T) {
	simulates(t)
	const samples = 300
	for name, log := range map[string]func(r *rand.Rand, i int) float64{
		"normal":      func(r *rand.Rand, _ int) float64 { return 0.1 * r.NormFloat64() },
		"uniform":     func(r *rand.Rand, _ int) float64 { return 0.3 * r.Float64() },
		"exponential": func(r *rand.Rand, _ int) float64 { return 0.1 * r.ExpFloat64() },
		"disturbed":   func(r *rand.Rand, _ int) float64 { return disturbed(0.05)(r) },
		"log-normal":  func(r *rand.Rand, _ int) float64 { return 0.1 * math.Exp(r.NormFloat64()) },
		"triangular":  func(r *rand.Rand, _ int) float64 { return 0.2 * math.Sqrt(r.Float64()) },
	} {
		for _, n := range []int{20, 60, 300} {
			modes, drifts := 0, 0
			for seed := range uint64(samples) {
				s, err := ShapeOf(series(seed, n, log), 0)
				require.NoError(t, err)
				if s.Modes.P <= 0.01 {
					modes++
				}
				if s.Drift.P <= 0.01 {
					drifts++
				}
			}
			t.Logf("%s, %d slices: %d and %d of %d", name, n, modes, drifts, samples)
			require.LessOrEqual(t, modes, samples/50, "%s: two levels of %d", name, n)
			require.LessOrEqual(t, drifts, samples*3/100, "%s: drifts of %d", name, n)
		}
	}
}

// Two levels nearly seven standard deviations apart are found in 150 slices, with
// their places.
func TestShapeModes(t *testing.T) {
	simulates(t)
	for _, share := range []float64{0.2, 0.5, 0.8} {
		found := 0
		for seed := range uint64(100) {
			s, err := ShapeOf(series(seed, 150, func(r *rand.Rand, _ int) float64 {
				high := 0.0
				if r.Float64() < share {
					high = 0.2
				}
				return high + 0.03*r.NormFloat64()
			}), 0)
			require.NoError(t, err)
			if len(s.Warnings(0.05)) > 0 {
				found++
				require.InEpsilon(t, 100, s.Modes.Low, 0.03)
				require.InEpsilon(t, 100*math.Exp(0.2), s.Modes.High, 0.03)
				require.InDelta(t, share, s.Modes.Share, 0.2)
			}
			require.Empty(t, s.Warnings(0.5), "too near to matter")
		}
		require.GreaterOrEqual(t, found, 90, "share %v", share)
	}
}

func TestShapeDrift(t *testing.T) {
	for seed := range uint64(50) {
		s, err := ShapeOf(series(seed, 200, func(r *rand.Rand, i int) float64 {
			return 0.1*float64(i)/199 + disturbed(0.02)(r)
		}), 0)
		require.NoError(t, err)
		require.Less(t, s.Drift.P, 1e-6)
		require.InDelta(t, math.Expm1(0.1), s.Drift.Change, 0.025)
	}
}

func TestShapeWarnings(t *testing.T) {
	s := Shape{
		Slices: 40, Dropped: 0.75,
		Modes: Modes{Low: 100, High: 120, Share: 0.3, P: 0.001},
		Drift: Drift{Change: -0.1, P: 0.002},
	}
	require.Equal(t, []string{
		"two levels: 30 % of 40 slices take about 120, the others 100:" +
			" the median is one of them or between",
		"a drift of -10.0 % over 40 slices: they have no common level",
		"75 % of the slices were dropped, 40 are left: the machine is busy",
	}, s.Warnings(0.05))
	s.Modes.Share, s.Dropped = 0.95, 0.5
	require.Empty(t, s.Warnings(0.15), "few, near and half are no reason")
}

func TestShapeEdges(t *testing.T) {
	s, err := ShapeOf(nil, 0)
	require.NoError(t, err)
	require.Zero(t, s.Dropped)
	require.Empty(t, s.Warnings(0.01))
	s, err = ShapeOf([]float64{1, 2, 3}, 9)
	require.NoError(t, err)
	require.Equal(t, 0.75, s.Dropped)
	same := make([]float64, 50)
	for i := range same {
		same[i] = 7
	}
	s, err = ShapeOf(same, 0)
	require.NoError(t, err)
	require.Empty(t, s.Warnings(0.01))
	_, err = ShapeOf([]float64{1, 0}, 0)
	require.EqualError(t, err, "stats: slice 1 took 0: a time is positive and finite")
	_, err = ShapeOf(nil, -1)
	require.EqualError(t, err, "stats: -1 slices were dropped: at least 0 can be")
}
