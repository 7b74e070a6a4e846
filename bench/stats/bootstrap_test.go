package stats

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBootstrapErrors(t *testing.T) {
	s := Sample{{{1, 2, 3}}}
	_, err := Bootstrap(s, 0.95, 0, 1)
	require.EqualError(t, err, "stats: 0 resamples: at least one is needed")
	_, err = Bootstrap(s, 1, 10, 1)
	require.ErrorContains(t, err, "a confidence of 1")
	_, err = Bootstrap(Sample{{}, {{}}}, 0.95, 10, 1)
	require.ErrorIs(t, err, ErrFew)
}

// The seed decides everything, and the sample stays as it is.
func TestBootstrapSeed(t *testing.T) {
	s := worlds[4].sample(newRandom(1), 0, 5, 3, 10)
	before := slices.Clone(s[0][0])
	a, err := Bootstrap(s, 0.9, 200, 7)
	require.NoError(t, err)
	b, err := Bootstrap(s, 0.9, 200, 7)
	require.NoError(t, err)
	c, err := Bootstrap(s, 0.9, 200, 8)
	require.NoError(t, err)
	require.Equal(t, a, b)
	require.NotEqual(t, a, c)
	require.Equal(t, before, s[0][0])
	require.Less(t, a.Lo, a.Hi)
}

// A resample of n values has each as its median as often as counting says: of
// three values, the middle one in 13 of 27 resamples, each other in 7.
func TestResampledMedian(t *testing.T) {
	const n = 27_000
	r := newResampler(Sample{{{30, 10, 20}}}, 1)
	times := map[float64]int{}
	for range n {
		times[r.object(r.processes[0][0])]++
	}
	require.Len(t, times, 3)
	requireShare(t, 7.0/27, times[10], n)
	requireShare(t, 13.0/27, times[20], n)
	requireShare(t, 7.0/27, times[30], n)
}

// Of two values the median is between them in half of the resamples.
func TestResampledMedianEven(t *testing.T) {
	const n = 10_000
	r := newResampler(Sample{{{10, 20}}}, 1)
	between := 0
	for range n {
		if r.object(r.processes[0][0]) == 15 {
			between++
		}
	}
	requireShare(t, 0.5, between, n)
}

// All levels are resampled: noise of any of them makes the interval wider than
// nothing.
func TestBootstrapLevels(t *testing.T) {
	for name, s := range map[string]Sample{
		"processes": {{{1}}, {{2}}, {{3}}},
		"objects":   {{{1}, {2}, {3}}},
		"rounds":    {{{1, 2, 3}}},
	} {
		i, err := Bootstrap(s, 0.95, 1000, 1)
		require.NoError(t, err)
		require.Less(t, i.Lo, 1.7, name)
		require.Greater(t, i.Hi, 2.3, name)
	}
}

// 300 pairs in 5 processes with 3 objects each.
func BenchmarkBootstrap(b *testing.B) {
	s := worlds[4].sample(newRandom(1), 0, 5, 3, 20)
	for b.Loop() {
		_, err := Bootstrap(s, 0.95, 1000, 1)
		require.NoError(b, err)
	}
}

func BenchmarkEstimate(b *testing.B) {
	s := worlds[4].sample(newRandom(1), 0, 5, 3, 20)
	for b.Loop() {
		_, err := EstimateOf(s, 0.95, 1)
		require.NoError(b, err)
	}
}

func BenchmarkFlip20(b *testing.B) {
	units := worlds[4].sample(newRandom(1), 0, 20, 1, 1).Flat()
	for b.Loop() {
		FlipTest(units, 1)
	}
}
