// Package peersmap has a map in the manner of sync.Map before Go 1.24: a snapshot
// that is read without a lock, and a dirty map behind a lock that replaces it
// when too many reads have missed. It does not know that it is explored.
package peersmap

import (
	"sync"
	"sync/atomic"
)

// The faults that a map may have.
const (
	hasty     = "hasty"     // it does not look again once it has the lock
	forgetful = "forgetful" // it stores into an entry that goes meanwhile
)

// A Map is a map for several goroutines. It is right but for its fault.
type Map struct {
	fault string
	read  atomic.Pointer[snapshot]

	mu     sync.Mutex
	dirty  map[string]*entry // nil, or all entries that are not gone
	misses int               // of the snapshot, since it is there
}

// A snapshot is not changed, but for the values of its entries.
type snapshot struct {
	entries map[string]*entry
	amended bool // whether the dirty map has keys that are not here
}

// New returns an empty map.
func New() *Map { return newFaulty("") }

func newFaulty(fault string) *Map {
	m := &Map{fault: fault}
	m.read.Store(new(snapshot))
	return m
}

// Load returns the value of a key.
func (m *Map) Load(key string) (value int, ok bool) {
	if e, found := m.find(key, m.missed); found {
		return e.load()
	}
	return 0, false
}

// Delete removes a key.
func (m *Map) Delete(key string) {
	e, found := m.find(key, func() {
		delete(m.dirty, key)
		m.missed()
	})
	if found {
		e.delete()
	}
}

// find returns the entry of a key. If the snapshot has none, it looks at the
// dirty map and calls missed, with the lock held.
func (m *Map) find(key string, missed func()) (e *entry, found bool) {
	s := m.read.Load()
	if e, found = s.entries[key]; found || !s.amended {
		return e, found
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fault != hasty { // the dirty map may have become the snapshot meanwhile
		s = m.read.Load()
		if e, found = s.entries[key]; found || !s.amended {
			return e, found
		}
	}
	e, found = m.dirty[key]
	missed()
	return e, found
}

// missed makes the dirty map the snapshot when that has been missed as often as
// it costs to copy it. The caller holds the lock.
func (m *Map) missed() {
	if m.misses++; m.misses < len(m.dirty) {
		return
	}
	m.read.Store(&snapshot{entries: m.dirty})
	m.dirty, m.misses = nil, 0
}

// Store sets the value of a key.
func (m *Map) Store(key string, value int) {
	store := (*entry).store
	if m.fault == forgetful {
		store = (*entry).storeForgetful
	}
	if e, found := m.read.Load().entries[key]; found && store(e, &value) {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, found := m.own(key); found {
		e.value.Store(&value)
		return
	}
	m.add(key, value)
}

// LoadOrStore returns the value of a key, which it stores if there is none.
func (m *Map) LoadOrStore(key string, value int) (actual int, loaded bool) {
	if e, found := m.read.Load().entries[key]; found {
		if actual, loaded, there := e.loadOrStore(&value); there {
			return actual, loaded
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, found := m.own(key); found {
		actual, loaded, _ = e.loadOrStore(&value)
		return actual, loaded
	}
	m.add(key, value)
	return value, false
}

// own returns the entry of a key, which cannot go while the caller holds the lock.
func (m *Map) own(key string) (e *entry, found bool) {
	if e, found = m.read.Load().entries[key]; !found {
		e, found = m.dirty[key]
		return e, found
	}
	if e.revive() {
		m.dirty[key] = e
	}
	return e, true
}

// add adds a key. If there is no dirty map, it makes one of what the snapshot has
// and was not deleted. The caller holds the lock.
func (m *Map) add(key string, value int) {
	if s := m.read.Load(); !s.amended {
		m.dirty = make(map[string]*entry, len(s.entries)+1)
		for k, e := range s.entries {
			if !e.expunge() {
				m.dirty[k] = e
			}
		}
		m.read.Store(&snapshot{s.entries, true})
	}
	m.dirty[key] = newEntry(value)
}
