package stats

import (
	"fmt"
	"math"
)

// A Verdict is what a comparison says about Head.
type Verdict int

// The verdicts. Faster and Slower mean better and worse where the unit is not a
// time.
const (
	Inconclusive Verdict = iota
	Tie
	Faster
	Slower
)

var verdicts = [...]string{"inconclusive", "tie", "faster", "slower"}

// String returns a verdict in small letters.
func (v Verdict) String() string {
	if v < 0 || int(v) >= len(verdicts) {
		return fmt.Sprintf("Verdict(%d)", int(v))
	}
	return verdicts[v]
}

// MarshalText makes a verdict a word in JSON.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Swapped returns the verdict about Base.
func (v Verdict) Swapped() Verdict {
	switch v {
	case Faster:
		return Slower
	case Slower:
		return Faster
	}
	return v
}

// A Rule turns an estimate into a verdict.
type Rule struct {
	// Alpha is the largest adjusted p value of a difference, such as 0.05.
	Alpha float64
	// Margin is the largest difference that is none: 0.02 for 2 %, which means
	// factors from 1/1.02 to 1.02. With 0 there are no ties.
	Margin float64
	// Better is positive where more is better, as benchfmt's GetBetter says. Less
	// is better otherwise.
	Better int
}

// Judge returns the verdict for an estimate of log ratios and its adjusted p
// value.
//
//   - It is a tie if the whole interval lies within the margin. That comes
//     first: a difference may be certain and too small to matter.
//   - Head is faster or slower if the interval leaves zero out and the adjusted p
//     value is at most Alpha.
//   - Everything else is inconclusive.
//
// The interval should have the confidence 1-Alpha. Calling a tie a tie then goes
// wrong in Alpha/2 of the comparisons whose true difference is the margin.
func (r Rule) Judge(e Estimate, adjusted float64) Verdict {
	margin := math.Log1p(r.Margin)
	switch {
	case r.Margin > 0 && e.Lo >= -margin && e.Hi <= margin:
		return Tie
	case !(adjusted <= r.Alpha) || e.Lo <= 0 && e.Hi >= 0:
		return Inconclusive
	case (e.Center < 0) == (r.Better <= 0):
		return Faster
	}
	return Slower
}

// JudgeAll adjusts the p values of all rows for each other and returns a verdict
// for each.
func (r Rule) JudgeAll(rows []Estimate, adjust Adjustment) ([]Verdict, error) {
	p := make([]float64, len(rows))
	for i, e := range rows {
		p[i] = e.P
	}
	adjusted, err := adjust(p)
	if err != nil {
		return nil, err
	}
	verdicts := make([]Verdict, len(rows))
	for i, e := range rows {
		verdicts[i] = r.Judge(e, adjusted[i])
	}
	return verdicts, nil
}
