package conformance

import (
	"strings"
	"time"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/internal/draw"
)

// schedulesOfCase is how many schedules of a case are tried, if nobody says.
const schedulesOfCase = 300

// schedulesToShrink is how many schedules are tried to make a case smaller, about:
// some seconds.
const schedulesToShrink = 10_000

// explored tries the law on case c under one schedule after the other, until one
// breaks it.
func (l law[New]) explored(o options, c *draw.Case, all tally, newPattern New) *trial {
	e, err := interleave.NewExplorer(o.explore)
	if err != nil {
		panic(err) // the options were checked when they were read
	}
	spec := o.gear.spec()
	spec.run, spec.bubble = e.Run, e.Run
	t := new(trial)
	for e.Next() {
		t = l.once(o, spec, c, all, newPattern)
		if t.finding != nil || t.offer != "" {
			break
		}
	}
	t.explored, t.all, t.diverged = e.Explored(), e.Exhausted(), e.Err() != nil
	if t.finding != nil {
		t.schedule, t.preemptions = e.Schedule(), e.Preemptions()
	}
	return t
}

// anySize leaves cases as large as laws have them.
func anySize(int) func(int) int { return nil }

// smallFirst returns the sizes of n cases: most are so small that all their
// schedules can be tried, the last ones are nearly as large as laws have them. Few
// goroutines and calls are enough for most races, see Lu et al., Learning from
// Mistakes, ASPLOS 2008.
func smallFirst(n int) func(i int) int {
	sizes := []int{1, 1, 1, 2, 2, 3, 3, 6, 12, 100}
	return func(i int) int { return sizes[i*len(sizes)/n%len(sizes)] }
}

// An allotment says how much is spent on each case. The first round of cases is a
// quick one: a fault that shows under most schedules of few cases is found sooner
// by more cases.
type allotment struct {
	options
	begun time.Time
	quick bool // whether this is the first round
	left  int  // how many cases are to come in this round
}

// quickly is the part of its schedules or time that a case has in the first round,
// as a divisor.
const quickly = 10

func (o options) allot(begun time.Time) *allotment {
	return &allotment{o, begun, o.gear.spec().all, o.budget()}
}

// of returns what becomes of the options for a case: its share of the time that is
// left, and for a case that was made smaller no more schedules than it took to
// break the law.
func (a *allotment) of(c *draw.Case, r *result) options {
	o := a.options
	switch {
	case !o.gear.spec().all || o.explore.Replay != "":
	case c.Shrunk():
		if r.schedules > r.first+schedulesToShrink {
			c.Settle()
		}
		o.explore.For, o.explore.Schedules = 0, 2*r.needed+schedulesOfCase/10
	case o.explore.For > 0:
		share := a.time() / time.Duration(max(1, a.left))
		a.left--
		if a.quick {
			share /= quickly
		}
		o.explore.For = max(1, share) // since 0 is no bound
	case a.quick:
		o.explore.Schedules = max(1, o.explore.Schedules/quickly)
	}
	return o
}

// time returns how much is left.
func (a *allotment) time() time.Duration { return a.explore.For - time.Since(a.begun) }

// again reports whether there is another round of cases: the second one, and more
// if those of the last one had fewer schedules than there was time for.
func (a *allotment) again() bool {
	a.left = a.budget()
	if a.quick {
		a.quick = false
		return true
	}
	return a.gear.spec().all && a.explore.For > 0 && a.time() > a.explore.For/50
}

// fewest looks for a schedule of the smallest case that has fewer preemptions,
// if schedules were not tried in that order, and has the result drawn.
func (l law[New]) fewest(o options, r *result, newPattern New) {
	if o.explore.Strategy != "dfs" && r.preemptions > 0 && o.replay == "" {
		o.explore.Strategy, o.explore.Preemptions = "dfs", r.preemptions-1
		o.explore.For, o.explore.Schedules = 0, 10*schedulesOfCase
		t := l.explored(o, r.smallest, make(tally), newPattern)
		if t.finding != nil && r.same(t.finding) {
			r.broken(r.smallest, t)
		}
	}
	r.drawing = l.draw(o, r.smallest, r.schedule, newPattern)
}

// draw returns a drawing of a schedule that breaks the law, if it does so again.
func (l law[New]) draw(o options, c *draw.Case, schedule string, newPattern New) *interleave.Drawing {
	e, t := l.under(o, c, interleave.Options{Replay: schedule, Steps: o.explore.Steps}, newPattern)
	if t.finding == nil || e.Err() != nil {
		return nil
	}
	return e.Drawing()
}

// under runs case c under the first of the schedules.
func (l law[New]) under(
	o options, c *draw.Case, schedules interleave.Options, newPattern New,
) (*interleave.Explorer, *trial) {
	e, err := interleave.NewExplorer(schedules)
	if err != nil {
		panic(err) // the options were checked when they were read
	}
	e.Next()
	spec := o.gear.spec()
	spec.run, spec.bubble = e.Run, e.Run
	return e, l.once(o, spec, c, make(tally), newPattern)
}

// caseMark stands between a case and its schedule where both are to be replayed.
const caseMark = "+"

// exploring returns o with what the command assay explore has asked for, if it
// has started this process.
func (o options) exploring() (options, error) {
	o.explore.Preemptions, o.explore.Seed = 2, 1
	explore, set, err := interleave.Environment(o.explore)
	if o.explore = explore; set {
		o.gear = "explore"
	}
	if o.explore.For == 0 && o.explore.Schedules == 0 {
		o.explore.Schedules = schedulesOfCase
	}
	if id, schedule, ok := strings.Cut(explore.Replay, caseMark); ok {
		o.replay, o.explore.Replay = id, schedule
		if err == nil {
			err = draw.Valid(id)
		}
	}
	if err == nil {
		_, err = interleave.NewExplorer(o.explore)
	}
	return o, err
}
