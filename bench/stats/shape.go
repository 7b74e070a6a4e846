package stats

import (
	"fmt"
	"math"
	"slices"
)

// A Shape tells what an estimate does not: whether a series has one level.
type Shape struct {
	Slices  int     // how many slices count
	Dropped float64 // the share of those that do not, of all
	Modes   Modes
	Drift   Drift
}

// Modes are the two levels that describe a series best.
type Modes struct {
	// Low and High are the medians of the lower and the upper values.
	Low, High float64
	// Share is that of the upper values.
	Share float64
	// P is the probability that a series with one level has so few values halfway.
	P float64
}

// Drift is how far a series moves from beginning to end.
type Drift struct {
	// Change is a share of the value: 0.05 means that it ends 5 % above where it
	// began, along the median of all slopes (Theil 1950, Sen 1968).
	Change float64
	// P is that of Kendall's test of a trend (Mann 1945).
	P float64
}

// ShapeOf describes a series of positive times in the order of measurement, such
// as the slices of one object. Dropped is the number of those left out.
func ShapeOf(series []float64, dropped int) (Shape, error) {
	values := make([]float64, len(series))
	for i, t := range series {
		if !usable(t) {
			return Shape{}, fmt.Errorf("stats: slice %d took %v: a time is positive and finite", i, t)
		}
		values[i] = math.Log(t)
	}
	if dropped < 0 {
		return Shape{}, fmt.Errorf("stats: %d slices were dropped: at least 0 can be", dropped)
	}
	s := Shape{
		Slices: len(series), Modes: Modes{P: 1}, Drift: Drift{P: 1},
	}
	if all := len(series) + dropped; all > 0 {
		s.Dropped = float64(dropped) / float64(all)
	}
	if len(values) >= fewestSlices {
		s.Drift = driftOf(values)
		s.Modes = modesOf(values)
	}
	return s, nil
}

// fewestSlices is how many make a shape.
const fewestSlices = 20

// Warnings returns a sentence for each thing that a reader should know: levels
// or a drift that are farther apart than margin, such as 0.05 for 5 %, with a P
// of at most 1 %, and more than half of the slices dropped.
func (s Shape) Warnings(margin float64) []string {
	const surely, many, rare = 0.01, 0.5, 0.1
	var warnings []string
	apart := s.Modes.High/s.Modes.Low - 1
	if s.Modes.P <= surely && apart > margin && min(s.Modes.Share, 1-s.Modes.Share) >= rare {
		warnings = append(warnings, fmt.Sprintf("two levels: %.0f %% of %d slices take about %.4g,"+
			" the others %.4g: the median is one of them or between",
			100*s.Modes.Share, s.Slices, s.Modes.High, s.Modes.Low))
	}
	if s.Drift.P <= surely && math.Abs(math.Log1p(s.Drift.Change)) > math.Log1p(margin) {
		warnings = append(warnings, fmt.Sprintf("a drift of %+.1f %% over %d slices:"+
			" they have no common level", 100*s.Drift.Change, s.Slices))
	}
	if s.Dropped > many {
		warnings = append(warnings, fmt.Sprintf("%.0f %% of the slices were dropped,"+
			" %d are left: the machine is busy", 100*s.Dropped, s.Slices))
	}
	return warnings
}

// modesOf splits the values, which it sorts, in two and counts those halfway
// between both medians and those around either median, in windows of a third of
// the distance. The density of a distribution with one mode is nowhere lower between
// two points than at both of them, so there are, but for luck, at least as many
// halfway as around the emptier median.
func modesOf(values []float64) Modes {
	slices.Sort(values)
	n := splitAt(values)
	low, high := median(values[:n]), median(values[n:])
	third := (high - low) / 3
	count := func(from, to float64) int {
		begin, _ := slices.BinarySearch(values, from)
		end, _ := slices.BinarySearch(values, to)
		return end - begin
	}
	middle := count(low+third, high-third)
	beside := min(count(low-third/2, low+third/2), count(high-third/2, high+third/2))
	m := Modes{
		Low: math.Exp(low), High: math.Exp(high),
		Share: float64(len(values)-n) / float64(len(values)), P: 1,
	}
	if middle < beside {
		m.P = halves(middle, middle+beside) / 2
	}
	return m
}

// splitAt returns how many of the sorted values are the lower part of the split
// in two that leaves the least variance within the parts.
func splitAt(values []float64) int {
	total := 0.0
	for _, v := range values {
		total += v
	}
	all := float64(len(values))
	best, most, sum := 1, math.Inf(-1), 0.0
	for i, v := range values[:len(values)-1] {
		sum += v
		n := float64(i + 1)
		between := sum/n - (total-sum)/(all-n)
		if d := n * (all - n) * between * between; d > most {
			best, most = i+1, d
		}
	}
	return best
}

// driftOf looks at the medians of up to 40 stretches of equal length: so the
// noise of neighbors that have something in common counts less.
func driftOf(values []float64) Drift {
	const stretches = 40
	n := min(stretches, len(values))
	medians := make([]float64, n)
	for i := range medians {
		medians[i] = medianOf(values[i*len(values)/n : (i+1)*len(values)/n])
	}
	var slopes []float64
	score := 0
	for i, a := range medians {
		for j := i + 1; j < n; j++ {
			slopes = append(slopes, (medians[j]-a)/float64(j-i))
			switch {
			case medians[j] > a:
				score++
			case medians[j] < a:
				score--
			}
		}
	}
	variance := float64(n*(n-1)*(2*n+5)) / 18
	z := max(0, math.Abs(float64(score))-1) / math.Sqrt(variance)
	return Drift{
		Change: math.Expm1(median(slopes) * float64(n-1)),
		P:      2 * normalBelow(-z),
	}
}
