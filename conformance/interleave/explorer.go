package interleave

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
	"github.com/assay-go/assay/conformance/interleave/internal/strategy"
	"github.com/assay-go/assay/conformance/internal/gear"
)

// An Explorer tries one schedule of a program after the other:
//
//	for e.Next() {
//		o := e.Run(patience, f)
//		...
//	}
//
// It is not safe for concurrent use. Of all explorers of a process, one runs at
// a time.
type Explorer struct {
	options  Options
	record   record
	replayed *schedule // the only one, if there is one
	traced   bool

	begun    time.Time // when the first schedule began
	current  bool      // whether a schedule has begun
	ran      bool      // whether it has run
	explored int
	tried    int  // with those that do not count
	doubtful bool // whether schedules may have been missed
	trace    []Event
	seen     bool // whether a schedule had steps of instrumented code
}

// controlled is held during a controlled run, since there is one scheduler.
var controlled sync.Mutex

// NewExplorer returns an explorer, or an error that names the wrong option.
func NewExplorer(o Options) (*Explorer, error) {
	o, err := o.check()
	if err != nil {
		return nil, err
	}
	if o.Replay != "" {
		s, err := parseSchedule(o.Replay)
		if err != nil {
			return nil, err
		}
		o.Seed = s.seed
		e := newExplorer(o, strategy.NewList(s.choices))
		e.replayed, e.traced = &s, true
		return e, nil
	}
	s, err := o.strategy()
	if err != nil {
		return nil, err
	}
	return newExplorer(o, s), nil
}

// tries is how many schedules may be tried for each one that counts. The rounds of
// dfs pass through those of earlier rounds, and a program that does not repeat
// itself has few that count.
const tries = 10

func newExplorer(o Options, s strategy.Strategy) *Explorer {
	return &Explorer{options: o, record: record{strategy: s}}
}

// Next begins the next schedule. It returns false when all were tried or the
// budget is used up.
func (e *Explorer) Next() bool {
	if e.current && e.record.strategy.New() {
		e.explored++
	}
	if e.begun.IsZero() {
		e.begun = time.Now()
	}
	e.mix()
	e.current = e.record.strategy.Begin()
	if e.options.For > 0 && time.Since(e.begun) > e.options.For {
		e.current = false
	}
	if e.options.Schedules > 0 && (e.explored >= e.options.Schedules || e.tried >= tries*e.options.Schedules) {
		e.current = false
	}
	e.tried++
	if e.current {
		e.record.reset()
		e.trace, e.ran = nil, false
	}
	return e.current
}

// mix goes from dfs to pct when dfs has had its half of the budget.
func (e *Explorer) mix() {
	o := e.options
	if _, dfs := e.record.strategy.(*strategy.DFS); !dfs || o.Strategy != "mix" {
		return
	}
	if o.Schedules > 0 && 2*e.explored >= o.Schedules || o.For > 0 && 2*time.Since(e.begun) > o.For {
		e.record.strategy = strategy.NewPCT(uint64(o.Seed), o.Depth)
	}
}

// Run runs f in a bubble of package synctest under the current schedule, and
// returns how it ended. If it is called several times per schedule, the schedule
// goes on. Run gives up after patience, in real time.
//
// A violation leaves goroutines behind that never go on, some kilobytes each. The
// outcome has the stack of a panic, and in a replay those of a deadlock, a leak
// and a livelock.
func (e *Explorer) Run(patience time.Duration, f func()) gear.Outcome {
	controlled.Lock()
	defer controlled.Unlock()
	s := sched.New(sched.Options{
		Chooser: &e.record, Limit: e.options.Steps, Seed: uint64(e.options.Seed), Traced: e.traced,
	})
	defer s.Close()
	o := gear.Quiet(patience, func() { s.Run(f) })
	r := s.Report()
	e.ran = true
	e.trace = append(e.trace, events(r.Events)...)
	e.seen = e.seen || instrumented(e.trace)
	e.doubtful = e.doubtful || r.Spun || r.End == sched.Livelock || o.Kind == gear.Hang || o.Kind == gear.Stuck
	switch r.End {
	case sched.Panicked:
		return gear.Outcome{Kind: gear.Panicked, Value: r.Value, Stacks: trimPanic(r.Stack)}
	case sched.Exited:
		return gear.Outcome{Kind: gear.Panicked, Value: "runtime.Goexit was called", Stacks: trimPanic(r.Stack)}
	case sched.Livelock:
		o.Kind, o.Value = gear.Livelock, r.Value
	}
	if e.traced && (o.Kind == gear.Deadlock || o.Kind == gear.Leak || o.Kind == gear.Livelock) {
		o.Stacks = s.Stacks()
	}
	return o
}

// Schedule returns the current schedule, as far as it has come, as a text that
// replays it.
func (e *Explorer) Schedule() string { return e.schedule().String() }

func (e *Explorer) schedule() schedule { return e.record.schedule(e.trace, e.options.Seed) }

// Preemptions returns how many times the current schedule has taken the
// processor from a goroutine that could go on.
func (e *Explorer) Preemptions() int { return e.record.preemptions }

// Explored returns how many different schedules were tried, as far as the
// strategy can tell, the current one included.
func (e *Explorer) Explored() int {
	if e.current && e.record.strategy.New() {
		return e.explored + 1
	}
	return e.explored
}

// Exhausted reports whether all schedules were tried, up to the number of
// preemptions that dfs was given. It is true only after Next has returned false.
// It stays false if the program did not repeat itself, if a schedule hung or
// reached the limit of steps, or if a goroutine seemed to spin.
func (e *Explorer) Exhausted() bool {
	return e.record.strategy.Done() && !e.doubtful && !e.record.strategy.Diverged()
}

// Err returns why the result is not to be trusted: the schedule that was to be
// replayed is of another program, or the program did not repeat itself. It is to
// be asked after the last run of a schedule.
func (e *Explorer) Err() error {
	if e.replayed != nil && e.ran {
		return e.mismatch()
	}
	if e.record.strategy.Diverged() {
		return errDiverged
	}
	return nil
}

var errDiverged = errors.New("interleave: the program did not repeat itself under the same schedule: " +
	"it depends on the order of a map with pointers as keys, on real time, or on code that is not instrumented")

// mismatch compares what was replayed with what was to be.
func (e *Explorer) mismatch() error {
	if e.schedule().String() == e.replayed.String() {
		return nil
	}
	return fmt.Errorf("interleave: the schedule %s is of another program, or of another version of it: "+
		"its goroutines have other names, or do something else", e.options.Replay)
}
