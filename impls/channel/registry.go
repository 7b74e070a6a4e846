package channel

import (
	"context"
	"iter"
	"maps"

	"github.com/assay-go/assay/patterns"
)

// A registry is a book that one goroutine at a time has in its hands, for single
// accesses only.
//
// The end of a context is noticed twice. Whoever finds an entry asks its context
// before believing it, with empty hands, since a context is code of the user: so
// the key is free at that moment. And [context.AfterFunc] removes the entry, so
// that nothing is kept if nobody ever asks.
type registry[K comparable, V any] struct {
	book chan *registryBook[K, V] // of capacity 1, a baton
}

// A registryBook is the entries, and what must change with them.
type registryBook[K comparable, V any] struct {
	entries map[K]registryEntry[V]
	room    int    // the most entries since the map was made
	last    uint64 // the last id given out
}

// A registryEntry is a registration. What is to remove it later knows its id
// alone: so it does not remove a successor, and does not keep the value.
type registryEntry[V any] struct {
	id    uint64 // zero stands for no entry
	value V
	err   func() error // of the context
}

// NewRegistry returns an empty registry.
func NewRegistry[K comparable, V any]() patterns.Registry[K, V] {
	r := &registry[K, V]{book: make(chan *registryBook[K, V], 1)}
	r.book <- &registryBook[K, V]{entries: make(map[K]registryEntry[V])}
	return r
}

// Register binds key to value until unregister is called or ctx is done.
func (r *registry[K, V]) Register(ctx context.Context, key K, value V) (unregister func(), err error) {
	for {
		holder := r.find(key)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if holder.alive() {
			return nil, &patterns.RegisteredError[V]{Holder: holder.value}
		}
		if id, ok := r.replace(key, holder.id, registryEntry[V]{value: value, err: ctx.Err}); ok {
			remove := func() { r.remove(key, id) }
			stop := context.AfterFunc(ctx, remove)
			return func() { remove(); stop() }, nil
		}
	}
}

// Lookup returns the value bound to key, if any.
func (r *registry[K, V]) Lookup(key K) (value V, ok bool) {
	if entry := r.find(key); entry.alive() {
		return entry.value, true
	}
	return value, false
}

// All yields the registrations of the moment the loop begins, from a copy,
// without those whose contexts are done when their turn comes.
func (r *registry[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		var copied map[K]registryEntry[V]
		r.access(func(b *registryBook[K, V]) { copied = maps.Clone(b.entries) })
		for key, entry := range copied {
			if entry.alive() && !yield(key, entry.value) {
				return
			}
		}
	}
}

// alive reports whether there is an entry, and its context is not done.
func (e registryEntry[V]) alive() bool { return e.id != 0 && e.err() == nil }

// find returns the entry for key, or the zero one.
func (r *registry[K, V]) find(key K) (entry registryEntry[V]) {
	r.access(func(b *registryBook[K, V]) { entry = b.entries[key] })
	return entry
}

// replace puts entry in the place of that with the old id, if it is still there,
// and returns the new id.
func (r *registry[K, V]) replace(key K, old uint64, entry registryEntry[V]) (id uint64, ok bool) {
	r.access(func(b *registryBook[K, V]) {
		if b.entries[key].id != old {
			return
		}
		b.last++
		entry.id = b.last
		b.entries[key] = entry
		b.room = max(b.room, len(b.entries))
		id, ok = entry.id, true
	})
	return id, ok
}

// remove deletes the entry with the given id, if it is still there.
func (r *registry[K, V]) remove(key K, id uint64) {
	r.access(func(b *registryBook[K, V]) {
		if b.entries[key].id == id {
			delete(b.entries, key)
			b.shrink()
		}
	})
}

// access calls do, which must not wait, with the book.
func (r *registry[K, V]) access(do func(*registryBook[K, V])) {
	book := <-r.book
	defer func() { r.book <- book }() // also when a key cannot be hashed
	do(book)
}

// shrink gives back the room of entries that are gone, which a map never does.
func (b *registryBook[K, V]) shrink() {
	if b.room < 64 || len(b.entries) > b.room/4 {
		return
	}
	smaller := make(map[K]registryEntry[V], len(b.entries))
	maps.Copy(smaller, b.entries)
	b.entries, b.room = smaller, len(smaller)
}
