package sync

import (
	"sync"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// A Locker is the interface of that name in package sync.
type Locker = sync.Locker

// A Mutex stands for the type of that name in package sync.
type Mutex struct{ m sync.Mutex }

// Lock locks m.
func (m *Mutex) Lock() {
	t := sched.Current()
	if t == nil {
		m.m.Lock()
		return
	}
	t.Await("Mutex.Lock", m.free)
	m.m.TryLock()
}

// TryLock locks m if it is free, and reports whether it was.
func (m *Mutex) TryLock() bool {
	sched.Point("Mutex.TryLock")
	return m.m.TryLock()
}

// Unlock unlocks m.
func (m *Mutex) Unlock() {
	if sched.Point("Mutex.Unlock") != nil && m.free() {
		panic("sync: unlock of unlocked mutex")
	}
	m.m.Unlock()
}

// free reports whether m is not locked, when no one else runs.
func (m *Mutex) free() bool {
	if !m.m.TryLock() {
		return false
	}
	m.m.Unlock()
	return true
}

// acquire locks m for t without a point, if m is free.
func (m *Mutex) acquire(t *sched.Thread, op string) {
	if !m.m.TryLock() {
		t.Await(op, m.free)
		m.m.TryLock()
	}
}
