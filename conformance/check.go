package conformance

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/conformance/interleave"
)

// A scope is the place of a pattern in a test: which options hold, where its
// laws stand in the tree, and which of them are declared to be broken.
type scope struct {
	options options
	path    string // the path of the pattern, as in Server.Shutdowner
	lacks   map[string]string
	omits   map[string]string // why patterns have no constructor
}

// alone is the scope of a test of nothing but the pattern with that name.
func alone(pattern string) scope { return scope{options: current(), path: pattern} }

// absent ends a test of a pattern that has no constructor.
func (s scope) absent(t *testing.T) {
	t.Helper()
	t.Attr("assay.verdict", string(notImplemented))
	reason, given := s.omits[s.path]
	if !given {
		t.Skipf("not implemented: there is no constructor for %s", s.path)
	}
	t.Attr("assay.reason", strings.Join(strings.Fields(reason), " "))
	t.Skipf("not implemented: %s", reason)
}

// current returns the options of this process.
func current() options {
	o := *settings
	o.short = testing.Short()
	return o
}

// checkAll tries each law of p on what newPattern makes, as a subtest.
func checkAll[New any](t *testing.T, s scope, p pattern[New], newPattern New) {
	t.Helper()
	for _, l := range p.laws {
		t.Run(l.name, func(t *testing.T) { l.test(t, s, newPattern) })
	}
}

// test tries the law and turns the result into that of a test. It says the
// result in attributes, too, which is what reports are made from.
func (l law[New]) test(t *testing.T, s scope, newPattern New) {
	t.Helper()
	where := setting{s.options, s.path + "." + l.name, l.text, t.Name()}
	if l.check == nil {
		attribute(t, where.id, result{verdict: unchecked})
		t.Skip("unchecked: there is no check for this law yet")
	}
	o, err := s.options.exploring()
	if err != nil {
		t.Fatal(err)
	}
	_, o.asFound = s.lacks[where.id] // nobody reads the case of a declared lack
	where.options = o
	r, err := l.try(o, newPattern)
	if err != nil {
		interleave.AttributeRefusal(t, err)
		t.Fatalf("%s: replay: %v", where.id, err)
	}
	if o.gear.spec().all {
		interleave.AttributeTries(t, r.schedules, r.exhausted, r.cases, o.explore.Preemptions)
		if r.diverged > 0 {
			t.Attr("assay.diverged", strconv.Itoa(r.diverged))
			t.Logf("%d cases did not repeat themselves under the same schedule", r.diverged)
		}
	}
	if o.repeats > 0 && o.gear.spec().all {
		if err := l.repeat(o, r.seed, newPattern); err != nil {
			t.Errorf("%s: %v\nIt depends on the order of a map with pointers as keys, on real time, "+
				"or on code that is not instrumented.", where.id, err)
		}
	}
	if _, declared := s.lacks[where.id]; r.schedule != "" && !declared {
		interleave.AttributeViolation(t, r.id+caseMark+r.schedule)
	}
	if reason, declared := s.lacks[where.id]; declared {
		if r.finding == nil {
			t.Fatalf("%s is declared in Lacks (%q), but no case of %d broke it (%s): %s\n"+
				"Remove it from Lacks.", where.id, reason, r.cases, r.verdict, l.text)
		}
		r.verdict, r.reason = lacking, reason
	}
	if r.finding != nil && r.reason == "" {
		r.reason = r.finding.text
	}
	attribute(t, where.id, r)
	switch r.verdict {
	case ok:
		t.Logf("held in %d cases, seed %d", r.cases, r.seed)
	case lacking:
		t.Skipf("lacking, as declared: %s", r.reason)
	case notImplemented:
		t.Skipf("not implemented: %s", r.reason)
	case inconclusive:
		t.Errorf("%s: %s\ninconclusive: %s (seed %d)", where.id, l.text, r.reason, r.seed)
	default:
		file, err := where.writePage(r)
		if err != nil {
			t.Log(err)
		}
		interleave.AttributePage(t, file)
		t.Error(where.explain(r, file))
	}
}

// attribute writes r where reports find it.
func attribute(t *testing.T, id string, r result) {
	t.Helper()
	t.Attr("assay.law", id)
	t.Attr("assay.verdict", string(r.verdict))
	t.Attr("assay.cases", strconv.Itoa(r.cases))
	t.Attr("assay.time", r.took.Round(time.Microsecond).String())
	if r.reason != "" {
		t.Attr("assay.reason", strings.Join(strings.Fields(r.reason), " "))
	}
}
