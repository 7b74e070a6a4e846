package stats

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWarmUpQuiet(t *testing.T) {
	simulates(t)
	const samples = 500
	for _, n := range []int{60, 100, 400} {
		cuts := 0
		for seed := range uint64(samples) {
			cut, settled := WarmUp(series(seed, n, func(r *rand.Rand, _ int) float64 {
				return disturbed(0.02)(r)
			}))
			require.True(t, settled || cut > 0)
			if cut > 0 {
				cuts++
			}
		}
		t.Logf("%d slices: %d of %d", n, cuts, samples)
		require.LessOrEqual(t, cuts, samples*5/100, "of %d", n)
	}
}

// A beginning that is 20 % slower is always cut off, and hardly ever more than
// two batches beyond it.
func TestWarmUp(t *testing.T) {
	simulates(t)
	for _, length := range []int{5, 20, 45} {
		more := 0
		for seed := range uint64(100) {
			cut, settled := WarmUp(series(seed, 120, func(r *rand.Rand, i int) float64 {
				if i < length {
					return 0.2 + disturbed(0.02)(r)
				}
				return disturbed(0.02)(r)
			}))
			require.True(t, settled)
			require.GreaterOrEqual(t, cut, length, "seed %d", seed)
			if cut > length+2*warmBatch {
				more++
			}
		}
		require.LessOrEqual(t, more, 5, "length %d", length)
	}
}

func TestWarmUpUnsettled(t *testing.T) {
	cut, settled := WarmUp(series(1, 200, func(_ *rand.Rand, i int) float64 {
		return -0.01 * float64(i)
	}))
	require.Equal(t, 100, cut)
	require.False(t, settled)
}

func TestWarmUpShort(t *testing.T) {
	cut, settled := WarmUp(make([]float64, 59))
	require.Zero(t, cut)
	require.True(t, settled)
	cut, settled = WarmUp(series(1, 60, func(*rand.Rand, int) float64 { return 0 }))
	require.Zero(t, cut, "without any noise")
	require.True(t, settled)
}
