package stats

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func loadsOf(s Scaling, numbers ...int) []Load {
	var loads []Load
	for _, n := range numbers {
		loads = append(loads, Load{n, s.Throughput(float64(n))})
	}
	return loads
}

// Throughputs that obey the law give its parameters back.
func TestFitScalingExact(t *testing.T) {
	for _, want := range []Scaling{
		{1000, 0.05, 0.001}, {20, 0, 0.01}, {3e8, 0.3, 0}, {1, 0, 0}, {5, 1.5, 0.02}, {5, 0.9, 1.2},
	} {
		fit, err := FitScaling(loadsOf(want, 1, 2, 4, 8, 16), 16, 0.95, 50, 1)
		require.NoError(t, err)
		require.InEpsilon(t, want.Lambda, fit.Lambda, 1e-9)
		require.InDelta(t, want.Sigma, fit.Sigma, 1e-9)
		require.InDelta(t, want.Kappa, fit.Kappa, 1e-9)
		require.InDelta(t, 0, fit.Error, 1e-9)
	}
}

// The SPEC SDM91 results of a Sun SPARCcenter 2000 are the example of Gunther 2007
// and of the package usl of R. Both minimize the absolute error, in which the
// first load counts for nothing: they fit 90 where 64.9 was measured. The peak is
// the same.
func TestFitScalingPublished(t *testing.T) {
	loads := []Load{
		{1, 64.9}, {18, 995.9}, {36, 1652.4}, {72, 1853.2}, {108, 1828.9}, {144, 1775.0}, {216, 1702.2},
	}
	fit, err := FitScaling(loads, 216, 0.95, 1000, 1)
	require.NoError(t, err)
	published := Scaling{Lambda: 90, Sigma: 0.0277, Kappa: 0.000104}
	require.InEpsilon(t, published.Peak(), fit.Peak(), 0.05)
	require.True(t, fit.PeakInterval.has(published.Peak()), "%v", fit.PeakInterval)
	require.True(t, fit.KappaInterval.has(published.Kappa), "%v", fit.KappaInterval)
	require.Less(t, squaredError(fit.Scaling, loads), squaredError(published, loads))
}

func TestPeak(t *testing.T) {
	require.Equal(t, 10.0, Scaling{1, 0.5, 0.005}.Peak())
	require.Equal(t, math.Inf(1), Scaling{1, 0.5, 0}.Peak())
	require.Equal(t, 1.0, Scaling{1, 1, 0}.Peak())
	require.Equal(t, 1.0, Scaling{1, 0.5, 3}.Peak(), "slower from the second on")
	peak := Scaling{7, 0.1, 0.01}
	at := peak.Throughput(peak.Peak())
	require.Greater(t, at, peak.Throughput(peak.Peak()+0.1))
	require.Greater(t, at, peak.Throughput(peak.Peak()-0.1))
}

// Superlinear throughputs would need a negative contention, and get none.
func TestFitScalingBound(t *testing.T) {
	superlinear := []Load{{1, 1}, {2, 2.5}, {3, 4}, {4, 6}}
	fit, err := FitScaling(superlinear, 4, 0.95, 200, 1)
	require.NoError(t, err)
	require.Zero(t, fit.Sigma)
	require.Zero(t, fit.Kappa)
	require.Equal(t, math.Inf(1), fit.Peak())
	require.Equal(t, math.Inf(1), fit.PeakInterval.Hi)
	// No other parameters without a negative one are closer.
	best := squaredError(fit.Scaling, superlinear)
	for _, other := range []Scaling{
		{fit.Lambda * 1.01, 0, 0},
		{fit.Lambda * 0.99, 0, 0},
		{fit.Lambda, 0.01, 0},
		{fit.Lambda, 0, 0.01},
	} {
		require.Greater(t, squaredError(other, superlinear), best)
	}
}

func squaredError(s Scaling, loads []Load) float64 {
	sum := 0.0
	for _, l := range loads {
		e := l.Throughput/s.Throughput(float64(l.N)) - 1
		sum += e * e
	}
	return sum
}

// With noise of 3 % and three runs of six numbers, the intervals cover the
// truth nearly as often as they promise.
func TestFitScalingCoverage(t *testing.T) {
	simulates(t)
	const samples = 300
	truth := Scaling{100, 0.1, 0.005}
	random := newRandom(1)
	var sigma, kappa, peak, between int
	for seed := range uint64(samples) {
		var loads []Load
		for range 3 {
			for _, l := range loadsOf(truth, 1, 2, 4, 8, 12, 16) {
				l.Throughput *= math.Exp(0.03 * random.NormFloat64())
				loads = append(loads, l)
			}
		}
		fit, err := FitScaling(loads, 16, 0.95, 200, seed)
		require.NoError(t, err)
		for hits, covers := range map[*int]bool{
			&sigma: fit.SigmaInterval.has(truth.Sigma),
			&kappa: fit.KappaInterval.has(truth.Kappa),
			&peak:  fit.PeakInterval.has(truth.Peak()),

			&between: fit.At(6).has(truth.Throughput(6)),
		} {
			if covers {
				*hits++
			}
		}
	}
	t.Logf("sigma %d, kappa %d, peak %d, between %d of %d", sigma, kappa, peak, between, samples)
	for _, hits := range []int{sigma, kappa, peak, between} {
		require.Greater(t, float64(hits)/samples, 0.90)
	}
}

func TestFitScalingRefuses(t *testing.T) {
	line := Scaling{1, 0.1, 0.1}
	_, err := FitScaling(loadsOf(line, 1, 2, 4, 4, 2, 1), 8, 0.95, 10, 1)
	require.ErrorIs(t, err, ErrFew)
	require.EqualError(t, err, "stats: too little data: 3 distinct N: the scalability law takes 4")
	_, err = FitScaling(loadsOf(line, 1, 2, 3, 4), 2, 0.95, 10, 1)
	require.EqualError(t, err, "stats: N = 3 on 2 processors: the scalability law describes"+
		" at most one for each")
	_, err = FitScaling([]Load{{1, 0}}, 2, 0.95, 10, 1)
	require.EqualError(t, err, "stats: a throughput of 0 with N = 1: both are positive and finite")
	_, err = FitScaling([]Load{{0, 5}}, 2, 0.95, 10, 1)
	require.ErrorContains(t, err, "with N = 0")
	_, err = FitScaling(loadsOf(line, 1, 2, 3, 4), 4, 0, 10, 1)
	require.ErrorContains(t, err, "a confidence of 0")
	_, err = FitScaling(loadsOf(line, 1, 2, 3, 4), 4, 0.9, 0, 1)
	require.ErrorContains(t, err, "0 resamples")
	_, err = FitScaling([]Load{{1, 1}, {2, 1000}, {3, 10}, {4, 1}}, 4, 0.95, 10, 1)
	require.EqualError(t, err, "stats: the scalability law describes no such throughputs:"+
		" with N = 1 they are too low")
}
