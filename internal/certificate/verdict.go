package certificate

import (
	"slices"
	"strings"
)

// A Verdict is what a law ends in.
type Verdict string

// The verdicts. The suite reports all but the last two, which are conclusions
// from what it did not report.
const (
	OK             Verdict = "ok"
	Violated       Verdict = "violated"        // a counterexample was found
	Deadlock       Verdict = "deadlock"        // every goroutine waits for another
	Leak           Verdict = "leak"            // goroutines were left behind
	Panic          Verdict = "panic"           // the implementation panicked
	Hang           Verdict = "hang"            // the watchdog had to end the case
	Livelock       Verdict = "livelock"        // goroutines went on and on and did not end
	Race           Verdict = "race"            // the race detector found a data race in a case
	Inconclusive   Verdict = "inconclusive"    // the precondition was reached too rarely
	Lacking        Verdict = "lacking"         // the implementation declares that the law does not hold
	Unchecked      Verdict = "unchecked"       // the suite has no check for the law yet
	NotImplemented Verdict = "not-implemented" // the implementation has no constructor for the pattern

	NotRun Verdict = "not-run" // the law was left out, as by the -run flag
	Error  Verdict = "error"   // the test ended in any other way
)

// verdicts is in the order of weight: of several results for a law the last in
// this list stays.
var verdicts = []Verdict{
	OK, Lacking, Inconclusive, Leak, Hang, Livelock, Deadlock, Panic, Race, Error, Violated,
	NotImplemented, Unchecked, NotRun,
}

// Judged reports whether the law was tried at all.
func (v Verdict) Judged() bool { return v != NotImplemented && v != Unchecked && v != NotRun }

// Bad reports whether the verdict counts against the implementation or the run.
func (v Verdict) Bad() bool { return v.Judged() && v != OK && v != Lacking && v != Inconclusive }

// Word returns the verdict as it is read.
func (v Verdict) Word() string { return strings.ReplaceAll(string(v), "-", " ") }

// reported reports whether v is a word that a test may use.
func (v Verdict) reported() bool { return slices.Contains(verdicts, v) && v != NotRun && v != Error }

// weight orders verdicts: a law that was tried outweighs one that was not.
func (v Verdict) weight() int {
	if !v.Judged() {
		return -1
	}
	return slices.Index(verdicts, v)
}
