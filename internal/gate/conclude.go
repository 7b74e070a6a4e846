package gate

import (
	"fmt"
	"math"
	"strings"

	"github.com/assay-go/assay/bench/stats"
)

// blind says whether a time could not have told.
func (r *Report) blind(f Finding) bool {
	return f.Unit == "ns/op" && !f.changed() && f.Verdict != stats.Tie && (f.Void != "" || f.Seen > r.Resolution)
}

// left returns how many rows were not measured that might have been.
func (r *Report) left() (n int) {
	for _, m := range r.Missing {
		if m.Blind {
			n++
		}
	}
	return n
}

// blindRows returns how many rows could not have told, and how many there are.
func (r *Report) blindRows() (blind, all int) {
	left := r.left()
	return r.count(r.blind) + left, r.count(func(f Finding) bool { return f.Unit == "ns/op" }) + left
}

// conclude gives the report its status, and advice if nobody can tell.
func (r *Report) conclude() {
	r.Status = Clean
	blind, all := r.blindRows()
	void := r.count(func(f Finding) bool { return f.Unit == "ns/op" && f.Void != "" })
	left := r.left()
	open := r.count(func(f Finding) bool { return strings.HasPrefix(f.Doubt, unrepeated) && f.Verdict == stats.Slower })
	switch {
	case r.count(func(f Finding) bool { return f.Confirmed && f.Verdict == stats.Slower }) > 0:
		r.Status = Regression
	case all == 0:
		r.Status = Inconclusive
		r.Advice = append(r.Advice, "there was no row that both sides have; choose another pattern or implementation")
	case 2*blind > all || open > 0:
		r.Status = Inconclusive
	}
	if r.Status == Clean || all == 0 {
		return
	}
	if left > 0 {
		r.advise("%d rows did not fit: raise --budget, or measure fewer patterns or implementations", left)
	}
	if void > 0 {
		r.advise("%d rows were disturbed too much to say anything: measure on a machine with less other work, "+
			"and with at least as many processors as goroutines", void)
	}
	if n := blind - void - left; n > 0 {
		r.advise("%d rows could only have shown more than %s: raise --budget%s, or use a machine with less other work",
			n, percent(r.Resolution), r.needed())
	}
	if open > 0 {
		r.advise("%d rows were found slower and could not be measured again: raise --budget", open)
	}
}

func (r *Report) advise(format string, args ...any) {
	r.Advice = append(r.Advice, fmt.Sprintf(format, args...))
}

// needed says how much more time the median blind row needs: the smallest
// difference goes with the root of it.
func (r *Report) needed() string {
	var seen []float64
	for _, f := range r.Findings {
		if r.blind(f) && f.Void == "" {
			seen = append(seen, f.Seen)
		}
	}
	if r.Budget == "" || r.Resolution <= 0 {
		return ""
	}
	times := math.Pow(middle(seen)/r.Resolution, 2)
	return fmt.Sprintf(" (%s now) about %.0f times", r.Budget, math.Ceil(times))
}

// percent writes a share.
func percent(share float64) string { return fmt.Sprintf("%.3g %%", 100*share) }
