package stats

import (
	"math"
	"slices"
)

// median returns the median of values, of which there is at least one, and
// sorts them. That of an even number is the mean of the middle two, so that
// changing all signs changes the sign of the median.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// medianOf is median for values that stay as they are.
func medianOf(values []float64) float64 { return median(slices.Clone(values)) }

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// deviation returns the standard deviation of at least two values, estimated
// with n-1.
func deviation(values []float64) float64 {
	m, sum := mean(values), 0.0
	for _, v := range values {
		sum += (v - m) * (v - m)
	}
	return math.Sqrt(sum / float64(len(values)-1))
}

// madScale makes the median absolute deviation of a normal distribution its
// standard deviation.
const madScale = 1.4826

// spreadOf returns a robust standard deviation: the scaled median distance from
// a center.
func spreadOf(values []float64, center float64) float64 {
	distances := make([]float64, len(values))
	for i, v := range values {
		distances[i] = math.Abs(v - center)
	}
	return madScale * median(distances)
}

// quantile returns the value below which a share q of sorted values lies,
// interpolated between neighbors.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	low, high := sorted[i], sorted[min(i+1, len(sorted)-1)]
	if low == high || at == float64(i) { // where infinity would become NaN
		return low
	}
	return low + (at-float64(i))*(high-low)
}
