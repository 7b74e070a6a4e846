package stats

import (
	"fmt"
	"math"
)

// Welch estimates ln(Head/Base) from values that do not come in pairs: logarithms
// of what processes took, one for each, such as those of two files. Base and head
// may differ in number and spread (Welch 1947, The Generalization of "Student's"
// Problem when Several Different Population Variances are Involved).
//
// What happened to the machine between the two measurements is part of the
// difference, and nothing in the data tells. Units is the degrees of freedom and
// one, rounded down. Sign and Flip are those of no test. The error wraps [ErrFew]
// if a side has fewer than three values.
func Welch(base, head []float64, confidence float64) (Estimate, error) {
	if len(base) < fewest || len(head) < fewest {
		return Estimate{}, fmt.Errorf("%w: %d and %d processes, fewer than %d", ErrFew, len(base), len(head), fewest)
	}
	m, u := meanVariance(base)
	n, v := meanVariance(head)
	u, v = u/float64(len(base)), v/float64(len(head))
	e := Estimate{
		Center: n - m, Level: Processes, Units: min(len(base), len(head)),
		Sign: Check{P: 1, Least: 1}, Flip: Check{P: 1, Least: 1},
	}
	deviation := math.Sqrt(u + v)
	if deviation == 0 {
		e.Lo, e.Hi = e.Center, e.Center
		if e.Center == 0 {
			e.P = 1
		}
		return e, nil
	}
	freedom := (u + v) * (u + v) / (u*u/float64(len(base)-1) + v*v/float64(len(head)-1))
	half := studentQuantile(1-confidence, freedom) * deviation
	e.Interval = Interval{e.Center - half, e.Center + half}
	e.P = studentTails(e.Center/deviation, freedom)
	e.Units = int(freedom) + 1
	e.Spread = deviation * math.Sqrt(float64(e.Units))
	return e, nil
}

func meanVariance(values []float64) (mean, variance float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		variance += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return mean, variance
}
