package mutex

import (
	"context"
	"fmt"
	"hash/maphash"
	"math/bits"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// A counter is as many maps as there are shards, each behind a lock of its own.
// Only Shutdown takes them all.
type counter[K comparable] struct {
	seed   maphash.Seed
	shards []counterShard[K]
	closed bool // written with all locks held, so it may be read with any of them
}

// A counterShard has the counts of the keys that hash to it.
type counterShard[K comparable] struct {
	mu     sync.Mutex
	counts map[K]int64
	total  int64
	_      [104]byte // fills two cache lines, which processors like to fetch in pairs
}

// NewCounter returns a counter of zeros.
func NewCounter[K comparable](shards int) patterns.Counter[K] {
	if shards <= 0 {
		panic(fmt.Sprintf("mutex: NewCounter: shards must be positive, but is %d", shards))
	}
	c := &counter[K]{seed: maphash.MakeSeed(), shards: make([]counterShard[K], shards)}
	for i := range c.shards {
		c.shards[i].counts = make(map[K]int64)
	}
	return c
}

// Add adds delta to the count of key.
func (c *counter[K]) Add(key K, delta int64) error {
	s := c.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.closed {
		return patterns.ErrClosed
	}
	s.counts[key] += delta
	s.total += delta
	return nil
}

// Count returns the count of key.
func (c *counter[K]) Count(key K) int64 {
	s := c.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[key]
}

// Total returns the sum of all counts.
func (c *counter[K]) Total() int64 {
	var sum int64
	for i := range c.shards {
		sum += c.shards[i].sum()
	}
	return sum
}

// Shutdown refuses further Adds. With all locks in its hands it knows that none
// is in progress, so it has nothing to wait for. Shards closed one by one would
// accept an Add after another has been refused.
func (c *counter[K]) Shutdown(context.Context) error {
	for i := range c.shards {
		c.shards[i].mu.Lock()
		defer c.shards[i].mu.Unlock()
	}
	c.closed = true
	return nil
}

// shard returns the shard of key, by the range reduction of Daniel Lemire, "Fast
// Random Integer Generation in an Interval" (2019).
func (c *counter[K]) shard(key K) *counterShard[K] {
	i, _ := bits.Mul64(maphash.Comparable(c.seed, key), uint64(len(c.shards)))
	return &c.shards[i]
}

// sum returns the sum of the counts.
func (s *counterShard[K]) sum() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.total
}
