// Package strategy has the ways to choose among the schedules of a program.
package strategy

import "github.com/assay-go/assay/conformance/interleave/internal/sched"

// A Strategy makes the choices of one schedule after the other.
type Strategy interface {
	sched.Chooser
	// Begin begins the next schedule. It returns false if there is none.
	Begin() bool
	// New reports whether the schedule, which has ended, differs from all before
	// as far as the strategy can tell.
	New() bool
	// Done reports whether all schedules were tried.
	Done() bool
	// Diverged reports whether the program did not repeat itself.
	Diverged() bool
}

// Unbounded is the bound that allows any number of preemptions.
const Unbounded = -1
