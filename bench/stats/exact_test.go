package stats

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// maize are the differences in height of Darwin's 15 pairs of plants, in eighths
// of an inch (Fisher 1935, The Design of Experiments, chapter 3).
var maize = []float64{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48}

// Fisher counts 863 of the 32,768 ways on either side.
func TestFlipFisher(t *testing.T) {
	c := FlipTest(maize, 1)
	require.Equal(t, 2*863.0/32768, c.P)
	require.Equal(t, 2.0/32768, c.Least)
}

func TestSignFisher(t *testing.T) {
	c := SignTest(maize)
	require.InDelta(t, 2*(1+15+105)/32768.0, c.P, 1e-12, "two of 15 below zero")
	require.InDelta(t, 2.0/32768, c.Least, 1e-12)
}

func TestExactSmall(t *testing.T) {
	for _, test := range []struct {
		name       string
		units      []float64
		sign, flip float64
	}{
		{"none", nil, 1, 1},
		{"one", []float64{3}, 1, 1},
		{"zeros", []float64{0, 0, 0}, 1, 1},
		{"three", []float64{1, 2, 3}, 0.25, 0.25},
		{"five", []float64{1, 2, 3, 4, 5}, 0.0625, 0.0625},
		{"balanced", []float64{-1, 1}, 1, 1},
		{"one against", []float64{-1, 2, 3}, 1, 0.5},
		{"a zero", []float64{0, 1, 2}, 0.5, 0.5},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.InDelta(t, test.sign, SignTest(test.units).P, 1e-12)
			require.InDelta(t, test.flip, FlipTest(test.units, 1).P, 1e-12)
		})
	}
}

// Sums that differ by rounding only are ties.
func TestFlipTies(t *testing.T) {
	random := newRandom(1)
	for range 50 {
		var whole, tenths []float64
		for range 9 {
			n := float64(random.IntN(15) - 7)
			whole, tenths = append(whole, n), append(tenths, n/10)
		}
		require.Equal(t, FlipTest(whole, 1), FlipTest(tenths, 1), "%v", whole)
	}
}

// A drawn p value is never zero.
func TestFlipLeast(t *testing.T) {
	units := slices.Repeat([]float64{1}, 30)
	c := FlipTest(units, 1)
	require.Equal(t, 1.0/(flipDraws+1), c.P)
	require.Equal(t, c.Least, c.P)
}

// With more units than are tried out, the drawn p value is near the one for as
// many that are: the normal approximation.
func TestFlipDrawn(t *testing.T) {
	var units []float64
	for i := range 200 {
		units = append(units, float64(i%7)-2.8)
	}
	sum, squares := 0.0, 0.0
	for _, u := range units {
		sum += u
		squares += u * u
	}
	want := 2 * normalBelow(-math.Abs(sum)/math.Sqrt(squares))
	got := FlipTest(units, 7)
	require.InDelta(t, want, got.P, 3*math.Sqrt(want/flipDraws)+0.002)
	require.Equal(t, got, FlipTest(units, 7), "a function of the seed")
	require.NotEqual(t, got, FlipTest(units, 8))
}

// Exact and drawn agree where both are possible.
func TestFlipBothWays(t *testing.T) {
	sum, size := 0.0, 0.0
	for _, u := range maize {
		sum += u
		size += math.Abs(u)
	}
	drawn := flipDrawn(maize, sum-1e-12*size, 3)
	require.InDelta(t, FlipTest(maize, 0).P, drawn.P, 0.005)
}
