package stats

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	trials  = 1000
	objects = 4
	rounds  = 12
	truth   = 0.03
)

func (i Interval) has(v float64) bool { return i.Lo <= v && v <= i.Hi }

// covered returns how many intervals of trials samples cover the truth.
func covered(t *testing.T, w world, n, processes int, of func(Sample) (Interval, error)) int {
	t.Helper()
	random := newRandom(uint64(processes))
	hits := 0
	for range n {
		interval, err := of(w.sample(random, truth, processes, objects, rounds))
		require.NoError(t, err)
		if interval.has(truth) {
			hits++
		}
	}
	return hits
}

func student(s Sample) (Interval, error) {
	e, err := EstimateOf(s, 0.95, 1)
	return e.Interval, err
}

// The interval covers the truth in 95 % of samples with 3 to 10 processes,
// whichever level makes the noise: three standard errors are 2.1 %.
func TestCoverage(t *testing.T) {
	simulates(t)
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			for processes := 3; processes <= 10; processes++ {
				share := float64(covered(t, w, trials, processes, student)) / trials
				t.Logf("%2d processes: %.1f %%", processes, 100*share)
				switch {
				case w.name == "two layouts" && processes < 5:
					// All of three are of one layout in a quarter of samples.
					require.Greater(t, share, 1-math.Pow(2, 1-float64(processes))-0.02)
				case w.name == "disturbed processes":
					require.Greater(t, share, 0.95-0.021, "%d processes", processes)
				default:
					require.InDelta(t, 0.95, share, 0.021, "%d processes", processes)
				}
			}
		})
	}
}

// The percentile bootstrap is wrong on both sides: too narrow where processes
// differ, too wide where they do not. The accelerated one is as narrow.
func TestCoverageBootstrap(t *testing.T) {
	simulates(t)
	const samples, resamples = 300, 200
	for _, test := range []struct {
		world      int
		processes  int
		low, high  float64
		accelerate bool
	}{
		{3, 3, 0.70, 0.87, false},
		{3, 3, 0.60, 0.87, true},
		{3, 5, 0.80, 0.93, false},
		{3, 5, 0.80, 0.93, true},
		{1, 5, 0.985, 1, false},
		{1, 5, 0.93, 1, true},
	} {
		w := worlds[test.world]
		seed := uint64(0)
		hits := covered(t, w, samples, test.processes, func(s Sample) (Interval, error) {
			seed++
			if test.accelerate {
				return accelerated(s, 0.95, resamples, seed), nil
			}
			return Bootstrap(s, 0.95, resamples, seed)
		})
		share := float64(hits) / samples
		t.Logf("%s, %d processes, accelerated %v: %.1f %%",
			w.name, test.processes, test.accelerate, 100*share)
		require.Greater(t, share, test.low)
		require.LessOrEqual(t, share, test.high)
	}
}

// accelerated is the BCa interval (Efron 1987) of the hierarchical bootstrap, with
// the acceleration of a jackknife over processes.
func accelerated(s Sample, confidence float64, resamples int, seed uint64) Interval {
	units := s.processes()
	center := mean(units)
	centers := newResampler(s, seed).centers(resamples)
	below, _ := slices.BinarySearch(centers, center)
	share := (float64(below) + 0.5) / float64(resamples+1)
	cubes, squares := 0.0, 0.0
	for _, u := range units {
		d := (u - center) / float64(len(units)-1)
		cubes, squares = cubes+d*d*d, squares+d*d
	}
	a := cubes / (6 * math.Pow(squares, 1.5))
	z0 := normalQuantile(share)
	at := func(q float64) float64 {
		z := z0 + normalQuantile(q)
		return quantile(centers, normalBelow(z0+z/(1-a*z)))
	}
	return Interval{at((1 - confidence) / 2), at((1 + confidence) / 2)}
}

func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// A median over processes would be no better a center, and Student's interval
// around it too narrow: two layouts make it jump between both.
func TestCoverageMedian(t *testing.T) {
	simulates(t)
	w := worlds[len(worlds)-1]
	around := func(center func([]float64) float64) int {
		return covered(t, w, trials, 10, func(s Sample) (Interval, error) {
			e, err := EstimateOf(s, 0.95, 1)
			half := (e.Hi - e.Lo) / 2
			c := center(s.processes())
			return Interval{c - half, c + half}, err
		})
	}
	require.Greater(t, around(mean), trials*92/100)
	require.Less(t, around(median), trials*75/100)
}

// A/A: the p value calls the same thing different in 5 % of samples.
func TestFalseAlarms(t *testing.T) {
	simulates(t)
	for _, w := range worlds[:5] {
		random := newRandom(9)
		alarms := 0
		for range trials {
			e, err := EstimateOf(w.sample(random, 0, 5, objects, rounds), 0.95, 1)
			require.NoError(t, err)
			require.Equal(t, e.P <= 0.05, !e.has(0), "the p value and the interval agree")
			if e.P <= 0.05 {
				alarms++
			}
		}
		requireShare(t, 0.05, alarms, trials, w.name)
	}
}

// Disturbed rounds move the medians much less than they move a mean of
// everything, and normal processes the mean of processes less than their median.
func TestCenter(t *testing.T) {
	simulates(t)
	errors := func(w world, center func(Sample) float64) float64 {
		random := newRandom(1)
		sum := 0.0
		for range trials {
			d := center(w.sample(random, truth, 5, objects, rounds)) - truth
			sum += d * d
		}
		return math.Sqrt(sum / trials)
	}
	ours := func(s Sample) float64 { return mean(s.processes()) }
	everything := func(s Sample) float64 { return mean(s.Flat()) }
	medians := func(s Sample) float64 { return median(s.processes()) }
	require.Less(t, 2*errors(worlds[1], ours), errors(worlds[1], everything))
	gain := 1 - errors(worlds[3], ours)/errors(worlds[3], medians)
	require.InDelta(t, 0.17, gain, 0.03)
}
