package bench

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStream(t *testing.T) {
	for _, test := range []struct {
		dist         string
		keys, length int
	}{
		{"uniform", 1000, 1 << 14},
		{"uniform", 100_000, 1 << 16},
		{"zipf", 1000, 1 << 14},
		{"zipf", 100_000, 1 << 16},
	} {
		t.Run(fmt.Sprintf("%s/%d", test.dist, test.keys), func(t *testing.T) {
			draw := newDistribution(test.dist, test.keys)
			s := stream(draw, test.keys, 0)
			require.Len(t, s, test.length)
			require.Equal(t, s, stream(draw, test.keys, 0), "the same for everyone")
			require.NotEqual(t, s, stream(draw, test.keys, 1), "another one for each goroutine")
			require.Less(t, slices.Max(s), test.keys)
			require.GreaterOrEqual(t, slices.Min(s), 0)
		})
	}
}

func TestUniform(t *testing.T) {
	const keys = 16
	counts := count(stream(uniform(keys), keys, 0), keys)
	// The sum has 15 degrees of freedom; 44.3 is its 99.99 % quantile.
	expected, sum := float64(1<<14)/keys, 0.0
	for _, n := range counts {
		sum += (float64(n) - expected) * (float64(n) - expected) / expected
	}
	require.Less(t, sum, 44.3)
}

func TestZipf(t *testing.T) {
	const keys = 1000
	s := stream(zipf(keys), keys, 0)
	counts := count(s, keys)
	ranked := popularity(keys)
	weights := 0.0
	for i := range keys {
		weights += 1 / math.Pow(float64(i+1), exponent)
	}
	for rank := range 10 {
		want := float64(len(s)) / math.Pow(float64(rank+1), exponent) / weights
		// Five standard deviations.
		require.InDelta(t, want, counts[ranked[rank]], 5*math.Sqrt(want), "rank %d", rank)
	}
	require.NotEqual(t, ranked[0]+1, ranked[1], "popular keys are not neighbours")
}

func TestHot(t *testing.T) {
	s := stream(newDistribution("hot", 1000), 1000, 0)
	require.Equal(t, len(s), count(s, 1000)[0], "always the same key")
}

func count(indexes []int, keys int) []int {
	counts := make([]int, keys)
	for _, i := range indexes {
		counts[i]++
	}
	return counts
}

func TestMix(t *testing.T) {
	for _, reads := range []int{100, 99, 90, 50, 0} {
		t.Run(fmt.Sprint(reads), func(t *testing.T) {
			writes := mix(reads, 5*block+7, 0)
			require.Len(t, writes, 5*block+7)
			writes = writes[:5*block]
			for len(writes) > 0 {
				n := 0
				for _, write := range writes[:block] {
					if write {
						n++
					}
				}
				require.Equal(t, block-reads, n, "exact in every block")
				writes = writes[block:]
			}
		})
	}
	require.NotEqual(t, mix(50, block, 0), mix(50, block, 1), "another one for each goroutine")
}
