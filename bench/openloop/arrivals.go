package openloop

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Arrivals says how the intended starts follow each other. It is a [flag.Value].
type Arrivals string

// The kinds of arrivals.
const (
	Constant Arrivals = "constant" // at equal distances
	Poisson  Arrivals = "poisson"  // independent of each other, at exponential distances
)

// String returns the name of the kind.
func (a *Arrivals) String() string { return string(*a) }

// Set sets the kind to the one that has the name s.
func (a *Arrivals) Set(s string) error {
	if s != string(Constant) && s != string(Poisson) {
		return fmt.Errorf("there are no arrivals %q; choose %s or %s", s, Constant, Poisson)
	}
	*a = Arrivals(s)
	return nil
}

// Type returns the name of the type of flag, for usage messages.
func (*Arrivals) Type() string { return "arrivals" }

// A schedule is the intended starts of a stretch, in ascending order, since its
// begin.
type schedule struct {
	at   []time.Duration
	span time.Duration // all are before this
}

// fewest is how many arrivals a stretch has on average, at least.
const fewest = 10

// spanOf returns how long a stretch is at a rate.
func spanOf(stretch time.Duration, rate float64) time.Duration {
	return max(stretch, time.Duration(fewest/rate*float64(time.Second)))
}

// newSchedule draws the arrivals of a stretch. The same arguments give the same
// ones. It reuses the memory of at.
func newSchedule(
	kind Arrivals, rate float64, span time.Duration, seed uint64, at []time.Duration,
) schedule {
	period := float64(time.Second) / rate
	at = at[:0]
	if kind == Poisson {
		r := rand.New(rand.NewPCG(seed, 0))
		for t := r.ExpFloat64() * period; t < float64(span); t += r.ExpFloat64() * period {
			at = append(at, time.Duration(t))
		}
		return schedule{at, span}
	}
	for i := 0; ; i++ {
		t := time.Duration(float64(i)*period + 0.5)
		if t >= span {
			return schedule{at, span}
		}
		at = append(at, t)
	}
}
