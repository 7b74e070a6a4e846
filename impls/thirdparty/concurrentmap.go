package thirdparty

import (
	"iter"

	cmap "github.com/orcaman/concurrent-map/v2"

	"github.com/assay-go/assay/patterns"
)

// A concurrentMap is a [cmap.ConcurrentMap]: 32 maps, each behind a
// [sync.RWMutex], and a function that chooses one by the key.
type concurrentMap[K comparable, V any] struct{ entries cmap.ConcurrentMap[K, V] }

func newConcurrentMap[V any]() patterns.Table[string, V] {
	return concurrentMap[string, V]{cmap.New[V]()}
}

// newConcurrentIntMap takes the key itself to choose the map, as the benchmark of
// the library does.
func newConcurrentIntMap[V any]() patterns.Table[int, V] {
	shard := func(key int) uint32 { return uint32(key) }
	return concurrentMap[int, V]{cmap.NewWithCustomShardingFunction[int, V](shard)}
}

func (m concurrentMap[K, V]) Load(key K) (value V, ok bool) { return m.entries.Get(key) }
func (m concurrentMap[K, V]) Store(key K, value V)          { m.entries.Set(key, value) }
func (m concurrentMap[K, V]) Delete(key K)                  { m.entries.Remove(key) }

// LoadOrStore calls Upsert, since SetIfAbsent does not return the value that it
// finds, and a Get after it is a second step.
func (m concurrentMap[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	actual = m.entries.Upsert(key, value, func(ok bool, old, value V) V {
		if loaded = ok; ok {
			return old
		}
		return value
	})
	return actual, loaded
}

// Update calls f once, with the lock of the shard held: readers of its keys wait
// for f, too. If f panics, the shard stays locked.
func (m concurrentMap[K, V]) Update(key K, f func(old V, ok bool) V) V {
	return m.entries.Upsert(key, *new(V), func(ok bool, old, _ V) V { return f(old, ok) })
}

// All ranges over IterBuffered, which copies all entries first. IterCb does not
// copy, but it calls back with a lock held and cannot be left early.
func (m concurrentMap[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for entry := range m.entries.IterBuffered() {
			if !yield(entry.Key, entry.Val) {
				return
			}
		}
	}
}
