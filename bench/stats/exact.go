package stats

import "math"

// A Check is the outcome of a test that needs no distribution: only that each
// unit would as well have had the other sign.
type Check struct {
	// P is the probability of such an outcome, or one farther from zero, if zero
	// is the true value.
	P float64
	// Least is the smallest P that so many units can give. A test that cannot
	// reach the demanded level says nothing by not reaching it.
	Least float64
}

// SignTest is the exact two-sided sign test: how many units are above zero, how
// many below. Units that are zero do not count.
func SignTest(units []float64) Check {
	above, n := 0, 0
	for _, u := range units {
		if u != 0 {
			n++
		}
		if u > 0 {
			above++
		}
	}
	return Check{P: halves(min(above, n-above), n), Least: halves(0, n)}
}

// halves returns the probability that at least n-k of n fair coins show the
// same side.
func halves(k, n int) float64 {
	p := 0.0
	for i := 0; i <= k; i++ {
		all, _ := math.Lgamma(float64(n + 1))
		in, _ := math.Lgamma(float64(i + 1))
		out, _ := math.Lgamma(float64(n - i + 1))
		p += math.Exp(all - in - out - float64(n)*math.Ln2)
	}
	return min(1, 2*p)
}

const (
	exactUnits = 20     // 2^19 sums take some milliseconds
	flipDraws  = 20_000 // more units: so many of the sums, at random
)

// FlipTest is the two-sided sign-flip test of the mean (Fisher 1935): in how
// many of all ways to choose the signs of the units the sum is at least as far
// from zero as it is. Up to 20 units it is exact; above, the ways are drawn by
// the seed.
func FlipTest(units []float64, seed uint64) Check {
	if len(units) == 0 {
		return Check{P: 1, Least: 1}
	}
	sum, size := 0.0, 0.0
	for _, u := range units {
		sum += u
		size += math.Abs(u)
	}
	// Sums that differ by rounding only are equal.
	limit := math.Abs(sum) - 1e-12*size
	if len(units) > exactUnits {
		return flipDrawn(units, limit, seed)
	}
	return flipAll(units, sum, limit)
}

// flipAll walks through all signs by a Gray code, in which each step flips one.
// The sign of the last unit stays, as changing all signs changes no distance.
func flipAll(units []float64, sum, limit float64) Check {
	last := len(units) - 1
	ways := 1 << last
	signed := make([]float64, last)
	copy(signed, units)
	far := 0
	for way := 1; ; way++ {
		if math.Abs(sum) >= limit {
			far++
		}
		if way == ways {
			break
		}
		bit := 0
		for way>>bit&1 == 0 {
			bit++
		}
		sum -= 2 * signed[bit]
		signed[bit] = -signed[bit]
	}
	return Check{P: float64(far) / float64(ways), Least: 1 / float64(ways)}
}

// flipDrawn counts the ways as they are as one of those drawn, which keeps the
// test valid (Phipson and Smyth 2010).
func flipDrawn(units []float64, limit float64, seed uint64) Check {
	random := newRandom(seed)
	far := 1
	for range flipDraws {
		sum, bits := 0.0, uint64(0)
		for i, u := range units {
			if i%64 == 0 {
				bits = random.Uint64()
			}
			if bits&1 == 0 {
				u = -u
			}
			sum += u
			bits >>= 1
		}
		if math.Abs(sum) >= limit {
			far++
		}
	}
	return Check{P: float64(far) / (flipDraws + 1), Least: 1.0 / (flipDraws + 1)}
}
