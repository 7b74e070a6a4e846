package interleave_test

import (
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/internal/gear"
)

// run runs everything under one schedule and returns what it has seen, its trace
// without positions, and its schedule.
func run(t *testing.T, e *interleave.Explorer) (seen, trace, schedule string) {
	t.Helper()
	require.True(t, e.Next())
	o := e.Run(patience, func() { seen = everything() })
	require.Equal(t, gear.Done, o.Kind, "%v\n%s", o.Value, o.Stacks)
	require.NoError(t, e.Err())
	for _, event := range e.Trace() {
		trace += fmt.Sprint(event.Thread, event.Op, event.Switched, event.Preemption, "\n")
	}
	return seen, trace, e.Schedule()
}

// TestReplays replays schedules of a program with selects, timers of the same
// instant, callbacks, hashes and random numbers.
func TestReplays(t *testing.T) {
	const schedules, times = 20, 50
	different := make(map[string]bool)
	e := newExplorer(t, interleave.Options{Strategy: "random", Seed: 7})
	for range schedules {
		seen, trace, schedule := run(t, e)
		different[seen] = true
		for range times {
			again := newExplorer(t, interleave.Options{Replay: schedule})
			seen2, trace2, schedule2 := run(t, again)
			require.Equal(t, schedule, schedule2)
			require.Equal(t, seen, seen2)
			require.Equal(t, trace, trace2)
		}
	}
	assert.Greater(t, len(different), schedules/2, "schedules differ in what they bring about")
}

// TestRepeats checks that dfs, which passes through the same prefixes again and
// again, never comes to another choice.
func TestRepeats(t *testing.T) {
	e := newExplorer(t, interleave.Options{Preemptions: 2, Schedules: 200, Seed: 7})
	for e.Next() {
		o := e.Run(patience, func() { everything() })
		require.Equal(t, gear.Done, o.Kind, "%v\n%s", o.Value, o.Stacks)
	}
	require.NoError(t, e.Err())
}

// child is the environment variable with a schedule for a test process.
const child = "INTERLEAVE_TEST_SCHEDULE"

// TestReplaysInAnotherProcess runs itself under a schedule and compares.
func TestReplaysInAnotherProcess(t *testing.T) {
	if schedule := os.Getenv(child); schedule != "" {
		seen, trace, _ := run(t, newExplorer(t, interleave.Options{Replay: schedule}))
		fmt.Printf("%s\n%s", seen, trace)
		os.Exit(0)
	}
	e := newExplorer(t, interleave.Options{Strategy: "pct", Seed: 7})
	for procs := range 5 {
		seen, trace, schedule := run(t, e)
		cmd := exec.Command(os.Args[0], "-test.run=^TestReplaysInAnotherProcess$")
		cmd.Env = append(os.Environ(), child+"="+schedule, fmt.Sprintf("GOMAXPROCS=%d", 1+procs))
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Equal(t, seen+"\n"+trace, string(out))
	}
}

func TestScheduleOfAnotherProgram(t *testing.T) {
	for i, fault := range faults {
		found, err := interleave.Find(interleave.Options{Preemptions: 2, Steps: 1000}, fault.wrong)
		require.NoError(t, err)
		for j, other := range faults {
			o := interleave.Options{Replay: found.Schedule, Steps: 1000}
			_, text := interleave.Explore(o, t.Name(), other.wrong)
			if i == j {
				assert.NotContains(t, text, "another program", "%s", fault.name)
			} else {
				assert.Contains(t, text, "is of another program", "%s under the schedule of %s", other.name, fault.name)
			}
		}
	}
}

func TestBadOptions(t *testing.T) {
	tests := []struct {
		o    interleave.Options
		want string
	}{
		{interleave.Options{Strategy: "bfs"}, `there is no strategy "bfs": take dfs, random, pct or mix`},
		{interleave.Options{Preemptions: -2}, "-2 preemptions: give 0 or more, or -1 for any number"},
		{interleave.Options{Depth: -1}, "a depth of -1"},
		{interleave.Options{Schedules: -1}, "-1 schedules"},
		{interleave.Options{Steps: -1}, "-1 steps"},
		{interleave.Options{Replay: "1:1"}, "has no checksum"},
		{interleave.Options{Replay: "1:0@0"}, `what does "1:0" mean?`},
		{interleave.Options{Replay: "x@0"}, `what does "x" mean?`},
		{interleave.Options{Replay: "1:1@xyz"}, `what does "xyz" mean?`},
		{interleave.Options{Replay: "1:1@0/q"}, `what does "q" mean?`},
		{interleave.Options{Replay: "99999999999:1@0"}, `what does "99999999999:1" mean?`},
	}
	for _, test := range tests {
		_, err := interleave.NewExplorer(test.o)
		assert.ErrorContains(t, err, test.want)
	}
}
