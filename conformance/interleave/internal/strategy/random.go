package strategy

import (
	"math/rand/v2"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// forever is a strategy that never comes to an end.
type forever struct {
	seed     uint64
	schedule uint64
	r        *rand.Rand
}

func (f *forever) begin() {
	f.schedule++
	f.r = rand.New(rand.NewPCG(f.seed, f.schedule))
}

// Took implements [sched.Chooser].
func (f *forever) Took(int) {}

// New implements Strategy.
func (f *forever) New() bool { return true }

// Done implements Strategy.
func (f *forever) Done() bool { return false }

// Diverged implements Strategy.
func (f *forever) Diverged() bool { return false }

// Random takes each option with the same probability.
type Random struct{ forever }

// NewRandom returns a Random.
func NewRandom(seed uint64) *Random { return &Random{forever{seed: seed}} }

// Begin implements Strategy.
func (s *Random) Begin() bool {
	s.begin()
	return true
}

// Choose implements [sched.Chooser].
func (s *Random) Choose(c sched.Choice) int {
	n := len(c.Options)
	if c.Kind == sched.Yield {
		n-- // the last one does not want to
	}
	return s.r.IntN(n)
}
