package stats

import "math"

// Detectable returns the smallest difference that a run like the one of e would
// have found with the given power, such as 0.8 or 0.9, at the level alpha: 0.03
// is 3 %. It comes from the spread and the number of the units, not from the
// center. For a row among several, alpha is the level that is left for one of
// them, such as alpha divided by their number.
//
// It is NaN unless alpha is above 0 and below power, power is at most 0.9999, and
// there are at least three units. The spread is an estimate,
// too: with three units it, and so the result, may be off by a factor of two.
func Detectable(e Estimate, alpha, power float64) float64 {
	const most = 0.9999 // the integral is not exact
	if !(alpha > 0 && alpha < power && power <= most) || e.Units < fewest {
		return math.NaN()
	}
	freedom := float64(e.Units - 1)
	limit := studentQuantile(alpha, freedom)
	high := limit + 1
	for found(high, limit, freedom) < power {
		high *= 2
	}
	shift := bisect(0, high, func(s float64) bool { return found(s, limit, freedom) < power })
	return math.Expm1(shift * e.deviation())
}

// found returns the probability that the t value of a sample whose true value is
// shift standard errors from zero lies beyond the limit, on either side: the
// noncentral t distribution, as the expectation over the estimate of the spread.
func found(shift, limit, freedom float64) float64 {
	return chiMean(freedom, func(spread float64) float64 {
		return normalBelow(shift-limit*spread) + normalBelow(-shift-limit*spread)
	})
}

// chiMean returns the mean of f over the estimated standard deviation of normal
// values whose true one is 1, by Simpson's rule, as far as there is any density
// to speak of. There are at least two degrees of freedom.
func chiMean(freedom float64, f func(float64) float64) float64 {
	const steps = 2000
	lgamma, _ := math.Lgamma(freedom / 2)
	constant := math.Ln2 + freedom/2*math.Log(freedom/2) - lgamma
	end := 1 + 9/math.Sqrt(freedom)
	sum := 0.0
	for i := 0; i <= steps; i++ {
		x := end * float64(i) / steps
		density := math.Exp(constant + (freedom-1)*math.Log(x) - freedom*x*x/2)
		if x == 0 { // where Log is infinite, or is multiplied by zero
			density = 0
		}
		weight := 2.0 + 2*float64(i%2)
		if i == 0 || i == steps {
			weight = 1
		}
		sum += weight * density * f(x)
	}
	return sum * end / steps / 3
}
