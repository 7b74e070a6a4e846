package atomic

import (
	"context"
	"hash/maphash"
	"iter"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// A registry is a pointer to a trie that is never written to, like a table.
//
// The end of a context is noticed twice. Whoever finds an entry asks its context
// before believing it: so the key is free at that moment. And
// [context.AfterFunc] removes the entry, so that nothing is kept if nobody ever
// asks.
type registry[K comparable, V any] struct {
	seed maphash.Seed
	now  atomic.Pointer[branch[K, registryEntry[V]]] // published by the swaps, read by all methods
}

// A registryEntry is a registration. What is to remove it later knows its ticket
// alone: so it does not remove a successor, and does not keep the value.
type registryEntry[V any] struct {
	ticket *registryTicket
	value  V
	err    func() error // of the context
}

// A registryTicket has a size, since pointers to nothing may all be equal.
type registryTicket struct{ _ byte }

// NewRegistry returns an empty registry.
func NewRegistry[K comparable, V any]() patterns.Registry[K, V] {
	r := &registry[K, V]{seed: maphash.MakeSeed()}
	r.now.Store(new(branch[K, registryEntry[V]]))
	return r
}

// Register binds key to value until unregister is called or ctx is done.
func (r *registry[K, V]) Register(ctx context.Context, key K, value V) (unregister func(), err error) {
	entry := registryEntry[V]{new(registryTicket), value, ctx.Err}
	hash := maphash.Comparable(r.seed, key)
	fresh := &leaf[K, registryEntry[V]]{hash: hash, key: key, value: entry}
	for {
		now := r.now.Load()
		holder := now.find(hash, key)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if holder != nil && holder.value.alive() {
			return nil, &patterns.RegisteredError[V]{Holder: holder.value.value}
		}
		if r.replace(now, holder, fresh) {
			return r.watch(ctx, hash, key, entry.ticket), nil
		}
	}
}

// Lookup returns the value bound to key, if any.
func (r *registry[K, V]) Lookup(key K) (value V, ok bool) {
	l := r.now.Load().find(maphash.Comparable(r.seed, key), key)
	if l == nil || !l.value.alive() {
		return value, false
	}
	return l.value.value, true
}

// All yields the registrations of the moment the loop begins, without those
// whose contexts are done when their turn comes.
func (r *registry[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		r.now.Load().all(func(key K, entry registryEntry[V]) bool {
			return !entry.alive() || yield(key, entry.value)
		})
	}
}

// alive reports whether the context of the entry is not done.
func (e *registryEntry[V]) alive() bool { return e.err() == nil }

// replace puts fresh in the place of holder, which is nil where now has none. It
// gives up when the entry for the key has changed, but not when others have: a
// context that uses the registry whenever it is asked must not hold it up.
func (r *registry[K, V]) replace(
	now *branch[K, registryEntry[V]], holder, fresh *leaf[K, registryEntry[V]],
) bool {
	for now.find(fresh.hash, fresh.key) == holder {
		next := now.with(fresh, 0)
		if r.now.CompareAndSwap(now, &next) {
			return true
		}
		now = r.now.Load()
	}
	return false
}

// watch has the entry removed once ctx is done. The function it returns removes
// the entry and ends the watch.
func (r *registry[K, V]) watch(ctx context.Context, hash uint64, key K, ticket *registryTicket) func() {
	remove := func() { r.remove(hash, key, ticket) }
	stop := context.AfterFunc(ctx, remove)
	return func() { remove(); stop() }
}

// remove deletes the entry with the given ticket, if it is still there.
func (r *registry[K, V]) remove(hash uint64, key K, ticket *registryTicket) {
	for {
		now := r.now.Load()
		l := now.find(hash, key)
		if l == nil || l.value.ticket != ticket {
			return
		}
		next, _ := now.without(hash, key, 0)
		if r.now.CompareAndSwap(now, &next) {
			return
		}
	}
}
