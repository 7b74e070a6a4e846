package mutex

import (
	"iter"
	"maps"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// A table is a map behind a lock that readers share.
type table[K comparable, V any] struct {
	mu      sync.RWMutex
	entries map[K]versioned[V]
	version uint64 // the last one given out
}

// A versioned value tells whether it is still the one that an Update has read.
// Versions come from one counter of the table, so an entry that was deleted and
// stored again has a new one. Zero stands for no entry.
type versioned[V any] struct {
	value   V
	version uint64
}

// NewTable returns an empty table, which is a [patterns.BatchTable].
func NewTable[K comparable, V any]() patterns.Table[K, V] {
	return &table[K, V]{entries: make(map[K]versioned[V])}
}

var _ patterns.BatchTable[int, int] = (*table[int, int])(nil)

// Load returns the value stored for key, if any.
func (t *table[K, V]) Load(key K) (value V, ok bool) {
	entry := t.read(key)
	return entry.value, entry.version != 0
}

// Store sets the value for key.
func (t *table[K, V]) Store(key K, value V) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.set(key, value)
}

// LoadOrStore returns the value stored for key, or else stores value.
func (t *table[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	if actual, loaded = t.Load(key); loaded {
		return actual, true // without keeping out the readers
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if entry, ok := t.entries[key]; ok {
		return entry.value, true
	}
	t.set(key, value)
	return value, false
}

// Update replaces the value for key by f of it. It calls f again when the entry
// has changed meanwhile.
func (t *table[K, V]) Update(key K, f func(old V, ok bool) V) V {
	for {
		old := t.read(key)
		value := f(old.value, old.version != 0)
		if t.replace(key, old.version, value) {
			return value
		}
	}
}

// Delete removes the entry for key, if any.
func (t *table[K, V]) Delete(key K) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.entries, key)
}

// All yields the entries of the moment the loop begins, from a copy.
func (t *table[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for key, entry := range t.copied() {
			if !yield(key, entry.value) {
				return
			}
		}
	}
}

// StoreAll stores all entries in one step.
func (t *table[K, V]) StoreAll(entries iter.Seq2[K, V]) {
	batch := maps.Collect(entries) // before the lock: entries may use the table
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, value := range batch {
		t.set(key, value)
	}
}

// read returns the entry for key, or the zero one.
func (t *table[K, V]) read(key K) versioned[V] {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.entries[key]
}

// replace sets the value for key if the version is still the given one.
func (t *table[K, V]) replace(key K, version uint64, value V) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.entries[key].version != version {
		return false
	}
	t.set(key, value)
	return true
}

// set stores value under a new version. The caller holds the lock.
func (t *table[K, V]) set(key K, value V) {
	t.version++
	t.entries[key] = versioned[V]{value, t.version}
}

// copied returns a copy of the map.
func (t *table[K, V]) copied() map[K]versioned[V] {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return maps.Clone(t.entries)
}
