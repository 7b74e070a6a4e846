package conformance

import (
	"fmt"
	"io"
	"math/rand"
	"sync"
	"time"

	"github.com/assay-go/assay/conformance/internal/draw"
	"github.com/assay-go/assay/conformance/internal/gear"
	"github.com/assay-go/assay/conformance/internal/history"
)

// A trial is one attempt to break a law. A check uses it in three steps: it
// draws a case, runs it, and judges what happened. Everything is drawn before
// the first run, so that a case can be replayed and made smaller.
type trial struct {
	drawn    *draw.Case
	spec     gearSpec
	patience time.Duration
	dry      bool // draw only
	tally    tally

	mu      sync.Mutex // since any goroutine of a case may fail
	finding *finding   // the first one
	offer   string     // why the law does not apply, if it does not

	schedule    string // under which the case ran, if that was chosen
	preemptions int    // how many it has
	explored    int    // how many schedules were tried
	all         bool   // whether these were all, up to the number of preemptions
	diverged    bool   // whether the case did not repeat itself
}

// A finding is a way in which a case broke a law.
type finding struct {
	kind    gear.Kind // how the case ended; Done if the judge refused it
	text    string
	stacks  string
	history page // the history that the judge refused, if there is one
}

// newFinding returns the finding of a case that has ended badly.
func newFinding(o gear.Outcome) *finding {
	return &finding{kind: o.Kind, text: fmt.Sprint(o.Value), stacks: o.Stacks}
}

// A page is something to look at: as text, and in a browser.
type page interface {
	fmt.Stringer
	WriteHTML(w io.Writer) error
}

// stop is what unwinds the stack of a check that is over.
type stop struct{}

// Int draws an integer between low and high, inclusive.
func (t *trial) Int(label string, low, high int) int { return draw.Int(t.drawn, label, low, high) }

// Duration draws a duration between low and high, inclusive.
func (t *trial) Duration(label string, low, high time.Duration) time.Duration {
	return draw.Duration(t.drawn, label, low, high)
}

// Choice draws one of the names, and returns its index.
func (t *trial) Choice(label string, names ...string) int {
	return draw.Choice(t.drawn, label, names...)
}

// program draws what the goroutines of a case do: at most the given number of
// goroutines, two at least if it is not one, and of calls each.
func program[O draw.Op[O]](t *trial, goroutines, calls int, op func(*rand.Rand) O) draw.Program[O] {
	return draw.Programs(t.drawn, "program", goroutines, calls, op)
}

// Run runs f in the gear that was asked for. A panic, a deadlock or a goroutine
// left behind breaks the law. So does a call of Failf by f, on its own goroutine.
func (t *trial) Run(f func()) { t.run(t.spec.run, f) }

// Bubble runs f in virtual time, whatever the gear.
func (t *trial) Bubble(f func()) { t.run(t.spec.bubble, f) }

func (t *trial) run(g gear.Gear, f func()) {
	if t.dry {
		panic(stop{})
	}
	o := g(t.patience, f)
	if _, stopped := o.Value.(stop); stopped {
		panic(stop{})
	}
	if o.Kind != gear.Done {
		t.fail(newFinding(o))
	}
}

// Failf reports that the law is broken, and ends the check. In a case it may be
// called on the goroutine of the case and on those that together has started.
func (t *trial) Failf(format string, args ...any) {
	t.fail(&finding{text: fmt.Sprintf(format, args...)})
}

func (t *trial) fail(f *finding) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.finding == nil {
		t.finding = f
	}
	panic(stop{})
}

// NotOffered reports that the law does not apply, and ends the check.
func (t *trial) NotOffered(reason string) {
	t.offer = reason
	panic(stop{})
}

// Met records whether the case met a precondition of the law, which is given as
// a sentence. A law whose precondition is hardly ever met is inconclusive.
func (t *trial) Met(precondition string, met bool) { t.tally.count(precondition, met) }

// judge demands that h is linearizable.
func judge[S, O, R comparable](t *trial, m history.Model[S, O, R], h history.History[O, R]) {
	t.Met("the calls of two goroutines are interleaved", h.Interleaved())
	verdict, part := m.Check(h)
	t.Met("the history is small enough to be judged", verdict != history.Unknown)
	if verdict == history.Illegal {
		t.fail(&finding{
			text:    "no order of these calls explains their results",
			history: drawing[S, O, R]{m, part},
		})
	}
}

// A drawing is a history that a model refuses.
type drawing[S, O, R comparable] struct {
	model history.Model[S, O, R]
	history.History[O, R]
}

// WriteHTML writes a page about the history to w.
func (d drawing[S, O, R]) WriteHTML(w io.Writer) error { return d.model.WriteHTML(w, d.History) }
