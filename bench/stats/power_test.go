package stats

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// A difference of the size that a run claims to find is found as often as it
// claims.
func TestDetectable(t *testing.T) {
	simulates(t)
	const samples, spread = 4000, 0.02
	for _, units := range []int{3, 5, 10} {
		for _, power := range []float64{0.8, 0.9} {
			size := Detectable(Estimate{Spread: spread, Units: units}, 0.05, power)
			w := world{process: normal(spread), object: none, round: none}
			random := newRandom(uint64(units))
			hits := 0
			for range samples {
				e, err := EstimateOf(w.sample(random, math.Log1p(size), units, 1, 1), 0.95, 1)
				require.NoError(t, err)
				if !e.has(0) {
					hits++
				}
			}
			requireShare(t, power, hits, samples, "%d units, power %v", units, power)
		}
	}
}

// With many units the factors are those of the normal distribution.
func TestDetectableMany(t *testing.T) {
	e := Estimate{Spread: 0.1, Units: 10_000}
	require.InDelta(t, (1.959964+0.841621)/1000, math.Log1p(Detectable(e, 0.05, 0.8)), 1e-6)
	require.InDelta(t, (1.959964+1.281552)/1000, math.Log1p(Detectable(e, 0.05, 0.9)), 1e-6)
}

func TestDetectableEdges(t *testing.T) {
	e := Estimate{Spread: 0.1, Units: 5}
	for _, bad := range [][2]float64{{0, 0.8}, {1, 0.8}, {0.05, 1}, {0.05, 0}, {0.5, 0.3}, {0.05, 0.99995}} {
		require.True(t, math.IsNaN(Detectable(e, bad[0], bad[1])), "%v", bad)
	}
	require.True(t, math.IsNaN(Detectable(Estimate{Units: 2}, 0.05, 0.8)))
	require.False(t, math.IsInf(Detectable(e, 1e-9, 0.9999), 1))
	require.Zero(t, Detectable(Estimate{Units: 5}, 0.05, 0.8), "no spread")
	require.Greater(t, Detectable(e, 0.05, 0.9), Detectable(e, 0.05, 0.8))
	require.Greater(t, Detectable(e, 0.01, 0.8), Detectable(e, 0.05, 0.8))
}
