package stats

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// infarction are the 15 p values of the example in Benjamini and Hochberg 1995,
// section 4.
var infarction = []float64{
	0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
	0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
}

func atMost(p []float64, level float64) int {
	n := 0
	for _, v := range p {
		if v <= level {
			n++
		}
	}
	return n
}

// The paper rejects four by its own procedure and three by Bonferroni's, where
// Holm's stops, too: 0.0095 is more than 0.05/12.
func TestAdjustPaper(t *testing.T) {
	fdr, err := BenjaminiHochberg(infarction)
	require.NoError(t, err)
	require.Equal(t, 4, atMost(fdr, 0.05))
	require.InDelta(t, 0.0095*15/4, fdr[3], 1e-12)
	require.InDelta(t, 0.0344*15/8, fdr[7], 1e-12)
	require.InDelta(t, 0.0298*15/7, fdr[5], 1e-12, "0.0278*15/6 is more")

	holm, err := Holm(infarction)
	require.NoError(t, err)
	require.Equal(t, 3, atMost(holm, 0.05))
	require.InDeltaSlice(t, []float64{0.0015, 0.0056, 0.0247, 0.114, 0.2211}, holm[:5], 1e-12)
	require.Equal(t, 1.0, holm[14])
}

// The example in the manual of pingouin's holm, out of order.
func TestHolm(t *testing.T) {
	got, err := Holm([]float64{.50, .003, .32, .054, .0003})
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{0.64, 0.012, 0.64, 0.162, 0.0015}, got, 1e-12)
}

func TestAdjustEdges(t *testing.T) {
	for name, adjust := range map[string]Adjustment{"Holm": Holm, "BH": BenjaminiHochberg} {
		t.Run(name, func(t *testing.T) {
			none, err := adjust(nil)
			require.NoError(t, err)
			require.Empty(t, none)
			got, err := adjust([]float64{math.NaN(), 0.01, math.NaN()})
			require.NoError(t, err)
			require.True(t, math.IsNaN(got[0]) && math.IsNaN(got[2]))
			require.Equal(t, 0.01, got[1], "a row without a p value is no row")
			_, err = adjust([]float64{0.5, 1.5})
			require.EqualError(t, err, "stats: row 1 has a p value of 1.5: it is between 0 and 1")
		})
	}
}

// Of many families of true hypotheses, with p values that are uniform, Holm
// calls any row different in 5 %.
func TestHolmLevel(t *testing.T) {
	simulates(t)
	const families, rows = 4000, 20
	random := newRandom(3)
	wrong := 0
	for range families {
		p := make([]float64, rows)
		for i := range p {
			p[i] = random.Float64()
		}
		adjusted, err := Holm(p)
		require.NoError(t, err)
		if atMost(adjusted, 0.05) > 0 {
			wrong++
		}
	}
	requireShare(t, 0.05, wrong, families)
}
