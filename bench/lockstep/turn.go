package lockstep

import (
	"math/rand/v2"
	"time"
)

// jitter is by how much the operations of a slice may be fewer or more than
// usual, so that they do not keep step with anything periodic.
const jitter = 0.2

// turn returns in which order the contenders of a block run in a round, as
// indexes. The same arguments give the same order.
func turn(seed uint64, round, contenders int) []int {
	return rand.New(rand.NewPCG(seed, uint64(round))).Perm(contenders)
}

// factor returns how many times as many operations as usual the slices of a
// round have: the same for all contenders. The same arguments give the same one.
func factor(seed uint64, round int) float64 {
	r := rand.New(rand.NewPCG(uint64(round), seed))
	return 1 - jitter + 2*jitter*r.Float64()
}

// scaled returns a number of operations, by a factor.
func scaled(ops int, factor float64) int { return max(1, int(float64(ops)*factor+0.5)) }

// blockSeed returns a seed for the one of many that has these numbers.
func blockSeed(seed uint64, numbers ...int) uint64 {
	for _, n := range numbers {
		seed = rand.NewPCG(seed, uint64(n)).Uint64()
	}
	return seed
}

// more says whether a block has another round after that many: until the time is
// over, but at least the fewest and not more than most.
func more(rounds, most int, begin time.Time, within time.Duration) bool {
	return rounds < most && (rounds < fewestRounds || time.Since(begin) < within)
}
