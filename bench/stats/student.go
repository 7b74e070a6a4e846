package stats

import "math"

// studentTails returns the probability that a t-distributed value with the given
// degrees of freedom lies at least t from zero.
func studentTails(t, freedom float64) float64 {
	switch {
	case math.IsNaN(t):
		return math.NaN()
	case math.IsInf(t, 0):
		return 0
	}
	if t*t < freedom { // where the other argument would round to 1
		return 1 - incompleteBeta(t*t/(freedom+t*t), 0.5, freedom/2)
	}
	return incompleteBeta(freedom/(freedom+t*t), freedom/2, 0.5)
}

// studentQuantile returns the t beyond which, on both sides together, a
// t-distributed value lies with probability alpha.
func studentQuantile(alpha, freedom float64) float64 {
	high := 1.0
	for studentTails(high, freedom) > alpha {
		high *= 2
	}
	return bisect(0, high, func(t float64) bool { return studentTails(t, freedom) > alpha })
}

// bisect returns where below, which is true at low and false at high, changes.
func bisect(low, high float64, below func(float64) bool) float64 {
	for range 200 {
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			break
		}
		if below(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// incompleteBeta returns the regularized incomplete beta function I_x(a, b), by
// the continued fraction of the NIST Digital Library of Mathematical Functions,
// 8.17.22.
func incompleteBeta(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2): // where the fraction of the mirror image converges faster
		return 1 - incompleteBeta(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab - la - lb + a*math.Log(x) + b*math.Log1p(-x))
	return front / (a * betaFraction(x, a, b))
}

// betaFraction evaluates 1 + d1/(1 + d2/(1 + ...)) by Lentz's algorithm.
func betaFraction(x, a, b float64) float64 {
	const tiny, enough = 1e-300, 1e-15
	f, c, d := 1.0, 1.0, 0.0
	for i := 1; i <= 1000; i++ {
		m := float64(i / 2)
		var term float64
		if i%2 == 0 {
			term = m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		} else {
			term = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		d = 1 + term*d
		if math.Abs(d) < tiny {
			d = tiny
		}
		d = 1 / d
		c = 1 + term/c
		if math.Abs(c) < tiny {
			c = tiny
		}
		f *= c * d
		if math.Abs(c*d-1) < enough {
			break
		}
	}
	return f
}

// normalBelow returns the probability that a standard normal value is below z.
func normalBelow(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
