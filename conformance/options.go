package conformance

import (
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/internal/draw"
	"github.com/assay-go/assay/conformance/internal/gear"
	"github.com/assay-go/assay/conformance/internal/history"
)

// Options says how hard and in which way laws are tried.
type options struct {
	cases    int           // how many cases of each law; 0 means what suits the gear
	seed     int64         // where the cases come from; 0 means a new one every time
	replay   string        // the ID of the only case to try, if any
	gear     gearName      // how cases run
	failures string        // the directory for the pages about failures
	patience time.Duration // how long a case may take, in real time
	short    bool          // whether -short was given
	asFound  bool          // leave a case that breaks a law as large as it is
	explore  interleave.Options
	repeats  int // how often schedules are replayed, to see whether they are the same
}

// settings are the options of this process, which the flags set.
var settings = newSettings(flag.CommandLine)

// newSettings returns the default options and registers flags that change them.
func newSettings(flags *flag.FlagSet) *options {
	o := &options{gear: "virtual", failures: "testdata/failures", patience: 10 * time.Second}
	flags.Func("assay.cases", "how many cases to try of each law, at least 1", o.setCases)
	flags.Int64Var(&o.seed, "assay.seed", 0, "where cases come from; 0 means a new `seed` every time")
	flags.Func("assay.replay", "try only the `case` that a failure has named", o.setReplay)
	flags.Var(&o.gear, "assay.gear",
		"how cases run: virtual (in virtual time), real (plain goroutines) or explore (under many schedules)")
	flags.StringVar(&o.failures, "assay.failures", o.failures, "the `directory` for the pages about failures")
	flags.DurationVar(&o.patience, "assay.patience", o.patience, "how long a case may take, in real time")
	flags.IntVar(&o.repeats, "assay.repeats", 0,
		"replay schedules of each law so many times, to see that they are the same (with assay explore)")
	return o
}

func (o *options) setCases(s string) error {
	if _, err := fmt.Sscanf(s, "%d", &o.cases); err != nil || o.cases < 1 {
		return fmt.Errorf("%q is not a number of cases: give 1 or more", s)
	}
	return nil
}

func (o *options) setReplay(s string) error {
	o.replay = s
	return draw.Valid(s)
}

// budget returns how many cases to try of each law.
func (o *options) budget() int {
	n := o.gear.spec().cases
	switch {
	case o.cases > 0:
		n = o.cases
	case o.short:
		n /= 4
	}
	return n
}

// A gearName is the name of a way to run cases. It is a [flag.Value].
type gearName string

// A gearSpec is what a gear consists of.
type gearSpec struct {
	run    gear.Gear
	bubble gear.Gear // for what needs virtual time
	clock  func() history.Clock
	watch  func() func() gear.Outcome  // for what the run of a single case does not see
	cases  int                         // the default budget
	sizes  func(n int) func(i int) int // of n cases
	all    bool                        // whether each case runs under many schedules
}

func (g gearName) spec() gearSpec { return gears[g] }

// String returns the name.
func (g *gearName) String() string { return string(*g) }

// Set sets the name, if there is a gear of that name.
func (g *gearName) Set(s string) error {
	if _, ok := gears[gearName(s)]; !ok {
		return fmt.Errorf("there is no gear %q: take %s", s, strings.Join(gearNames, ", "))
	}
	*g = gearName(s)
	return nil
}

func watchNothing() func() gear.Outcome { return func() gear.Outcome { return gear.Outcome{} } }

var gearNames = []string{"virtual", "real", "explore"}

var gears = map[gearName]gearSpec{
	"virtual": {gear.Virtual, gear.Virtual, history.Ticks, watchNothing, 100, anySize, false},
	"real":    {gear.Real, gear.Virtual, history.Monotonic, gear.Watch, 1000, anySize, false},
	"explore": {gear.Virtual, gear.Virtual, history.Ticks, watchNothing, 30, smallFirst, true},
}
