package conformance

import (
	"slices"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// counterOwnWrites gives each goroutine a key of its own, whose count it knows,
// and has it look at the key of its neighbour, too.
func counterOwnWrites(t *trial, newCounter newCounterFunc) {
	shards := t.Int("shards", 1, 8)
	goroutines := t.Int("goroutines", 1, 4)
	adds := t.Int("Adds of each", 1, 12)
	first := t.Int("first key", 0, 20)

	added := make([]atomic.Int64, goroutines)
	var all atomic.Int64
	t.Run(func() {
		counterUsed(t, newCounter, shards, func(c patterns.Counter[string]) {
			together(goroutines, func(i int) {
				next := (i + 1) % goroutines
				for n := range adds {
					counterAdds(t, c, counterKey(first+i), 1)
					added[i].Add(1)
					all.Add(1)
					if got := c.Count(counterKey(first + i)); got != int64(n+1) {
						t.Failf("Count(%q) = %d after %d Adds by the only goroutine that uses the key",
							counterKey(first+i), got, n+1)
					}
					least := added[next].Load()
					if got := c.Count(counterKey(first + next)); got < least {
						t.Failf("Count(%q) = %d after %d Adds had returned", counterKey(first+next), got, least)
					}
					least = all.Load()
					if got := c.Total(); got < least {
						t.Failf("Total() = %d after %d Adds had returned", got, least)
					}
					jitter()
				}
			})
		})
	})
}

// A counterEvent is an Add or a Count of a key. Times are ticks.
type counterEvent struct {
	key        int
	begin, end int64
	value      int64 // the delta, or the count
}

// A counterTrace is what the goroutines of a case did.
type counterTrace struct{ adds, counts []counterEvent }

// counterRecord lets goroutines add and count. The delta of Add n of goroutine i
// is delta(i, n).
func counterRecord(t *trial, newCounter newCounterFunc, delta func(i, n int) int64) counterTrace {
	shards := t.Int("shards", 1, 4)
	keys := t.Int("keys", 1, 2)
	writers := t.Int("goroutines that add and count", 1, 3)
	readers := t.Int("goroutines that only count", 1, 2)
	each := t.Int("calls of each", 1, 12)

	clock := t.spec.clock()
	adds, counts := make([][]counterEvent, writers), make([][]counterEvent, writers+readers)
	t.Run(func() {
		counterUsed(t, newCounter, shards, func(c patterns.Counter[string]) {
			together(writers+readers, func(i int) {
				for n := range each {
					e := counterEvent{key: (i + n) % keys}
					if i < writers {
						e.value, e.begin = delta(i, n), clock()
						counterAdds(t, c, counterKey(e.key), e.value)
						e.end = clock()
						adds[i] = append(adds[i], e)
					}
					e.key, e.begin = n%keys, clock()
					e.value = c.Count(counterKey(e.key))
					e.end = clock()
					counts[i] = append(counts[i], e)
					jitter()
				}
			})
		})
	})
	return counterTrace{slices.Concat(adds...), slices.Concat(counts...)}
}

// counterBounds gives every Add a bit of its own, so that a Count tells which of
// them it includes.
func counterBounds(t *trial, newCounter newCounterFunc) {
	trace := counterRecord(t, newCounter, func(i, n int) int64 { return 1 << (12*i + n) })

	met := false
	for _, c := range trace.counts {
		var known int64
		for _, a := range trace.adds {
			if a.key != c.key {
				continue
			}
			known |= a.value
			included := c.value&a.value != 0
			met = met || !included
			if !included && a.end < c.begin {
				t.Failf("Count(%q) = %#x lacks an Add of %#x that had returned before",
					counterKey(c.key), c.value, a.value)
			}
			if included && a.begin > c.end {
				t.Failf("Count(%q) = %#x includes an Add of %#x that began after",
					counterKey(c.key), c.value, a.value)
			}
		}
		if c.value&^known != 0 {
			t.Failf("Count(%q) = %#x, which is not the sum of different Adds", counterKey(c.key), c.value)
		}
	}
	t.Met("a Count is made before all Adds of its key are", met)
}

func counterMonotonic(t *trial, newCounter newCounterFunc) {
	trace := counterRecord(t, newCounter, func(i, n int) int64 { return int64(1 + (i+n)%3) })

	met := false
	for _, later := range trace.counts {
		for _, earlier := range trace.counts {
			if earlier.key != later.key || earlier.end >= later.begin {
				continue
			}
			met = met || earlier.value < later.value
			if later.value < earlier.value {
				t.Failf("Count(%q) = %d after a Count of it had returned %d, although every delta is positive",
					counterKey(later.key), later.value, earlier.value)
			}
		}
	}
	t.Met("a count grows from one Count to another", met)
}
