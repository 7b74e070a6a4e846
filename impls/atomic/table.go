package atomic

import (
	"hash/maphash"
	"iter"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// A table is a pointer to a trie that is never written to. Reads take the trie
// of the moment and wait for nobody; a write makes another trie and swaps the
// pointer.
type table[K comparable, V any] struct {
	seed maphash.Seed
	now  atomic.Pointer[version[K, V]] // published by the swap in swap, read by all methods
}

// A version is all that a table holds at a moment: its trie, and perhaps a batch
// that comes next.
//
// A large batch would lose every race against single writes if it had to. So it
// is announced first, which is one quick swap, and then whoever wants to write
// puts it into the trie before anything else. Readers do not see it until then.
type version[K comparable, V any] struct {
	branch[K, V]
	batch []*leaf[K, V]
}

// NewTable returns an empty table, which is a [patterns.BatchTable].
func NewTable[K comparable, V any]() patterns.Table[K, V] {
	t := &table[K, V]{seed: maphash.MakeSeed()}
	t.now.Store(new(version[K, V]))
	return t
}

var _ patterns.BatchTable[int, int] = (*table[int, int])(nil)

// Load returns the value stored for key, if any.
func (t *table[K, V]) Load(key K) (value V, ok bool) {
	return t.now.Load().find(maphash.Comparable(t.seed, key), key).load()
}

// Store sets the value for key.
func (t *table[K, V]) Store(key K, value V) {
	entry := t.entry(key, value)
	for {
		now := t.settled()
		if t.swap(now, now.with(entry, 0)) {
			return
		}
	}
}

// LoadOrStore returns the value stored for key, or else stores value.
func (t *table[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	entry := t.entry(key, value)
	for {
		now := t.settled()
		if old := now.find(entry.hash, key); old != nil {
			return old.value, true
		}
		if t.swap(now, now.with(entry, 0)) {
			return value, false
		}
	}
}

// Update replaces the value for key by f of it. It calls f again when the entry
// has changed meanwhile, but not when others have.
func (t *table[K, V]) Update(key K, f func(old V, ok bool) V) V {
	hash := maphash.Comparable(t.seed, key)
	now := t.settled()
	for {
		old := now.find(hash, key)
		value := f(old.load())
		entry := &leaf[K, V]{hash: hash, key: key, value: value}
		for now = t.settled(); now.find(hash, key) == old; now = t.settled() {
			if t.swap(now, now.with(entry, 0)) {
				return value
			}
		}
	}
}

// Delete removes the entry for key, if any.
func (t *table[K, V]) Delete(key K) {
	hash := maphash.Comparable(t.seed, key)
	for {
		now := t.settled()
		next, ok := now.without(hash, key, 0)
		if !ok || t.swap(now, next) {
			return
		}
	}
}

// All yields the entries of the moment the loop begins.
func (t *table[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { t.now.Load().all(yield) }
}

// StoreAll stores all entries in one step.
func (t *table[K, V]) StoreAll(entries iter.Seq2[K, V]) {
	var batch []*leaf[K, V]
	for key, value := range entries { // to its end before the first step: entries may use the table
		batch = append(batch, t.entry(key, value))
	}
	for {
		now := t.settled()
		announced := &version[K, V]{now.branch, batch}
		if t.now.CompareAndSwap(now, announced) {
			t.settle(announced)
			return
		}
	}
}

// entry returns a leaf for key.
func (t *table[K, V]) entry(key K, value V) *leaf[K, V] {
	return &leaf[K, V]{hash: maphash.Comparable(t.seed, key), key: key, value: value}
}

// swap publishes a trie made from that of now, unless somebody was faster.
func (t *table[K, V]) swap(now *version[K, V], trie branch[K, V]) bool {
	return t.now.CompareAndSwap(now, &version[K, V]{branch: trie})
}

// settled returns a version without a batch. It helps to store those it meets.
func (t *table[K, V]) settled() *version[K, V] {
	now := t.now.Load()
	for now.batch != nil {
		t.settle(now)
		now = t.now.Load()
	}
	return now
}

// settle stores the batch of now, unless that has been done.
func (t *table[K, V]) settle(now *version[K, V]) {
	t.swap(now, now.withAll(now.batch, 0))
}

// load returns the value of an entry that may be nil.
func (l *leaf[K, V]) load() (value V, ok bool) {
	if l == nil {
		return value, false
	}
	return l.value, true
}
