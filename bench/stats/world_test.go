package stats

import (
	"math/rand/v2"
	"testing"
)

// simulates marks a test that takes many samples. It runs on one goroutine, where
// the race detector finds nothing and takes ten times as long.
func simulates(t *testing.T) {
	t.Helper()
	if raced {
		t.Skip("a simulation: run it without -race")
	}
}

// A world makes samples whose true value is known.
type world struct {
	name                   string
	process, object, round func(*rand.Rand) float64
}

// sample returns a sample with the given true value.
func (w world) sample(r *rand.Rand, truth float64, processes, objects, rounds int) Sample {
	s := make(Sample, processes)
	for p := range s {
		process := truth + w.process(r)
		s[p] = make([][]float64, objects)
		for o := range s[p] {
			object := process + w.object(r)
			s[p][o] = make([]float64, rounds)
			for i := range s[p][o] {
				s[p][o][i] = object + w.round(r)
			}
		}
	}
	return s
}

func none(*rand.Rand) float64 { return 0 }

func normal(sd float64) func(*rand.Rand) float64 {
	return func(r *rand.Rand) float64 { return sd * r.NormFloat64() }
}

// disturbed is normal, but for one in ten that is ten times as far out.
func disturbed(sd float64) func(*rand.Rand) float64 {
	return func(r *rand.Rand) float64 {
		if r.IntN(10) == 0 {
			return 10 * sd * r.NormFloat64()
		}
		return sd * r.NormFloat64()
	}
}

// either is one of two values, as of two layouts of the code.
func either(size float64) func(*rand.Rand) float64 {
	return func(r *rand.Rand) float64 { return size * float64(2*r.IntN(2)-1) }
}

// worlds are kinds of noise, after what was measured: processes differ by 2 to 7 %.
var worlds = []world{
	{"rounds only", none, none, normal(0.02)},
	{"disturbed rounds", none, none, disturbed(0.02)},
	{"objects", none, normal(0.02), disturbed(0.02)},
	{"processes", normal(0.02), normal(0.005), disturbed(0.02)},
	{"all alike", normal(0.01), normal(0.01), disturbed(0.02)},
	{"disturbed processes", disturbed(0.01), normal(0.005), disturbed(0.02)},
	{"two layouts", either(0.02), normal(0.01), disturbed(0.02)},
}
