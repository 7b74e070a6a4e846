package conformance

import (
	"context"
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/patterns"
)

// All the counters in this file are wrong, each in the one way that its fault
// tells, but the one without a fault.

func TestCounterLawsSpareTheCorrect(t *testing.T) {
	sparesAll(t, counterLaws, newFaultyCounter(""))
	sparesAll(t, counterShutdownerLaws, newFaultyCounter(""))
}

// TestCounterShutdownerLaws demands that they are the laws of Shutdowner.
func TestCounterShutdownerLaws(t *testing.T) {
	assert.Equal(t, shutdownerLaws.name, counterShutdownerLaws.name)
	require.Len(t, counterShutdownerLaws.laws, len(shutdownerLaws.laws))
	for i, l := range shutdownerLaws.laws {
		own := counterShutdownerLaws.laws[i]
		assert.Equal(t, l.name, own.name)
		assert.Equal(t, l.text, own.text)
		assert.NotNil(t, own.check)
	}
}

func TestCounterMutants(t *testing.T) {
	killAll(t, counterLaws, []mutant[newCounterFunc]{
		newCounterMutant("imaginative", "Absent"),
		newCounterMutant("lossy", "Exact"),
		newCounterMutant("narrow", "Exact"),
		newCounterMutant("optimistic", "Exact"),
		newCounterMutant("draining", "Exact"),
		newCounterMutant("scattering", "Exact"),
		newCounterMutant("deferred", "OwnWrites"),
		newCounterMutant("remembering", "OwnWrites"),
		newCounterMutant("cautious", "OwnWrites"),
		newCounterMutant("outdated", "Bounds"),
		newCounterMutant("bouncing", "Bounds"),
		newCounterMutant("dipping", "Monotonic"),
		newCounterMutant("flickering", "Monotonic"),
		newCounterMutant("colliding", "Independent"),
		newCounterMutant("clipped", "Independent"),
		newCounterMutant("careless", "Independent"),
		newCounterMutant("curt", "Independent"),
		newCounterMutant("half", "Counted"),
		newCounterMutant("mute", "Counted"),
		newCounterMutant("pretending", "Counted"),
	})
}

func TestCounterShutdownerMutants(t *testing.T) {
	killAll(t, counterShutdownerLaws, []mutant[newCounterFunc]{
		newCounterMutant("open", "Closed"),
		newCounterMutant("nameless", "Closed"),
		newCounterMutant("shardwise", "Closed"),
		newCounterMutant("busy", "Closed"),
		newCounterMutant("half", "Closed"),
		newCounterMutant("hurried", "Drained"),
		newCounterMutant("polling", "Deadline"),
		newCounterMutant("pessimistic", "Deadline"),
		newCounterMutant("wordless", "Deadline"),
		newCounterMutant("forgetful", "Repeatable"),
		newCounterMutant("touchy", "Repeatable"),
		newCounterMutant("lingering", "Gone", "leak"),
	})
}

func newCounterMutant(name, breaks string, v ...verdict) mutant[newCounterFunc] {
	v = append(v, "")
	return mutant[newCounterFunc]{name: name, breaks: breaks, newPattern: newFaultyCounter(name), verdict: v[0]}
}

// A faultyCounter is a list of maps, each with a lock, and the number of Adds
// that are in progress. It is correct but for its fault.
type faultyCounter struct {
	fault  string
	shards []*faultyShard
	adding chan struct{} // held by Adds that must not overlap for their fault to be the only one

	mu     sync.Mutex
	adds   int
	closed bool
	idle   chan struct{} // closed when the last Add has returned after Shutdown
	total  int64
	looks  int
}

type faultyShard struct {
	mu     sync.Mutex
	counts map[string]int64
	shown  map[string]int64 // for the fault that shows them late
	closed bool             // for the fault that closes shard by shard
}

func newFaultyCounter(fault string) newCounterFunc {
	return func(shards int) patterns.Counter[string] {
		if shards <= 0 {
			switch fault {
			case "careless":
				shards = 1
			case "curt":
				panic("out of range")
			default:
				panic("shards must be positive, not " + strconv.Itoa(shards))
			}
		}
		c := &faultyCounter{fault: fault, idle: make(chan struct{}), adding: make(chan struct{}, 1)}
		for range shards {
			c.shards = append(c.shards, &faultyShard{counts: make(map[string]int64), shown: make(map[string]int64)})
		}
		return c
	}
}

func (c *faultyCounter) is(faults ...string) bool { return slices.Contains(faults, c.fault) }

func (c *faultyCounter) locked(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

// shard returns the shard of a key, and the name of the key in it.
func (c *faultyCounter) shard(key string) (*faultyShard, string) {
	if c.is("clipped") {
		key = key[:min(len(key), 20)]
	}
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(key))
	sum := hash.Sum32()
	if c.is("colliding") {
		key = strconv.Itoa(int(sum))
	}
	return c.shards[int(sum%uint32(len(c.shards)))], key
}

func (s *faultyShard) locked(f func(counts map[string]int64)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.counts)
}

func (c *faultyCounter) Add(key string, delta int64) error {
	s, key := c.shard(key)
	if c.is("scattering") { // which Count knows nothing of
		s = c.shards[rand.IntN(len(c.shards))]
	}
	if c.is("half") { // counts, then asks whether it may
		s.locked(func(counts map[string]int64) { counts[key] += delta })
		yield()
	}
	if !c.begin(s) {
		switch {
		case c.is("nameless"):
			return errors.New("no")
		case c.is("pretending"):
			return nil
		}
		return patterns.ErrClosed
	}
	if c.is("deferred") {
		go func() {
			defer c.end()
			c.apply(s, key, delta)
		}()
		return nil
	}
	defer c.end()
	for range 3 {
		if c.is("hurried", "forgetful", "busy", "cautious") {
			yield()
		}
	}
	c.apply(s, key, delta)
	return nil
}

// begin reports whether an Add to the shard is accepted. If so, it is in
// progress then.
func (c *faultyCounter) begin(s *faultyShard) (accepted bool) {
	closed := false
	s.locked(func(map[string]int64) { closed = s.closed })
	c.locked(func() {
		accepted = !c.closed
		switch {
		case c.is("open"):
			accepted = true
		case c.is("shardwise"):
			accepted = !closed
		case c.is("busy") && c.adds > 1:
			accepted = false
		}
		if accepted {
			c.adds++
		}
	})
	return accepted
}

func (c *faultyCounter) end() {
	c.locked(func() {
		c.adds--
		c.finish()
	})
}

// finish says that all is done, if it is. The lock must be held.
func (c *faultyCounter) finish() {
	if !c.closed || c.adds > 0 {
		return
	}
	select {
	case <-c.idle:
	default:
		close(c.idle)
	}
}

func (c *faultyCounter) apply(s *faultyShard, key string, delta int64) {
	switch {
	case c.is("half"):
		delta = 0
	case c.is("optimistic"):
		delta = max(delta, 0)
	case c.is("lossy"):
		var old int64
		s.locked(func(counts map[string]int64) { old = counts[key] })
		yield()
		s.locked(func(counts map[string]int64) { counts[key] = old + delta })
		return
	case c.is("bouncing"): // adds twice, then takes back
		s.locked(func(counts map[string]int64) { counts[key] += 2 * delta })
		yield()
		delta = -delta
	case c.is("dipping"):
		c.adding <- struct{}{}
		defer func() { <-c.adding }()
		var old int64
		s.locked(func(counts map[string]int64) { old, counts[key] = counts[key], 0 })
		yield()
		delta += old
	case c.is("flickering"): // shows what it adds, takes it back and adds it for good
		for _, d := range []int64{delta, -delta} {
			s.locked(func(counts map[string]int64) { counts[key] += d })
			for range 3 {
				yield()
			}
		}
	}
	s.locked(func(counts map[string]int64) {
		counts[key] += delta
		if c.is("narrow") {
			counts[key] = int64(int32(counts[key]))
		}
	})
}

func (c *faultyCounter) Count(key string) (n int64) {
	s, key := c.shard(key)
	if c.is("mute") && c.isClosed() {
		return 0
	}
	s.locked(func(counts map[string]int64) {
		var ok bool
		n, ok = counts[key]
		if !ok && c.is("imaginative") {
			n = int64(len(counts))
		}
		if c.is("outdated") { // shows a change to the second look only
			n, s.shown[key] = s.shown[key], n
		}
	})
	return n
}

func (c *faultyCounter) Total() (n int64) {
	for _, s := range c.shards {
		s.locked(func(counts map[string]int64) {
			for _, v := range counts {
				n += v
			}
			if c.is("draining") {
				clear(counts)
			}
		})
	}
	if c.is("remembering") { // computes it every third time
		c.locked(func() {
			if c.looks++; c.looks%3 == 1 {
				c.total = n
			}
			n = c.total
		})
	}
	if c.is("cautious") { // trusts no sum that it computes while an Add is in progress
		c.locked(func() {
			if c.adds == 0 {
				c.total = n
			}
			n = c.total
		})
	}
	return n
}

func (c *faultyCounter) isClosed() (closed bool) {
	c.locked(func() { closed = c.closed })
	return closed
}

func (c *faultyCounter) Shutdown(ctx context.Context) error {
	if c.is("wordless") && ctx.Err() != nil {
		return ctx.Err()
	}
	if c.is("shardwise") {
		for _, s := range c.shards {
			s.locked(func(map[string]int64) { s.closed = true })
			for range 3 {
				yield()
			}
		}
	}
	again := false
	c.locked(func() {
		again = c.closed
		c.closed = true
		c.finish()
	})
	switch {
	case c.is("open", "hurried"), c.is("forgetful") && again:
		return nil
	case c.is("touchy") && again:
		return patterns.ErrClosed
	case c.is("polling"):
		time.Sleep(time.Millisecond)
	case c.is("lingering"):
		go func() { <-make(chan struct{}) }()
	}
	return c.wait(ctx)
}

func (c *faultyCounter) wait(ctx context.Context) error {
	select {
	case <-c.idle:
	case <-ctx.Done():
	}
	if c.is("pessimistic") && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case <-c.idle:
		return nil
	default:
		return context.Cause(ctx)
	}
}
