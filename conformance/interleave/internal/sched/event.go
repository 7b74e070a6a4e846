package sched

import (
	"fmt"
	"iter"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// An Event is a step of a thread.
type Event struct {
	Thread     string        // its name
	Op         string        // the operation that it went on with
	Preemption bool          // whether the thread before it was preempted
	Time       time.Duration // virtual, since the run began, if that is traced
	pcs        []uintptr
}

// room is the import path below which everything belongs to the gear.
const room = "github.com/assay-go/assay/conformance/interleave"

// Position returns where in the program the operation is, as base name and line,
// or "" if that is not known.
func (e Event) Position() string {
	if len(e.pcs) == 0 {
		return ""
	}
	for frame := range frames(e.pcs) {
		return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
	}
	return ""
}

// frames goes through the frames of the program.
func frames(pcs []uintptr) iter.Seq[runtime.Frame] {
	return func(yield func(runtime.Frame) bool) {
		all := runtime.CallersFrames(pcs)
		for more := len(pcs) > 0; more; {
			var frame runtime.Frame
			frame, more = all.Next()
			if strings.HasPrefix(frame.Function, "runtime.") || Internal(frame.Function) {
				continue
			}
			if !yield(frame) {
				return
			}
		}
	}
}

// Stacks returns where each thread was last seen, if that was traced: at the
// operation that it could not do, or that it is blocked in.
func (s *Scheduler) Stacks() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	threads := slices.Collect(maps.Values(s.threads))
	threads = slices.AppendSeq(threads, maps.Values(s.addresses))
	slices.SortFunc(threads, byPath)
	var b strings.Builder
	for _, t := range threads {
		fmt.Fprintf(&b, "goroutine %s [%s]:\n%s\n", t.name, t.op, stack(t.pcs))
	}
	return strings.TrimSpace(b.String())
}

// Internal reports whether a function belongs to the gear: to its packages, but
// not to their tests.
func Internal(function string) bool {
	tail, ok := strings.CutPrefix(function, room)
	if !ok {
		return false
	}
	pkg, _, _ := strings.Cut(tail[strings.LastIndex(tail, "/")+1:], ".")
	return !strings.HasSuffix(pkg, "_test")
}

// A Report is what a run has come to.
type Report struct {
	End    End
	Value  any    // what a thread panicked with
	Stack  string // of the thread that panicked
	Events []Event
	Spun   bool // whether a thread took so many steps in a row that it had to yield
}

// Report returns what the run has come to. The goroutines of a run that hangs
// may still be busy.
func (s *Scheduler) Report() Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Report{s.ended, s.value, s.stack, s.events, s.spun}
}
