package std

import (
	"context"
	"iter"
	"sync"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// A registry is a [sync.Map] from K to *registryEntry, out of which
// [context.AfterFunc] takes what has ended. That happens a moment after the end,
// so whoever finds an entry asks its context as well.
type registry[K comparable, V any] struct {
	entries sync.Map
}

// A registryEntry is a registration. The pointer to it tells it from a successor.
type registryEntry[V any] struct {
	value V
	err   func() error // of the context
}

// NewRegistry returns an empty registry.
func NewRegistry[K comparable, V any]() patterns.Registry[K, V] {
	return new(registry[K, V])
}

// Register binds key to value until unregister is called or ctx is done.
func (r *registry[K, V]) Register(ctx context.Context, key K, value V) (unregister func(), err error) {
	entry := &registryEntry[V]{value, ctx.Err}
	for {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		p, taken := r.entries.LoadOrStore(key, entry)
		if !taken {
			return r.watch(ctx, key, entry), nil
		}
		if holder := p.(*registryEntry[V]); holder.err() == nil {
			return nil, &patterns.RegisteredError[V]{Holder: holder.value}
		}
		r.entries.CompareAndDelete(key, p)
	}
}

// Lookup returns the value bound to key, if any.
func (r *registry[K, V]) Lookup(key K) (value V, ok bool) {
	p, _ := r.entries.Load(key)
	if entry, found := p.(*registryEntry[V]); found && entry.err() == nil {
		return entry.value, true
	}
	return value, false
}

// All yields the registrations, not of one moment but each if it is there when
// its turn comes.
func (r *registry[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		r.entries.Range(func(k, p any) bool {
			key, _ := k.(K) // fails for a nil key of an interface type, and then key is nil
			entry := p.(*registryEntry[V])
			return entry.err() != nil || yield(key, entry.value)
		})
	}
}

// watch has entry removed once ctx is done. The function it returns removes
// entry and ends the watch. Neither keeps an entry that has been removed.
func (r *registry[K, V]) watch(ctx context.Context, key K, entry *registryEntry[V]) (unregister func()) {
	var held atomic.Pointer[registryEntry[V]]
	held.Store(entry)
	remove := func() {
		if entry := held.Load(); entry != nil {
			r.entries.CompareAndDelete(key, entry)
			held.Store(nil) // after the removal, which a second call must not overtake
		}
	}
	stop := context.AfterFunc(ctx, remove)
	return func() { remove(); stop() }
}
