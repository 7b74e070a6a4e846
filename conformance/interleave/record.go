package interleave

import (
	"github.com/assay-go/assay/conformance/interleave/internal/sched"
	"github.com/assay-go/assay/conformance/interleave/internal/strategy"
)

// A record lets a strategy choose and keeps what it has chosen. It is the
// [sched.Chooser] of an [Explorer].
type record struct {
	strategy    strategy.Strategy
	choices     []int
	preemptions int
}

func (r *record) reset() { r.choices, r.preemptions = r.choices[:0], 0 }

// Choose implements [sched.Chooser].
func (r *record) Choose(c sched.Choice) int {
	i := r.strategy.Choose(c)
	r.choices = append(r.choices, i)
	if c.Preempts(i) {
		r.preemptions++
	}
	return i
}

// Took implements [sched.Chooser].
func (r *record) Took(i int) {
	r.strategy.Took(i)
	r.choices[len(r.choices)-1] = max(i, 0)
}

// schedule returns what was chosen, for a run that made these steps.
func (r *record) schedule(trace []Event, seed int64) schedule {
	last := 0
	for i, choice := range r.choices {
		if choice != 0 {
			last = i + 1
		}
	}
	sum := sched.NewSum
	for _, e := range trace {
		sum = sum.Text(e.Thread).Text(e.Op)
	}
	return schedule{append([]int(nil), r.choices[:last]...), uint32(sum), seed}
}
