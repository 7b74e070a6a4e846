package conformance

import (
	"time"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/internal/draw"
	"github.com/assay-go/assay/conformance/internal/gear"
)

// A verdict is what the trial of a law can end in.
type verdict string

// The verdicts, beside the kinds of package gear. Only ok is a pass.
const (
	ok             verdict = "ok"
	violated       verdict = "violated"
	inconclusive   verdict = "inconclusive"
	lacking        verdict = "lacking"
	notImplemented verdict = "not-implemented"
	unchecked      verdict = "unchecked"
)

// A result is what the trial of a law has ended in.
type result struct {
	verdict verdict
	cases   int // how many cases held
	begun   time.Time
	took    time.Duration
	found   time.Duration // when the law was broken for the first time
	seed    int64         // where they came from
	reason  string        // why the verdict is inconclusive or not-implemented

	// About the smallest case that broke the law, if one did.
	finding  *finding
	smallest *draw.Case
	id       string // its draw.Case.ID
	values   string // what it consists of

	// About schedules, if they were explored.
	schedule    string              // the one that broke the law
	preemptions int                 // how many it has
	drawing     *interleave.Drawing // of it
	needed      int                 // how many were tried of the first case that broke the law
	first       int                 // how many were tried in all until then
	schedules   int                 // how many were tried in all
	diverged    int                 // how many cases did not repeat themselves
	exhausted   int                 // of how many cases all schedules were, up to the number of preemptions
}

// attempts is how often a smaller case is tried before it is taken to hold: a
// fault that depends on the schedule does not show every time.
const attempts = 10

// try tries to break the law with what newPattern makes.
func (l law[New]) try(o options, newPattern New) (r result, err error) {
	r = result{verdict: ok, seed: o.seed}
	r.begun = time.Now()
	defer func() { r.took = time.Since(r.begun) }()
	if r.seed == 0 {
		r.seed = time.Now().UnixNano()
	}
	all := make(tally)
	left := o.gear.spec().watch()
	allot := o.allot(r.begun)
	holds := func(c *draw.Case) bool {
		times, o := 1, allot.of(c, &r)
		if c.Shrunk() && o.replay == "" && !o.gear.spec().all {
			times = attempts
		}
		for range times {
			t := l.tried(o, c, all, newPattern)
			r.schedules += t.explored
			if t.all {
				r.exhausted++
			}
			if t.diverged {
				r.diverged++
			}
			if t.offer != "" {
				r.verdict, r.reason = notImplemented, t.offer
			}
			if t.finding != nil && r.same(t.finding) {
				r.broken(c, t)
				if o.asFound {
					c.Settle()
				}
				return false
			}
		}
		return true
	}
	if o.replay == "" {
		sizes := o.gear.spec().sizes(o.budget())
		for seed := r.seed; ; seed++ {
			r.cases += draw.Search(seed, o.budget(), sizes, holds)
			if r.finding != nil || !allot.again() {
				break
			}
		}
	} else {
		dry := func(c *draw.Case) { l.dry(o, c, newPattern) }
		var c *draw.Case
		if c, err = draw.Replay(o.replay, dry); err != nil {
			return r, err
		}
		r.cases = draw.Again(c, o.budget(), holds)
	}
	if r.schedule != "" {
		l.fewest(o, &r, newPattern)
	}
	if left := left(); r.finding == nil && left.Kind != gear.Done {
		r.verdict, r.finding = verdict(left.Kind.String()), newFinding(left)
	}
	if unmet := all.unmet(); r.verdict == ok && unmet != "" {
		r.verdict, r.reason = inconclusive, unmet
	}
	return r, nil
}

// tried tries the law on case c, under one schedule or many.
func (l law[New]) tried(o options, c *draw.Case, all tally, newPattern New) *trial {
	if o.gear.spec().all {
		return l.explored(o, c, all, newPattern)
	}
	return l.once(o, o.gear.spec(), c, all, newPattern)
}

// once tries the law on case c.
func (l law[New]) once(o options, spec gearSpec, c *draw.Case, all tally, newPattern New) *trial {
	t := &trial{drawn: c, spec: spec, patience: o.patience, tally: make(tally)}
	if !c.Shrunk() {
		t.tally = all
	}
	l.attempt(t, newPattern)
	return t
}

// dry draws the values of case c and does no more.
func (l law[New]) dry(o options, c *draw.Case, newPattern New) {
	l.attempt(&trial{drawn: c, spec: o.gear.spec(), dry: true, tally: make(tally)}, newPattern)
}

func (l law[New]) attempt(t *trial, newPattern New) {
	t.drawn.Rewind()
	defer func() {
		if p := recover(); p != nil && p != (stop{}) {
			panic(p) // a fault of the check itself
		}
	}()
	l.check(t, newPattern)
}

// same reports whether f is of the kind that was found first: a case that is
// broken in another way is not a smaller case of the same fault.
func (r *result) same(f *finding) bool { return r.finding == nil || r.finding.kind == f.kind }

// broken records that case c broke the law in trial t. The last case recorded is
// the smallest one.
func (r *result) broken(c *draw.Case, t *trial) {
	if r.finding == nil {
		r.needed, r.first, r.found = t.explored, r.schedules, time.Since(r.begun)
	}
	r.smallest, r.schedule, r.preemptions = c, t.schedule, t.preemptions
	r.verdict, r.finding, r.id, r.values = violated, t.finding, c.ID(), c.String()
	if t.finding.kind != gear.Done {
		r.verdict = verdict(t.finding.kind.String())
	}
	if t.finding.kind == gear.Hang {
		c.Settle() // since every smaller case that hangs takes time
	}
}
