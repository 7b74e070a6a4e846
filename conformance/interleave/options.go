package interleave

import (
	"fmt"
	"time"

	"github.com/assay-go/assay/conformance/interleave/internal/strategy"
)

// Options say which schedules are tried.
type Options struct {
	// Strategy is "dfs" for all schedules up to a number of preemptions, "random"
	// for a random walk, "pct" for random priorities, or "mix" for dfs, and pct in
	// the second half of the budget if dfs has not come to its end by then. The
	// default is "mix".
	Strategy string
	// Preemptions is how many of them a schedule of dfs may have at most, or
	// [Unbounded].
	Preemptions int
	// Depth is how many steps have to happen in an unlucky order for pct to find
	// the fault. 0 means 3.
	Depth int
	// Schedules is how many are tried at most. 0 means as many as there are or as
	// there is time for, and 1,000 if both are without end.
	Schedules int
	// For is how long to go on, in real time. 0 means as long as it takes.
	For time.Duration
	// Steps is how many steps a schedule may have without time passing before it
	// is taken for a livelock. 0 means 20,000. In all it may have 20 times as many.
	Steps int
	// Seed is where random schedules come from, and the random numbers and hash
	// seeds that the program draws.
	Seed int64
	// Replay is the only schedule to try, if it is not empty: a result of
	// [Explorer.Schedule]. The other options do not matter then, but for Steps.
	Replay string
}

// Unbounded is the number of preemptions that means any number.
const Unbounded = strategy.Unbounded

const (
	defaultDepth     = 3
	defaultSchedules = 1000
	defaultSteps     = 20_000
)

// check returns o with its defaults, or an error that names what is wrong.
func (o Options) check() (Options, error) {
	switch {
	case o.Preemptions < Unbounded:
		return o, fmt.Errorf("interleave: %d preemptions: give 0 or more, or -1 for any number", o.Preemptions)
	case o.Depth < 0:
		return o, fmt.Errorf("interleave: a depth of %d: give 1 or more", o.Depth)
	case o.Schedules < 0:
		return o, fmt.Errorf("interleave: %d schedules: give 1 or more, or 0 for the default", o.Schedules)
	case o.For < 0:
		return o, fmt.Errorf("interleave: to go on for %v: give more than 0, or 0 for as long as it takes", o.For)
	case o.Steps < 0:
		return o, fmt.Errorf("interleave: %d steps: give 1 or more, or 0 for the default", o.Steps)
	}
	if o.Depth == 0 {
		o.Depth = defaultDepth
	}
	if o.Steps == 0 {
		o.Steps = defaultSteps
	}
	if o.Strategy == "" {
		o.Strategy = "mix"
	}
	if o.Schedules == 0 && o.For == 0 && (o.Strategy == "random" || o.Strategy == "pct") {
		o.Schedules = defaultSchedules
	}
	return o, nil
}

// strategy returns the strategy that o names.
func (o Options) strategy() (strategy.Strategy, error) {
	switch o.Strategy {
	case "dfs", "mix":
		return strategy.NewDFS(o.Preemptions), nil
	case "random":
		return strategy.NewRandom(uint64(o.Seed)), nil
	case "pct":
		return strategy.NewPCT(uint64(o.Seed), o.Depth), nil
	}
	return nil, fmt.Errorf("interleave: there is no strategy %q: take dfs, random, pct or mix", o.Strategy)
}
