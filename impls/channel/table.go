package channel

import (
	"iter"
	"maps"

	"github.com/assay-go/assay/patterns"
)

// A table is a map that one goroutine at a time has in its hands.
//
// The map is held for single accesses only, never while a function of the user
// runs. The pen is held throughout a change, also while the function of an
// Update runs, so writers wait for each other and readers do not. The pen is
// taken first, then the map.
type table[K comparable, V any] struct {
	entries chan map[K]V
	pen     chan struct{}
}

// NewTable returns an empty table, which is a [patterns.BatchTable].
func NewTable[K comparable, V any]() patterns.Table[K, V] {
	t := &table[K, V]{entries: make(chan map[K]V, 1), pen: make(chan struct{}, 1)}
	t.entries <- make(map[K]V)
	t.pen <- struct{}{}
	return t
}

var _ patterns.BatchTable[int, int] = (*table[int, int])(nil)

// Load returns the value stored for key, if any.
func (t *table[K, V]) Load(key K) (value V, ok bool) {
	t.access(func(entries map[K]V) { value, ok = entries[key] })
	return value, ok
}

// Store sets the value for key.
func (t *table[K, V]) Store(key K, value V) {
	t.write(func(entries map[K]V) { entries[key] = value })
}

// LoadOrStore returns the value stored for key, or else stores value.
func (t *table[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	t.write(func(entries map[K]V) {
		if actual, loaded = entries[key]; !loaded {
			entries[key], actual = value, value
		}
	})
	return actual, loaded
}

// Update replaces the value for key by f of it. It calls f once.
func (t *table[K, V]) Update(key K, f func(old V, ok bool) V) V {
	defer t.lock()()
	value := f(t.Load(key)) // nobody else changes the entry: the pen is here
	t.access(func(entries map[K]V) { entries[key] = value })
	return value
}

// Delete removes the entry for key, if any.
func (t *table[K, V]) Delete(key K) {
	t.write(func(entries map[K]V) { delete(entries, key) })
}

// All yields the entries of the moment the loop begins, from a copy.
func (t *table[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		var copied map[K]V
		t.access(func(entries map[K]V) { copied = maps.Clone(entries) })
		maps.All(copied)(yield)
	}
}

// StoreAll stores all entries in one step.
func (t *table[K, V]) StoreAll(entries iter.Seq2[K, V]) {
	batch := maps.Collect(entries) // before the pen is taken: entries may use the table
	t.write(func(entries map[K]V) { maps.Copy(entries, batch) })
}

// write calls do with the map while it holds the pen.
func (t *table[K, V]) write(do func(map[K]V)) {
	defer t.lock()()
	t.access(do)
}

// access calls do, which must not wait, with the map.
func (t *table[K, V]) access(do func(map[K]V)) {
	entries := <-t.entries
	defer func() { t.entries <- entries }() // also when a key cannot be hashed
	do(entries)
}

// lock takes the pen. The function it returns puts it back.
func (t *table[K, V]) lock() (unlock func()) {
	<-t.pen
	return func() { t.pen <- struct{}{} }
}
