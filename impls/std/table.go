package std

import (
	"iter"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// A table is a [sync.Map] from K to *V. The pointers make values of any type
// comparable, and tell a value from an equal one stored later.
type table[K comparable, V any] struct {
	entries sync.Map
}

// NewTable returns an empty table.
func NewTable[K comparable, V any]() patterns.Table[K, V] {
	return new(table[K, V])
}

// Load returns the value stored for key, if any.
func (t *table[K, V]) Load(key K) (value V, ok bool) {
	if p := t.pointer(key); p != nil {
		return *p, true
	}
	return value, false
}

// Store sets the value for key.
func (t *table[K, V]) Store(key K, value V) { t.entries.Store(key, &value) }

// LoadOrStore returns the value stored for key, or else stores value.
func (t *table[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	p, loaded := t.entries.LoadOrStore(key, &value)
	return *p.(*V), loaded
}

// Update replaces the value for key by f of it. It calls f again when the entry
// has changed meanwhile.
func (t *table[K, V]) Update(key K, f func(old V, ok bool) V) V {
	for {
		old := t.pointer(key)
		if old == nil {
			value := f(*new(V), false)
			if _, loaded := t.entries.LoadOrStore(key, &value); !loaded {
				return value
			}
			continue
		}
		value := f(*old, true)
		if t.entries.CompareAndSwap(key, old, &value) {
			return value
		}
	}
}

// Delete removes the entry for key, if any.
func (t *table[K, V]) Delete(key K) { t.entries.Delete(key) }

// All yields the entries, not of one moment but each as it is when its turn comes.
func (t *table[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		t.entries.Range(func(k, p any) bool {
			key, _ := k.(K) // fails for a nil key of an interface type, and then key is nil
			return yield(key, *p.(*V))
		})
	}
}

// pointer returns what is stored for key, or nil.
func (t *table[K, V]) pointer(key K) *V {
	p, _ := t.entries.Load(key)
	v, _ := p.(*V)
	return v
}
