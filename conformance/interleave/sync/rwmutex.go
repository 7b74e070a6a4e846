package sync

import (
	"sync"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// An RWMutex stands for the type of that name in package sync.
type RWMutex struct{ m sync.RWMutex }

// A queue is what waits for an RWMutex in a run. Like the original, one writer
// at a time may wait for readers to leave, and keeps new ones out meanwhile; the
// other writers wait for that one. When it unlocks, the readers that wait go
// first.
type queue struct {
	writer  bool    // whether one has the lock, or waits for readers to leave
	waits   bool    // whether it waits
	readers []*bool // each is set when its reader has got the lock
}

func (m *RWMutex) queue(t *sched.Thread) *queue {
	return sched.State(t, m, func() *queue { return new(queue) })
}

// Lock locks m for writing.
func (m *RWMutex) Lock() {
	t := sched.Current()
	if t == nil {
		m.m.Lock()
		return
	}
	q := m.queue(t)
	t.Await("RWMutex.Lock", func() bool { return !q.writer })
	q.writer = true
	if !m.m.TryLock() {
		q.waits = true
		t.Await("RWMutex.Lock, readers left", m.free)
		m.m.TryLock()
		q.waits = false
	}
}

// TryLock locks m for writing if it is free, and reports whether it was.
func (m *RWMutex) TryLock() bool {
	t := sched.Point("RWMutex.TryLock")
	if t == nil {
		return m.m.TryLock()
	}
	q := m.queue(t)
	if q.writer || !m.m.TryLock() {
		return false
	}
	q.writer = true
	return true
}

// Unlock unlocks m for writing.
func (m *RWMutex) Unlock() {
	t := sched.Point("RWMutex.Unlock")
	if t == nil {
		m.m.Unlock()
		return
	}
	if m.m.TryRLock() {
		m.m.RUnlock()
		panic("sync: Unlock of unlocked RWMutex")
	}
	m.m.Unlock()
	q := m.queue(t)
	for _, got := range q.readers {
		*got = m.m.TryRLock()
	}
	q.readers, q.writer = nil, false
}

// RLock locks m for reading.
func (m *RWMutex) RLock() {
	t := sched.Point("RWMutex.RLock")
	if t == nil {
		m.m.RLock()
		return
	}
	q := m.queue(t)
	if q.waits || !m.m.TryRLock() {
		got := new(bool)
		q.readers = append(q.readers, got)
		t.Await("RWMutex.RLock, writer left", func() bool { return *got })
	}
}

// TryRLock locks m for reading if it can, and reports whether it could.
func (m *RWMutex) TryRLock() bool {
	if t := sched.Point("RWMutex.TryRLock"); t != nil && m.queue(t).waits {
		return false
	}
	return m.m.TryRLock()
}

// RUnlock undoes one RLock.
func (m *RWMutex) RUnlock() {
	if sched.Point("RWMutex.RUnlock") != nil && m.free() {
		panic("sync: RUnlock of unlocked RWMutex")
	}
	m.m.RUnlock()
}

// RLocker returns a Locker that locks and unlocks m for reading.
func (m *RWMutex) RLocker() Locker { return (*reader)(m) }

// free reports whether m is not locked at all, when no one else runs.
func (m *RWMutex) free() bool {
	if !m.m.TryLock() {
		return false
	}
	m.m.Unlock()
	return true
}

type reader RWMutex

// Lock locks for reading.
func (r *reader) Lock() { (*RWMutex)(r).RLock() }

// Unlock unlocks for reading.
func (r *reader) Unlock() { (*RWMutex)(r).RUnlock() }
