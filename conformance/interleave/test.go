package interleave

import (
	"flag"
	"fmt"
	"testing"

	"github.com/assay-go/assay/conformance/interleave/internal/strategy"
)

// settings are the options of [Test], which the flags set.
var settings = newSettings(flag.CommandLine)

// newSettings returns the default options and registers flags that change them.
func newSettings(flags *flag.FlagSet) *Options {
	o := &Options{Strategy: "mix", Preemptions: 2, Schedules: 10_000, Seed: 1}
	flags.StringVar(&o.Strategy, "interleave.strategy", o.Strategy, "how schedules are chosen: dfs, random, pct or mix")
	flags.IntVar(&o.Preemptions, "interleave.preemptions", o.Preemptions,
		"how many of them dfs allows, or -1 for any number")
	flags.IntVar(&o.Depth, "interleave.depth", defaultDepth, "the depth of the faults that pct looks for")
	flags.IntVar(&o.Schedules, "interleave.schedules", o.Schedules, "how many schedules to try at most")
	flags.Int64Var(&o.Seed, "interleave.seed", o.Seed, "where random schedules and random numbers come from")
	flags.StringVar(&o.Replay, "interleave.replay", "", "try only the `schedule` that a failure has named")
	return o
}

// failures is the directory for pages about violations.
var failures = flag.String("interleave.failures", "testdata/failures",
	"the `directory` for pages about failures, or nothing for none")

// Test runs f under many schedules, each time in a new bubble of package
// synctest, and fails t if one of them is a violation: if f reports an error, if
// it panics or a goroutine that it has started does, if all goroutines wait for
// each other, if some are left when f has returned, or if they go on for ever.
// f must do the same each time, so it must not depend on the order of a map in
// code that is not instrumented or with pointers as keys, on real time, or on what other goroutines share.
//
// The violation is printed with the schedule that has the fewest preemptions,
// and a command that replays it. A page shows the same in a browser: it is
// written to the directory that the flag -interleave.failures names, which is
// testdata/failures by default. Which schedules are tried is said by the flags
// -interleave.strategy, .preemptions, .depth, .schedules, .seed and .replay.
//
// Goroutines are switched at the operations of instrumented code, and where f
// calls methods of T. Without instrumentation only the latter remain, and the
// log says so.
func Test(t *testing.T, f func(x *T)) {
	t.Helper()
	o, _, err := Environment(*settings)
	if err != nil {
		t.Fatal(err)
	}
	log, fault := explore(t, o, *failures, f)
	if fault != "" {
		t.Fatal(fault)
	}
	t.Log(log)
}

// A reporter is what explore needs of a test.
type reporter interface {
	attributer
	Name() string
}

// explore explores f and returns what to log, or the text of a failure, about
// which it writes a page to the directory.
func explore(t reporter, o Options, directory string, f func(x *T)) (log, fault string) {
	e, err := NewExplorer(o)
	if err != nil {
		AttributeRefusal(t, err)
		return "", err.Error()
	}
	defer e.Attribute(t)
	v := find(e, f)
	if err := e.Err(); v == nil && err != nil {
		if e.replayed != nil {
			AttributeRefusal(t, err)
		}
		return "", err.Error()
	}
	if v == nil {
		return summary(e), ""
	}
	if e.replayed != nil {
		if v.err != nil {
			AttributeRefusal(t, v.err)
			return "", v.err.Error()
		}
		AttributeViolation(t, o.Replay)
		return "", v.String() + v.show(t, directory, "") + note(e)
	}
	found := fmt.Sprintf("It was found after %s.", count(e.Explored(), "schedule"))
	v = again(e.options, shrink(e.options, v, f), f)
	AttributeViolation(t, v.schedule.String())
	replay := "\n"
	if !commanded() { // the command tells it by itself
		replay = fmt.Sprintf(" To replay it:\n\n    %s\n", command(t.Name(), v.schedule.String()))
	}
	return "", fmt.Sprintf("%s\n%s%s%s%s", v, found, replay, v.show(t, directory, found), note(e))
}

// summary tells how many schedules hold.
func summary(e *Explorer) string {
	n := count(e.Explored(), "schedule")
	o := e.options
	switch {
	case e.replayed != nil:
		n = "the schedule " + o.Replay + " holds"
	case e.Exhausted():
		n = "all " + n + " hold"
		if e.Explored() == 1 {
			n = "the only schedule holds"
		}
		if d, ok := e.record.strategy.(*strategy.DFS); ok && !d.Whole() {
			n += ", up to " + count(o.Preemptions, "preemption")
		}
	case o.Strategy == "dfs":
		n += " hold, but these are not all"
	default:
		n = fmt.Sprintf("%s hold (%s, seed %d)", n, o.Strategy, o.Seed)
	}
	return n + note(e)
}

// note says what is missing without instrumentation.
func note(e *Explorer) string {
	if e.seen {
		return ""
	}
	return "\nNo instrumented code was run, so goroutines were switched only at the methods of interleave.T: " +
		"use assay explore."
}
