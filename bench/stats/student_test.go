package stats

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// The table is that of any textbook.
func TestStudentQuantile(t *testing.T) {
	for _, test := range []struct{ alpha, freedom, want float64 }{
		{0.05, 1, 12.7062},
		{0.05, 2, 4.3027},
		{0.05, 4, 2.7764},
		{0.05, 9, 2.2622},
		{0.05, 120, 1.9799},
		{0.10, 2, 2.9200},
		{0.01, 2, 9.9248},
		{0.01, 9, 3.2498},
		{0.001, 4, 8.6103},
		{0.05, 1e6, 1.9600},
	} {
		got := studentQuantile(test.alpha, test.freedom)
		require.InDelta(t, test.want, got, 1e-4, "alpha %v, %v degrees", test.alpha, test.freedom)
		require.InDelta(t, test.alpha, studentTails(got, test.freedom), 1e-9)
	}
}

// With one degree of freedom the distribution is Cauchy's, with two it has a
// closed form as well.
func TestStudentTails(t *testing.T) {
	for _, x := range []float64{0, 1e-9, 0.1, 1, 3, 50, 1e4} {
		require.InDelta(t, 1-2/math.Pi*math.Atan(x), studentTails(x, 1), 1e-12)
		require.InDelta(t, 1-x/math.Sqrt(2+x*x), studentTails(x, 2), 1e-12)
		require.Equal(t, studentTails(x, 7), studentTails(-x, 7))
	}
	require.Zero(t, studentTails(math.Inf(-1), 3))
	require.True(t, math.IsNaN(studentTails(math.NaN(), 3)))
}

// The first is the example in the manual of R's power.t.test, which leaves out the
// side where hardly anything is.
func TestFound(t *testing.T) {
	require.InDelta(t, 0.8689528, found(math.Sqrt(10), studentQuantile(0.05, 38), 38), 1e-6)
	for _, freedom := range []float64{2, 3, 9, 100} {
		limit := studentQuantile(0.05, freedom)
		require.InDelta(t, 0.05, found(0, limit, freedom), 1e-6, "no shift: the level")
		require.InDelta(t, 1, chiMean(freedom, func(float64) float64 { return 1 }), 1e-6)
	}
}
