package interleave

import (
	"strings"
	"time"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// An Event is a step of a goroutine: it went on with an operation.
type Event struct {
	Thread     string // its name: that of the goroutine which started it, and a number
	Op         string // the operation, such as Mutex.Lock
	Switched   bool   // whether another goroutine made the step before
	Preemption bool   // whether that one could have gone on

	// In a replay only:
	Position string        // file and line in the program
	Function string        // the function there, with the path of its package
	Time     time.Duration // virtual, since the run began

	stack string // at the last step of the goroutine in the run
}

// Trace returns the steps of the current schedule, those of all its runs.
func (e *Explorer) Trace() []Event { return e.trace }

func events(steps []sched.Event) []Event {
	trace := make([]Event, len(steps))
	last := make(map[string]int)
	for i, s := range steps {
		trace[i] = Event{
			Thread: s.Thread, Op: s.Op, Preemption: s.Preemption,
			Switched: i > 0 && s.Thread != steps[i-1].Thread,
			Position: s.Position(), Function: s.Function(), Time: s.Time,
		}
		if trace[i].Position != "" {
			last[s.Thread] = i
		}
	}
	for _, i := range last {
		trace[i].stack = steps[i].Stack()
	}
	return trace
}

// trimStack leaves out the frames of the gear. Each frame has two lines.
func trimStack(g string) string {
	lines := strings.Split(g, "\n")
	kept := lines[:1:1]
	for i := 1; i+1 < len(lines); i += 2 {
		function := strings.TrimPrefix(lines[i], "created by ")
		if !sched.Internal(function) {
			kept = append(kept, lines[i], lines[i+1])
		}
	}
	return strings.Join(kept, "\n")
}

// trimPanic leaves out what comes before the call of panic, too.
func trimPanic(g string) string {
	header, frames, _ := strings.Cut(strings.TrimSpace(g), "\n")
	if i := strings.LastIndex(frames, "\npanic("); i >= 0 {
		frames = frames[i+1:]
	}
	return trimStack(header + "\n" + frames)
}

// instrumented reports whether a trace has steps of instrumented code.
func instrumented(trace []Event) bool {
	for _, e := range trace {
		if !strings.HasPrefix(e.Op, "T.") {
			return true
		}
	}
	return false
}
