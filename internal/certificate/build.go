package certificate

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// root is the test whose subtests are the implementations.
const root = "TestConformance"

// A builder sorts the tests of a Run into the cells of a Certificate.
type builder struct {
	impls   []string
	ids     []string                     // the laws that ran, in order
	cells   map[string]map[string]Result // by law and implementation
	without map[string]string            // why implementation.Pattern has no constructor
	broken  map[string]string            // what ended the process of an implementation early
	cert    *Certificate
}

// Certificate judges what was read. The laws are rows even if no test names
// them. It is an error if no implementation was tested.
func (r *Run) Certificate(env Environment, laws iter.Seq[Law]) (*Certificate, error) {
	b := &builder{
		cells:   make(map[string]map[string]Result),
		without: make(map[string]string),
		broken:  make(map[string]string),
		cert:    &Certificate{Schema: Schema, Environment: env, Problems: []string{}, Unbuilt: []string{}},
	}
	for _, p := range r.packages {
		b.addPackage(p)
	}
	switch unbuilt := b.cert.Unbuilt; {
	case len(b.impls) == 0 && len(unbuilt) > 0:
		return nil, fmt.Errorf("%s did not build; mend what go vet %[1]s shows", unbuilt[0])
	case len(b.impls) == 0:
		return nil, errors.New("no test in the input reports a law; run go test -json ./impls without -run")
	}
	b.addRows(slices.Collect(laws))
	b.count()
	return b.cert, nil
}

func (b *builder) addPackage(p *testPackage) {
	if p.action == "fail" {
		b.cert.failed = true
	}
	if p.unbuilt != "" {
		b.cert.Unbuilt = append(b.cert.Unbuilt, p.path)
		return
	}
	blamed := p.broken()
	if p.crash != "" && blamed {
		b.problem("%s: the test process ended early: %s", p.path, p.crash)
	}
	for _, t := range p.tests {
		impl, path := p.locate(t)
		if impl != "" {
			b.addTest(p, t, impl, path)
		} else if t.action == "fail" && !p.blames(t) {
			blamed = true
			b.problem("%s: %s failed outside the laws", p.path, t.name)
		}
		blamed = blamed || impl != "" && t.action == "fail"
	}
	if p.action == "fail" && !blamed {
		b.problem("%s: the package failed though its tests passed", p.path)
	}
}

// addTest files a test of an implementation. Its path is what its name says
// below the implementation: nothing, the pattern, or the pattern and the law.
func (b *builder) addTest(p *testPackage, t *test, impl string, path []string) {
	if !slices.Contains(b.impls, impl) {
		b.impls = append(b.impls, impl)
	}
	if p.broken() {
		b.broken[impl] = "not reached: " + p.ending()
	}
	id := t.attrs["assay.law"]
	switch {
	case id == "" && len(path) == 1 && Verdict(t.attrs["assay.verdict"]) == NotImplemented && t.action != "fail":
		b.without[impl+"."+path[0]] = t.attrs["assay.reason"]
	case id == "" && (len(path) < 2 || p.hasSubtests(t)):
		if t.action == "fail" && !p.blames(t) {
			b.problem("%s: %s failed outside the laws", p.path, t.name)
		}
	default:
		b.addResult(cmp.Or(id, strings.Join(path, ".")), p.judge(t, impl))
	}
}

// addResult keeps the weightier of two results for the same cell.
func (b *builder) addResult(id string, r Result) {
	cells := b.cells[id]
	if cells == nil {
		cells = make(map[string]Result)
		b.cells[id] = cells
		b.ids = append(b.ids, id)
	}
	old, ok := cells[r.Implementation]
	if ok && old.Verdict.weight() >= r.Verdict.weight() {
		old, r = r, old
	}
	r.Cases += old.Cases
	r.Seconds += old.Seconds
	cells[r.Implementation] = r
}

func (b *builder) problem(format string, args ...any) {
	b.cert.Problems = append(b.cert.Problems, fmt.Sprintf(format, args...))
}

// judge returns the result of a law from its test.
func (p *testPackage) judge(t *test, impl string) Result {
	r := Result{Implementation: impl, Verdict: Verdict(t.attrs["assay.verdict"]), Reason: t.attrs["assay.reason"]}
	r.Cases, _ = strconv.Atoi(t.attrs["assay.cases"]) // a missing count is 0
	took, _ := time.ParseDuration(t.attrs["assay.time"])
	r.Seconds = took.Seconds()
	harmless := !r.Verdict.Bad() && r.Verdict != Inconclusive
	switch {
	case t.attrs["assay.verdict"] == "" && t.action == "":
		r.Verdict, r.Reason = Error, "no verdict: "+p.ending()
	case t.attrs["assay.verdict"] == "":
		r.Verdict, r.Reason = Error, "no verdict, but the test ended with "+t.outcome()
	case !r.Verdict.reported():
		r.Verdict, r.Reason = Error, fmt.Sprintf("the test reports the unknown verdict %q", r.Verdict)
	case harmless && t.raced:
		r.Verdict, r.Reason = Error, "the race detector found a data race"
	case harmless && t.action == "":
		r.Verdict, r.Reason = Error, fmt.Sprintf("the verdict was %s, but then %s", r.Verdict, p.ending())
	case harmless && t.action == "fail":
		r.Reason = fmt.Sprintf("the verdict was %s, but the test ended with %s", r.Verdict, t.outcome())
		r.Verdict = Error
	}
	return r
}

// outcome tells how a test ended, and what it said about that.
func (t *test) outcome() string {
	if t.said == "" {
		return t.action
	}
	return t.action + ": " + t.said
}

// ending tells how a test process ended early.
func (p *testPackage) ending() string {
	if p.crash == "" {
		return "the test process ended early"
	}
	return p.crash
}
