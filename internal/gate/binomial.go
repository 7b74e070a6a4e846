package gate

import "math"

// share returns k of n and the exact interval of 95 % for the probability behind
// it (Clopper and Pearson 1934, The Use of Confidence or Fiducial Limits
// Illustrated in the Case of the Binomial). With nothing known it is all of 0 to 1.
func share(k, n int) (rate, low, high float64) {
	if n == 0 {
		return 0, 0, 1
	}
	const tail = 0.025
	rate, high = float64(k)/float64(n), 1
	if k > 0 { // where as many as k or more are just that improbable
		low = root(func(p float64) bool { return 1-atMost(k-1, n, p) < tail })
	}
	if k < n {
		high = root(func(p float64) bool { return atMost(k, n, p) > tail })
	}
	return rate, low, high
}

// root returns where below, which is true at 0 and false at 1, changes.
func root(below func(float64) bool) float64 {
	low, high := 0.0, 1.0
	for range 60 {
		if half := (low + high) / 2; below(half) {
			low = half
		} else {
			high = half
		}
	}
	return (low + high) / 2
}

// atMost returns the probability of at most k of n.
func atMost(k, n int, p float64) (sum float64) {
	for i := 0; i <= k; i++ {
		sum += math.Exp(choose(n, i) + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return sum
}

// choose returns the logarithm of n over k.
func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
