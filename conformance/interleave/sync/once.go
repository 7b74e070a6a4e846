package sync

import (
	"sync/atomic"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// A Once stands for the type of that name in package sync.
type Once struct {
	done atomic.Bool
	m    Mutex
}

// Do calls f if it is called for the first time.
func (o *Once) Do(f func()) {
	t := sched.Point("Once.Do")
	if o.done.Load() {
		return
	}
	if t != nil {
		o.m.acquire(t, "Once.Do, free now")
	} else {
		o.m.m.Lock()
	}
	defer o.m.m.Unlock()
	if !o.done.Load() {
		defer o.done.Store(true)
		f()
	}
}

// OnceFunc returns a function that calls f only once. If f panics, so does each
// call, with the same value.
func OnceFunc(f func()) func() {
	once := OnceValue(func() struct{} { f(); return struct{}{} })
	return func() { once() }
}

// OnceValue returns a function that calls f only once and returns its result. If
// f panics, so does each call, with the same value.
func OnceValue[T any](f func() T) func() T {
	once := OnceValues(func() (T, struct{}) { return f(), struct{}{} })
	return func() T { v, _ := once(); return v }
}

// OnceValues returns a function that calls f only once and returns its results.
// If f panics, so does each call, with the same value.
func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	var (
		once     Once
		returned bool
		p        any
		r1       T1
		r2       T2
	)
	first := func() {
		defer func() {
			f = nil
			if p = recover(); !returned {
				panic(p) // now, so that the stack shows where
			}
		}()
		r1, r2 = f()
		returned = true
	}
	return func() (T1, T2) {
		once.Do(first)
		if !returned {
			panic(p)
		}
		return r1, r2
	}
}
