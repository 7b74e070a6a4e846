package atomic

import (
	"context"
	"fmt"
	"hash/maphash"
	"math/bits"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// A counter is as many tables of cells as there are shards. To add to a key that
// is there is one swap in its cell; to add a key is another in a table, and what
// a table does to grow concerns its own keys only.
type counter[K comparable] struct {
	seed   maphash.Seed
	shards []counterShard[K]
	closed atomic.Bool // set before the cells are closed, read after a cell is in its table
}

// A counterShard leads to the cells of the keys that hash to it.
type counterShard[K comparable] struct {
	table atomic.Pointer[counterTable[K]] // published by the swap in grow, read by all methods
	_     [120]byte                       // two cache lines, which processors fetch in pairs
}

// NewCounter returns a counter of zeros.
func NewCounter[K comparable](shards int) patterns.Counter[K] {
	if shards <= 0 {
		panic(fmt.Sprintf("atomic: NewCounter: shards must be positive, but is %d", shards))
	}
	c := &counter[K]{seed: maphash.MakeSeed(), shards: make([]counterShard[K], shards)}
	for i := range c.shards {
		c.shards[i].table.Store(newCounterTable[K](16))
	}
	return c
}

// Add adds delta to the count of key.
//
// Closed is read when the cell is in its table. If it is not set then, Shutdown
// will find the cell there and close it: this Add comes before that, or its cell
// refuses it.
func (c *counter[K]) Add(key K, delta int64) error {
	s, hash := c.shard(key)
	cell := s.table.Load().find(hash, key)
	if cell == nil && !c.closed.Load() {
		cell = s.insert(hash, key)
	}
	if cell == nil || c.closed.Load() || !cell.add(delta) {
		return patterns.ErrClosed
	}
	return nil
}

// Count returns the count of key.
func (c *counter[K]) Count(key K) int64 {
	s, hash := c.shard(key)
	if cell := s.table.Load().find(hash, key); cell != nil {
		return cell.load()
	}
	return 0
}

// Total returns the sum of all counts.
func (c *counter[K]) Total() int64 {
	var sum int64
	for cell := range c.cells {
		sum += cell.load()
	}
	return sum
}

// Shutdown refuses further Adds. It waits for nobody: an Add that has not
// changed its cell by now never will.
func (c *counter[K]) Shutdown(context.Context) error {
	c.closed.Store(true)
	for cell := range c.cells {
		cell.close()
	}
	return nil
}

// shard returns the shard of key, and its hash. The shard depends on the upper
// bits of the hash, by the range reduction of Daniel Lemire, "Fast Random Integer
// Generation in an Interval" (2019), and the place in the table on the lower ones.
func (c *counter[K]) shard(key K) (s *counterShard[K], hash uint64) {
	hash = maphash.Comparable(c.seed, key)
	i, _ := bits.Mul64(hash, uint64(len(c.shards)))
	return &c.shards[i], hash
}

// cells yields all cells.
func (c *counter[K]) cells(yield func(*counterCell[K]) bool) {
	for i := range c.shards {
		if !c.shards[i].table.Load().all(yield) {
			return
		}
	}
}
