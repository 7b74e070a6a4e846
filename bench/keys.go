package bench

import (
	"math"
	"math/rand/v2"
	"sort"
)

// exponent is the skew of the zipf distribution: the key of rank r is drawn in
// proportion to 1/r^exponent. It is the default of YCSB (Cooper et al.,
// Benchmarking Cloud Serving Systems with YCSB, SoCC 2010).
const exponent = 0.99

// A distribution draws indexes of keys.
type distribution func(*rand.Rand) int

// newDistribution returns the one that has this name, for this many keys.
func newDistribution(name string, keys int) distribution {
	switch name {
	case "zipf":
		return zipf(keys)
	case "hot":
		return func(*rand.Rand) int { return 0 }
	default:
		return uniform(keys)
	}
}

// stream returns the keys that a goroutine uses, as indexes below keys. The
// same arguments give the same stream; goroutines get different ones.
//
// Its length is a power of two of at least 16,384, which no branch predictor
// learns, and at least half the number of keys, so that a repeated stream does
// not make a large table fit the cache.
func stream(draw distribution, keys, goroutine int) []int {
	length := 1 << 14
	for length < keys/2 {
		length *= 2
	}
	r := rand.New(rand.NewPCG(uint64(keys), uint64(goroutine)))
	indexes := make([]int, length)
	for i := range indexes {
		indexes[i] = draw(r)
	}
	return indexes
}

func uniform(keys int) distribution {
	return func(r *rand.Rand) int { return r.IntN(keys) }
}

// zipf draws by inversion of the cumulated weights, since [rand.Zipf] has no
// exponents below 1. The ranks are shuffled, the same way for all goroutines:
// popular keys are not neighbours.
func zipf(keys int) distribution {
	sums := make([]float64, keys)
	sum := 0.0
	for i := range sums {
		sum += 1 / math.Pow(float64(i+1), exponent)
		sums[i] = sum
	}
	ranked := popularity(keys)
	return func(r *rand.Rand) int {
		rank := sort.SearchFloat64s(sums, r.Float64()*sum)
		return ranked[min(rank, keys-1)]
	}
}

// popularity returns all indexes, the most popular first.
func popularity(keys int) []int {
	return rand.New(rand.NewPCG(uint64(keys), 0)).Perm(keys)
}

// block is the number of operations in which a mix is exact.
const block = 100

// mix says which operations of a goroutine write: of every block as many as
// reads leaves, at random places. It returns length of them.
func mix(reads, length, goroutine int) []bool {
	r := rand.New(rand.NewPCG(uint64(reads), uint64(goroutine)))
	var writes []bool
	for len(writes) < length {
		for _, i := range r.Perm(block) {
			writes = append(writes, i >= reads)
		}
	}
	return writes[:length]
}
