package lockstep

import (
	"slices"
	"time"

	"github.com/assay-go/assay/bench"
)

// Overhead returns what the harness adds to an operation, in nanoseconds: the
// sampling of latencies and the stamps around a slice. It takes about d. The
// loop of a workload and the choice of keys are no part of it; those of package
// bench are in its documentation.
//
// The operation that it measures with takes less than a nanosecond, which is the
// worst case: the timing is to take 1 % of an operation, but is never less than
// what the stamps take. Slices with the harness and without take turns.
func Overhead(d time.Duration) float64 {
	n := 1 << 18 // operations of a slice; about 0.1 ms
	x := uint64(1)
	step := func(n int) {
		y := x // in a register
		for range n {
			y ^= y<<13 + 1
		}
		x = y
	}
	bare := func() time.Duration {
		begin := time.Now()
		step(n)
		return time.Since(begin)
	}
	stride := bench.Stride(float64(bare()) / float64(n))
	instance := &bench.Instance{Ops: []func(int){step}}
	c := newContestant(seat{Stride: stride}, instance, newLatencies(), new(int))
	var differences []float64
	for begin := time.Now(); len(differences) < 3 || time.Since(begin) < d; {
		with, without := c.slice(0, n).Elapsed, bare()
		differences = append(differences, float64(with-without)/float64(n))
	}
	slices.Sort(differences)
	return differences[len(differences)/2]
}
