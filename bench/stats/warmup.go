package stats

import "math"

const (
	warmBatch  = 5  // so many slices count as one, by their median
	warmLeast  = 12 // fewer batches are left alone
	warmErrors = 4  // a step is at least so many standard errors
)

// WarmUp returns how many values at the beginning of a series are a warm-up, and
// whether the rest is settled. The values are times in the order of measurement.
//
// It cuts where a shift of the level is most likely (Hawkins 1977, Testing a
// Sequence of Observations for a Shift in Location) if the shift is more than four
// standard errors, and looks again at what is left, so that a slow beginning goes
// in steps. The noise is that of neighbors, which a shift hardly changes, and
// values count by the medians of fives, so that a disturbance is no beginning. At
// most half of the series is cut, and that much means that it has not settled. A
// series of fewer than 60 values is left alone.
func WarmUp(series []float64) (cut int, settled bool) {
	batches := make([]float64, len(series)/warmBatch)
	if len(batches) < warmLeast {
		return 0, true
	}
	for i := range batches {
		batches[i] = math.Log(medianOf(series[i*warmBatch : (i+1)*warmBatch]))
	}
	noise := neighborNoise(batches)
	for half := len(batches) / 2; cut < half; {
		at, errs := shift(batches[cut:], half-cut, noise)
		if errs <= warmErrors {
			return cut * warmBatch, true
		}
		cut += at
	}
	return cut * warmBatch, false
}

// neighborNoise returns the standard deviation of values about their level, from
// the differences of neighbors.
func neighborNoise(values []float64) float64 {
	differences := make([]float64, len(values)-1)
	for i := range differences {
		differences[i] = values[i+1] - values[i]
	}
	return spreadOf(differences, 0) / math.Sqrt2
}

// shift returns the index, at most last, at which the means before and after it
// are most standard errors apart, and how many.
func shift(values []float64, last int, noise float64) (at int, errs float64) {
	total, sum, all := 0.0, 0.0, float64(len(values))
	for _, v := range values {
		total += v
	}
	for i := 1; i <= last; i++ {
		sum += values[i-1]
		n := float64(i)
		apart := math.Abs(sum/n-(total-sum)/(all-n)) * math.Sqrt(n*(all-n)/all)
		// Without noise any shift counts, but those by rounding.
		if e := apart / (noise + 1e-12); e > errs {
			at, errs = i, e
		}
	}
	return at, errs
}
