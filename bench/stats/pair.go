package stats

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Pair is what two contenders took in one round of a process: time per
// operation, in ns, of slices that followed each other. Any other positive
// measure does as well, as long as both have the same unit.
type Pair struct {
	Base, Head float64
}

// A Sample has a level for each thing that makes measurements differ:
// processes, the objects under test that a process makes one after the other,
// and the rounds with such an object. The values are logarithms, in the order in
// which they were measured. Processes and objects may have different numbers of
// values; those that have none do not count.
type Sample [][][]float64

// ErrFew is what the errors about too little data wrap.
var ErrFew = errors.New("stats: too little data")

// Ratios returns the sample of the log ratios ln(Head/Base) of pairs, by
// process, object and round. It is an error if a time is not positive and
// finite.
func Ratios(pairs [][][]Pair) (Sample, error) {
	return logs(pairs, func(p Pair) float64 {
		if !usable(p.Base) || !usable(p.Head) {
			return math.NaN()
		}
		return math.Log(p.Head) - math.Log(p.Base)
	})
}

// Logs returns the sample of the logarithms of what one contender took, by
// process, object and slice. It is an error if a time is not positive and
// finite.
func Logs(times [][][]float64) (Sample, error) {
	return logs(times, func(t float64) float64 {
		if !usable(t) {
			return math.NaN()
		}
		return math.Log(t)
	})
}

func usable(t float64) bool { return t > 0 && !math.IsInf(t, 1) }

func logs[T any](data [][][]T, log func(T) float64) (Sample, error) {
	s := make(Sample, len(data))
	for p, objects := range data {
		s[p] = make([][]float64, len(objects))
		for o, rounds := range objects {
			s[p][o] = make([]float64, len(rounds))
			for r, t := range rounds {
				s[p][o][r] = log(t)
				if math.IsNaN(s[p][o][r]) {
					return nil, fmt.Errorf("stats: process %d, object %d, round %d took %v:"+
						" a time is positive and finite", p, o, r, t)
				}
			}
		}
	}
	return s, nil
}

// Flat returns all values of a sample in one slice, which belongs to the caller.
func (s Sample) Flat() []float64 {
	var flat []float64
	for _, objects := range s {
		flat = append(flat, slices.Concat(objects...)...)
	}
	return flat
}

// processes returns the value of each process: the median of its objects'.
func (s Sample) processes() []float64 {
	var values []float64
	for _, objects := range s {
		if v := (Sample{objects}).objects(); len(v) > 0 {
			values = append(values, median(v))
		}
	}
	return values
}

// objects returns the value of each object: the median of its rounds'.
func (s Sample) objects() []float64 {
	var values []float64
	for _, objects := range s {
		for _, rounds := range objects {
			if len(rounds) > 0 {
				values = append(values, median(slices.Clone(rounds)))
			}
		}
	}
	return values
}
