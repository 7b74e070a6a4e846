package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// With equal numbers and spreads it is Student's test of two samples, whose
// standard error and degrees of freedom are known.
func TestWelch(t *testing.T) {
	e, err := Welch([]float64{1, 2, 3}, []float64{2, 3, 4}, 0.95)
	require.NoError(t, err)
	require.InDelta(t, 1, e.Center, 1e-12)
	require.Equal(t, 5, e.Units, "4 degrees of freedom and one")
	half := studentQuantile(0.05, 4) * math.Sqrt(2.0/3)
	require.InDelta(t, 1-half, e.Lo, 1e-9)
	require.InDelta(t, 1+half, e.Hi, 1e-9)
	require.InDelta(t, studentTails(1/math.Sqrt(2.0/3), 4), e.P, 1e-12)
	require.InDelta(t, math.Sqrt(2.0/3), e.deviation(), 1e-12, "for Detectable")
}

func TestWelchExtremes(t *testing.T) {
	e, err := Welch([]float64{1, 1, 1}, []float64{1, 1, 1}, 0.95)
	require.NoError(t, err)
	require.Equal(t, 1.0, e.P)
	e, err = Welch([]float64{1, 1, 1}, []float64{2, 2, 2}, 0.95)
	require.NoError(t, err)
	require.Zero(t, e.P)
	require.Equal(t, Interval{1, 1}, e.Interval)
	_, err = Welch([]float64{1, 1, 1}, []float64{2, 2}, 0.95)
	require.ErrorIs(t, err, ErrFew)
	require.ErrorContains(t, err, "3 and 2 processes, fewer than 3")
}

// Where spreads and numbers differ, equals are called different as often as said.
func TestWelchAlarms(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	draw := func(n int, spread float64) (all []float64) {
		for range n {
			all = append(all, spread*random.NormFloat64())
		}
		return all
	}
	const samples = 2000
	alarms := 0
	for range samples {
		e, err := Welch(draw(5, 1), draw(10, 4), 0.95)
		require.NoError(t, err)
		if e.P < 0.05 {
			alarms++
		}
	}
	require.InDelta(t, 0.05, float64(alarms)/samples, 0.015)
}
