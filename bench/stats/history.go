package stats

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// A Change is a step in a history of results.
type Change struct {
	// Index is that of the first result after the step.
	Index int
	// Size is the log ratio of the results after the step, up to the next one, to
	// those before it. Interval covers it with the confidence 1-Alpha, as if the
	// index had been known.
	Size float64
	Interval
	// P is the probability of a step like this in a history without it.
	P float64
}

// A Search says how to look for changes. The zero value of a field means what is
// said there.
type Search struct {
	Alpha        float64 // The largest P of a change; 0.01.
	Permutations int     // How many P is computed from; 399.
	Seed         uint64  // It decides them.
}

// fewestResults is how many results in a row are a level of their own. One or two
// strange nights are not a change.
const fewestResults = 3

// Changes returns the changes in a history of results of one row, such as a time
// for each night, in order. The error wraps ErrFew if there are fewer than six
// results; a result that is not positive is an error, too.
//
// It is the E-divisive algorithm (Matteson and James 2014, A Nonparametric
// Approach for Multiple Change Point Analysis of Multivariate Data) with the
// exponent 1, on logarithms: split where the energy distance between neighboring
// stretches is largest, as long as permuting the results between the splits rarely
// gives one as large. Strange nights are drawn in to four robust standard
// deviations from the median of the results between two splits.
//
// P takes results to be independent but for the steps: where a machine changes
// slowly, there are steps that the code did not make.
func (s Search) Changes(results []float64) ([]Change, error) {
	if s.Alpha == 0 {
		s.Alpha = 0.01
	}
	if s.Permutations == 0 {
		s.Permutations = 399
	}
	if err := checkShare("level", s.Alpha); err != nil {
		return nil, err
	}
	if least := 1 / float64(s.Permutations+1); s.Permutations < 0 || least > s.Alpha {
		return nil, fmt.Errorf("stats: %d permutations never reach the level %v: take at least %.0f",
			s.Permutations, s.Alpha, math.Ceil(1/s.Alpha)-1)
	}
	if len(results) < 2*fewestResults {
		return nil, fmt.Errorf("%w: %d results: a change takes %d before and %d after it",
			ErrFew, len(results), fewestResults, fewestResults)
	}
	values := make([]float64, len(results))
	for i, r := range results {
		if !usable(r) {
			return nil, fmt.Errorf("stats: result %d is %v: it is positive and finite", i, r)
		}
		values[i] = math.Log(r)
	}
	return s.measure(values), nil
}

// measure finds the changes of values and their sizes.
func (s Search) measure(values []float64) []Change {
	bounds, p := s.split(values)
	var changes []Change
	for i := 1; i < len(bounds)-1; i++ {
		before := drawnIn(values[bounds[i-1]:bounds[i]])
		after := drawnIn(values[bounds[i]:bounds[i+1]])
		c := Change{Index: bounds[i], P: p[bounds[i]], Size: mean(after) - mean(before)}
		half := welch(before, after, s.Alpha)
		c.Interval = Interval{c.Size - half, c.Size + half}
		changes = append(changes, c)
	}
	return changes
}

// welch returns half the length of the interval of the difference of two means
// (Welch 1947).
func welch(a, b []float64, alpha float64) float64 {
	na, nb := float64(len(a)), float64(len(b))
	va, vb := deviation(a), deviation(b)
	va, vb = va*va/na, vb*vb/nb
	if va+vb == 0 {
		return 0
	}
	freedom := (va + vb) * (va + vb) / (va*va/(na-1) + vb*vb/(nb-1))
	return studentQuantile(alpha, freedom) * math.Sqrt(va+vb)
}

// split returns the bounds of the levels, with 0 and len(values), and the p value
// of each that is a change.
func (s Search) split(values []float64) (bounds []int, p map[int]float64) {
	random := newRandom(s.Seed)
	bounds, p = []int{0, len(values)}, map[int]float64{}
	e := newEnergy(len(values))
	shuffled := make([]float64, len(values))
	for {
		drawn := levelsDrawnIn(values, bounds)
		at, level, best := e.best(drawn, bounds)
		if best <= 0 {
			return bounds, p
		}
		as, limit := 1, int(s.Alpha*float64(s.Permutations+1)+1e-9)
		for i := 0; i < s.Permutations && as <= limit; i++ {
			copy(shuffled, drawn)
			shuffle(random, shuffled, bounds)
			if _, _, other := e.best(shuffled, bounds); other >= best*(1-1e-9) {
				as++
			}
		}
		if as > limit {
			return bounds, p
		}
		p[at] = float64(as) / float64(s.Permutations+1)
		bounds = append(bounds[:level+1], append([]int{at}, bounds[level+1:]...)...)
	}
}

// shuffle permutes the values between bounds.
func shuffle(random *rand.Rand, values []float64, bounds []int) {
	for i, end := range bounds[1:] {
		part := values[bounds[i]:end]
		random.Shuffle(len(part), func(a, b int) { part[a], part[b] = part[b], part[a] })
	}
}

// drawnIn returns the values of a level with the far ones moved to four robust
// standard deviations from the median.
func drawnIn(level []float64) []float64 {
	const far = 4
	center := medianOf(level)
	limit := far * spreadOf(level, center)
	if limit == 0 { // most results are equal: the others may be a level to split off
		limit = math.Inf(1)
	}
	near := make([]float64, len(level))
	for i, v := range level {
		near[i] = max(center-limit, min(center+limit, v))
	}
	return near
}

// levelsDrawnIn returns values drawn in level by level. That does not depend on the
// order in a level, so permuting afterwards is fair.
func levelsDrawnIn(values []float64, bounds []int) []float64 {
	near := make([]float64, 0, len(values))
	for i, end := range bounds[1:] {
		near = append(near, drawnIn(values[bounds[i]:end])...)
	}
	return near
}
