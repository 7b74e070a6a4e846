package stats

import (
	"fmt"
	"math"
)

// A Level is one of those of a [Sample].
type Level int

// The levels whose values can be the units of an estimate.
const (
	Objects   Level = iota // The interval holds for the processes that were run.
	Processes              // The interval holds for other processes, too.
)

// String returns the name of a level.
func (l Level) String() string {
	if l == Processes {
		return "processes"
	}
	return "objects"
}

// MarshalText makes a level a word in JSON.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// fewest is how many units an interval takes.
const fewest = 3

// An Estimate is what a sample tells about its true value, on a log scale.
type Estimate struct {
	// Center is the mean of the units.
	Center float64
	// Interval covers the true value with the demanded confidence.
	Interval
	// P is the probability of a center at least this far from zero if zero is the
	// true value. It means nothing for the times of one contender.
	P float64
	// Spread is the standard deviation of the units.
	Spread float64
	// Units is their number, Level what they are.
	Units int
	Level Level
	// Sign and Flip check P with weaker assumptions.
	Sign, Flip Check
}

// Ratio returns the center as a factor: exp(Center). For the ratios of pairs it
// is how many times as long Head takes; for the times of one contender it is the
// time.
func (e Estimate) Ratio() float64 { return math.Exp(e.Center) }

// Factors returns the interval as factors.
func (e Estimate) Factors() (lo, hi float64) { return math.Exp(e.Lo), math.Exp(e.Hi) }

// EstimateOf returns the estimate of a sample, with an interval for the
// confidence, such as 0.95. The seed matters for Flip, with more than 20 units.
//
// The units are processes, each with the median of its objects, each with the
// median of its rounds. Fewer than three processes say nothing about others;
// then the units are the objects. The center is their mean, the interval that of
// Student's t. The error wraps ErrFew if there are not even three objects.
func EstimateOf(s Sample, confidence float64, seed uint64) (Estimate, error) {
	if err := checkShare("confidence", confidence); err != nil {
		return Estimate{}, err
	}
	units, level := s.processes(), Processes
	if len(units) < fewest {
		processes := len(units)
		if units, level = s.objects(), Objects; len(units) < fewest {
			return Estimate{}, fmt.Errorf("%w: %d processes with %d objects in all:"+
				" an interval takes %d of either", ErrFew, processes, len(units), fewest)
		}
	}
	for _, u := range units {
		if math.IsNaN(u) || math.IsInf(u, 0) {
			return Estimate{}, fmt.Errorf("stats: one of the %s has the value %v:"+
				" a logarithm is finite", level, u)
		}
	}
	e := Estimate{
		Center: mean(units), Spread: deviation(units), Units: len(units), Level: level,
		Sign: SignTest(units), Flip: FlipTest(units, seed),
	}
	freedom := float64(e.Units - 1)
	half := studentQuantile(1-confidence, freedom) * e.deviation()
	e.Interval = Interval{e.Center - half, e.Center + half}
	e.P = 1
	if e.Center != 0 {
		e.P = studentTails(e.Center/e.deviation(), freedom)
	}
	return e, nil
}

// deviation returns the standard error of the center.
func (e Estimate) deviation() float64 { return e.Spread / math.Sqrt(float64(e.Units)) }

func checkShare(what string, share float64) error {
	if share > 0 && share < 1 {
		return nil
	}
	return fmt.Errorf("stats: a %s of %v: it is between 0 and 1, such as 0.95", what, share)
}
