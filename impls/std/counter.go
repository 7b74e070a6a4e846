package std

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// A counter is a [sync.Map] from K to *atomic.Int64, which is what an
// [expvar.Map] is inside, for keys of any type.
//
// It is its own division of labour: a sync.Map is a trie, and goroutines that
// store or add to different keys meet in none of its locks. So the number of
// shards says nothing here.
type counter[K comparable] struct {
	counts sync.Map
	mu     sync.RWMutex // shared by the Adds in progress
	closed bool
}

// NewCounter returns a counter of zeros. The number of shards must be positive,
// and has no other meaning.
func NewCounter[K comparable](shards int) patterns.Counter[K] {
	if shards <= 0 {
		panic(fmt.Sprintf("std: NewCounter: shards must be positive, but is %d", shards))
	}
	return new(counter[K])
}

// Add adds delta to the count of key.
func (c *counter[K]) Add(key K, delta int64) error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.closed {
		return patterns.ErrClosed
	}
	count, ok := c.counts.Load(key)
	if !ok { // only now, since LoadOrStore needs a new count also where there is one
		count, _ = c.counts.LoadOrStore(key, new(atomic.Int64))
	}
	count.(*atomic.Int64).Add(delta)
	return nil
}

// Count returns the count of key.
func (c *counter[K]) Count(key K) int64 {
	if count, ok := c.counts.Load(key); ok {
		return count.(*atomic.Int64).Load()
	}
	return 0
}

// Total returns the sum of all counts.
func (c *counter[K]) Total() int64 {
	var sum int64
	for _, count := range c.counts.Range {
		sum += count.(*atomic.Int64).Load()
	}
	return sum
}

// Shutdown refuses further Adds. It has the lock to itself when none is in
// progress, which is soon.
func (c *counter[K]) Shutdown(context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	return nil
}
