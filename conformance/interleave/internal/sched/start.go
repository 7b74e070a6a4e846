package sched

import (
	"slices"
	"sync/atomic"
)

// Go runs f on a new goroutine, as a child of the thread that calls it.
func Go(f func()) {
	t := Current()
	if t == nil {
		go f()
		return
	}
	t.s.start(t.s.newThread(t.child()), f)
}

// Later returns a function that runs f as a child of the thread which calls
// Later. It is for goroutines that the runtime starts. The second and later
// calls are children of the first, so that each has a name of its own.
func Later(f func()) func() {
	t := Current()
	if t == nil {
		return f
	}
	s, path := t.s, t.child()
	var calls atomic.Int64
	return func() {
		if active.Load() != s {
			f()
			return
		}
		p := path
		if n := int(calls.Add(1)); n > 1 {
			p = append(slices.Clip(path), -n)
		}
		s.begin(s.newThread(p), f)
	}
}
