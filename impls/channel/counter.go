package channel

import (
	"context"
	"fmt"
	"hash/maphash"
	"math/bits"

	"github.com/assay-go/assay/patterns"
)

// A counter is as many goroutines as there are shards, each with the counts of
// the keys that hash to it.
//
// Nothing has a buffer: whoever has sent an Add knows that the goroutine will
// apply it before it does anything else. So there is no mailbox to flush at the
// end, and a Count that comes later includes it.
type counter[K comparable] struct {
	seed    maphash.Seed
	shards  []*counterShard[K]
	closed  chan bool     // of capacity 1, a baton: whether closing is closed
	closing chan struct{} // closed when Shutdown begins
}

// A counterShard is what a goroutine and those who talk to it have in common.
type counterShard[K comparable] struct {
	adds   chan counterAdd[K]
	asks   chan counterAsk[K]
	totals chan int64    // the goroutine offers the total of the moment
	done   chan struct{} // closed when the goroutine has ended

	counts map[K]int64 // both belong to the goroutine, and to all once done is closed
	total  int64
}

// A counterAdd is a message of Add.
type counterAdd[K comparable] struct {
	key   K
	delta int64
}

// A counterAsk is a message of Count.
type counterAsk[K comparable] struct {
	key   K
	reply chan int64 // of capacity 1, so that the goroutine does not wait
}

// NewCounter returns a counter of zeros and starts its goroutines, which live
// until Shutdown.
func NewCounter[K comparable](shards int) patterns.Counter[K] {
	if shards <= 0 {
		panic(fmt.Sprintf("channel: NewCounter: shards must be positive, but is %d", shards))
	}
	c := &counter[K]{
		seed:    maphash.MakeSeed(),
		shards:  make([]*counterShard[K], shards),
		closed:  make(chan bool, 1),
		closing: make(chan struct{}),
	}
	c.closed <- false
	for i := range c.shards {
		c.shards[i] = &counterShard[K]{
			adds:   make(chan counterAdd[K]),
			asks:   make(chan counterAsk[K]),
			totals: make(chan int64),
			done:   make(chan struct{}),
			counts: make(map[K]int64),
		}
		go c.shards[i].run(c.closing)
	}
	return c
}

// Add adds delta to the count of key.
func (c *counter[K]) Add(key K, delta int64) error {
	select {
	case <-c.closing: // first, lest it be accepted after another has been refused
		return patterns.ErrClosed
	default:
	}
	select {
	case c.shard(key).adds <- counterAdd[K]{key, delta}:
		return nil
	case <-c.closing:
		return patterns.ErrClosed
	}
}

// Count returns the count of key.
func (c *counter[K]) Count(key K) int64 {
	s := c.shard(key)
	ask := counterAsk[K]{key, make(chan int64, 1)}
	select {
	case s.asks <- ask:
		return <-ask.reply
	case <-s.done:
		return s.counts[key]
	}
}

// Total returns the sum of all counts.
func (c *counter[K]) Total() int64 {
	var sum int64
	for _, s := range c.shards {
		select {
		case total := <-s.totals:
			sum += total
		case <-s.done:
			sum += s.total
		}
	}
	return sum
}

// Shutdown refuses further Adds and ends the goroutines. These have at most an
// addition to finish, so there is no need to look at a context meanwhile.
func (c *counter[K]) Shutdown(context.Context) error {
	if !<-c.closed {
		close(c.closing)
	}
	c.closed <- true
	for _, s := range c.shards {
		<-s.done
	}
	return nil
}

// shard returns the shard of key, by the range reduction of Daniel Lemire, "Fast
// Random Integer Generation in an Interval" (2019).
func (c *counter[K]) shard(key K) *counterShard[K] {
	i, _ := bits.Mul64(maphash.Comparable(c.seed, key), uint64(len(c.shards)))
	return c.shards[i]
}

// run adds and answers until closing is closed.
func (s *counterShard[K]) run(closing <-chan struct{}) {
	defer close(s.done)
	for {
		select {
		case add := <-s.adds:
			s.counts[add.key] += add.delta
			s.total += add.delta
		case ask := <-s.asks:
			ask.reply <- s.counts[ask.key]
		case s.totals <- s.total:
		case <-closing:
			return
		}
	}
}
