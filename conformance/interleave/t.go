package interleave

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// A T is what a function explored by [Test] reports to. It is a TestingT of
// testify. Its methods may be called by all goroutines of the run.
type T struct {
	alive atomic.Int64 // how many goroutines of Go have not ended

	mu     sync.Mutex
	failed bool
	lines  []string
}

// The operations of T, as they are called in a trace.
const (
	opWait = "T.Wait"
	opTurn = "T.Point"
)

// Go calls f on a new goroutine. If f panics, the schedule is a violation.
func (x *T) Go(f func()) {
	x.alive.Add(1)
	sched.Go(func() {
		defer x.alive.Add(-1)
		f()
	})
}

// Wait waits until all functions that were given to Go have returned.
func (x *T) Wait() {
	if t := sched.Current(); t != nil {
		t.Await(opWait, func() bool { return x.alive.Load() == 0 })
	}
}

// Point lets other goroutines run. Code that is not instrumented can call it
// where it matters.
func (x *T) Point() { sched.Point(opTurn) }

// Errorf reports a violation.
func (x *T) Errorf(format string, args ...any) { x.log(true, format, args) }

// Logf writes a line that is printed if the schedule is a violation.
func (x *T) Logf(format string, args ...any) { x.log(false, format, args) }

func (x *T) log(failed bool, format string, args []any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.failed = x.failed || failed
	x.lines = append(x.lines, strings.TrimSpace(fmt.Sprintf(format, args...)))
}

// FailNow reports a violation and ends the goroutine that calls it.
func (x *T) FailNow() {
	x.mu.Lock()
	x.failed = true
	x.mu.Unlock()
	runtime.Goexit()
}

// Fatalf is Errorf followed by FailNow.
func (x *T) Fatalf(format string, args ...any) {
	x.Errorf(format, args...)
	x.FailNow()
}

// Failed reports whether a violation was reported.
func (x *T) Failed() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.failed
}

// Helper does nothing. It is there for functions that want to call it.
func (x *T) Helper() {}

func (x *T) text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return strings.Join(x.lines, "\n")
}
