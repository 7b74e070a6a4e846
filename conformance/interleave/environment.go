package interleave

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// variable is the environment variable by which the command assay explore says
// how to explore: pairs of a key and a value, with spaces in between.
const variable = "ASSAY_EXPLORE"

// Environment returns the options that the command assay explore has given to
// this process, with those that it left open from o. It reports whether the
// command has started the process at all.
func Environment(o Options) (_ Options, set bool, err error) {
	text, set := os.LookupEnv(variable)
	if !set {
		return o, false, nil
	}
	if strings.Contains(text, "for=") {
		o.Schedules = 0 // the time is the bound, unless there is another one
	}
	for pair := range strings.FieldsSeq(text) {
		key, value, _ := strings.Cut(pair, "=")
		if err := o.set(key, value); err != nil {
			return o, true, fmt.Errorf("interleave: %s: %q: %w", variable, pair, err)
		}
	}
	return o, true, nil
}

func (o *Options) set(key, value string) (err error) {
	switch key {
	case "strategy":
		o.Strategy = value
	case "preemptions":
		o.Preemptions, err = strconv.Atoi(value)
	case "schedules":
		o.Schedules, err = strconv.Atoi(value)
	case "for":
		o.For, err = time.ParseDuration(value)
	case "seed":
		o.Seed, err = strconv.ParseInt(value, 10, 64)
	case "replay":
		o.Replay = value
	case "with", "arg": // for ExploreCommand
	default:
		err = fmt.Errorf("there is no option %q", key)
	}
	return err
}

// The attributes by which a test tells the command what has become of it.
const (
	attrSchedules   = "assay.schedules"   // how many were tried
	attrPreemptions = "assay.preemptions" // the bound up to which all were tried
	attrExhausted   = "assay.exhausted"   // of how many cases all were tried, as a sentence
	attrSchedule    = "assay.schedule"    // the one that breaks the test
	attrRefused     = "assay.refused"     // why the schedule to replay is not one of this test
	attrPage        = "assay.page"        // the file with the page about a violation
)

// An attributer is a test that takes attributes.
type attributer interface{ Attr(key, value string) }

// Attribute tells, in attributes of t, how many schedules e has tried and
// whether these were all.
func (e *Explorer) Attribute(t attributer) {
	t.Attr(attrSchedules, strconv.Itoa(e.Explored()))
	if e.Exhausted() && e.replayed == nil {
		t.Attr(attrPreemptions, strconv.Itoa(e.options.Preemptions))
	}
}

// AttributeTries tells, in attributes of t, that so many schedules were tried of
// cases, and that of some cases these were all up to a number of preemptions.
func AttributeTries(t attributer, schedules, exhausted, cases, preemptions int) {
	t.Attr(attrSchedules, strconv.Itoa(schedules))
	t.Attr(attrExhausted, fmt.Sprintf("%d of %d cases have no others up to %d preemptions",
		exhausted, cases, preemptions))
}

// AttributeViolation tells, in attributes of t, that a schedule breaks the test.
func AttributeViolation(t attributer, schedule string) { t.Attr(attrSchedule, schedule) }

// AttributeRefusal tells, in attributes of t, that a schedule cannot be replayed.
func AttributeRefusal(t attributer, err error) {
	t.Attr(attrRefused, strings.Join(strings.Fields(err.Error()), " "))
}

// AttributePage tells, in attributes of t, where the page about a violation is.
func AttributePage(t attributer, file string) {
	if absolute, err := filepath.Abs(file); err == nil && file != "" {
		t.Attr(attrPage, absolute)
	}
}
