package conformance

import (
	"time"

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
	took    time.Duration
	seed    int64  // where they came from
	reason  string // why the verdict is inconclusive or not-implemented

	// About the smallest case that broke the law, if one did.
	finding    *finding
	id         string // its draw.Case.ID
	schedule   string // the one that broke it, if schedules were explored
	drawing    string // of the schedule
	schedules  int    // how many were tried in all
	unexplored bool   // whether some were not
	values     string // what it consists of
}

// attempts is how often a smaller case is tried before it is taken to hold: a
// fault that depends on the schedule does not show every time.
const attempts = 10

// try tries to break the law with what newPattern makes.
func (l law[New]) try(o options, newPattern New) (r result, err error) {
	r = result{verdict: ok, seed: o.seed}
	start := time.Now()
	defer func() { r.took = time.Since(start) }()
	if r.seed == 0 {
		r.seed = time.Now().UnixNano()
	}
	all := make(tally)
	left := o.gear.spec().watch()
	holds := func(c *draw.Case) bool {
		times := 1
		if c.Shrunk() && o.replay == "" && !o.gear.spec().all {
			times = attempts
		}
		for range times {
			t := l.tried(o, c, all, newPattern)
			r.schedules += t.explored
			r.unexplored = r.unexplored || !t.all
			if t.offer != "" {
				r.verdict, r.reason = notImplemented, t.offer
			}
			if t.finding != nil && r.same(t.finding) {
				r.broken(c, t.finding)
				r.schedule, r.drawing = t.schedule, t.drawing
				if o.asFound {
					c.Settle()
				}
				return false
			}
		}
		return true
	}
	if o.replay == "" {
		r.cases = draw.Search(r.seed, o.budget(), holds)
	} else {
		dry := func(c *draw.Case) { l.dry(o, c, newPattern) }
		var c *draw.Case
		if c, err = draw.Replay(o.replay, dry); err != nil {
			return r, err
		}
		r.cases = draw.Again(c, o.budget(), holds)
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

// broken records that case c broke the law. The last case recorded is the
// smallest one.
func (r *result) broken(c *draw.Case, f *finding) {
	r.verdict, r.finding, r.id, r.values = violated, f, c.ID(), c.String()
	if f.kind != gear.Done {
		r.verdict = verdict(f.kind.String())
	}
	if f.kind == gear.Hang {
		c.Settle() // since every smaller case that hangs takes time
	}
}
