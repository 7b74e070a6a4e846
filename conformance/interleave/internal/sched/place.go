package sched

import (
	"fmt"
	"strings"
	"time"
)

// Function returns the function of the program that does the operation, with its
// package, or "" if that is not known.
func (e Event) Function() string {
	for frame := range frames(e.pcs) {
		return frame.Function
	}
	return ""
}

// Stack returns the functions of the program that led to the operation, as
// package runtime prints them, or "" if they are not known.
func (e Event) Stack() string { return stack(e.pcs) }

func stack(pcs []uintptr) string {
	var b strings.Builder
	for frame := range frames(pcs) {
		fmt.Fprintf(&b, "%s(...)\n\t%s:%d\n", frame.Function, frame.File, frame.Line)
	}
	return b.String()
}

// time returns how much virtual time has passed, if that is traced. It must be
// called in the bubble.
func (s *Scheduler) time() time.Duration {
	if !s.traced {
		return 0
	}
	return time.Since(s.begun)
}
