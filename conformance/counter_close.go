package conformance

import (
	"context"
	"slices"
)

// A counterRush is a race of Adds with a Shutdown. Every Add has a bit of its
// own, so that counts tell which of them they include.
type counterRush struct {
	shards, keys, goroutines, each, early int
	expired                               bool // whether the context of Shutdown is done
}

func newCounterRush(t *trial) counterRush {
	return counterRush{
		shards:     t.Int("shards", 1, 8),
		keys:       t.Int("keys", 1, 8),
		goroutines: t.Int("goroutines", 1, 4),
		each:       t.Int("Adds of each", 1, 8),
		early:      t.Int("Adds of the one that shuts down before it does so", 0, 8),
		expired:    t.Choice("the context of Shutdown", "not done", "done") == 1,
	}
}

// A counterOffer is what became of an Add.
type counterOffer struct {
	offer
	key int
	bit int64
}

// A counterEnd is what became of a rush.
type counterEnd struct {
	offers     []counterOffer
	begin, end int64 // ticks of the Shutdown
	err        error // of the Shutdown
	soon       int64 // Total when it had returned
	counts     []int64
	total      int64
}

// run makes c and lets the Adds race with its Shutdown.
func (r counterRush) run(t *trial, newCounter newCounterFunc) (end counterEnd) {
	clock := t.spec.clock()
	offers := make([][]counterOffer, r.goroutines+1)
	t.Run(func() {
		c := newCounter(r.shards)
		add := func(i, n int) {
			for range n {
				id := i*8 + len(offers[i])
				o := counterOffer{offer{begin: clock()}, id % r.keys, 1 << id}
				o.err = c.Add(counterKey(o.key), o.bit)
				o.end = clock()
				offers[i] = append(offers[i], o)
				yield()
			}
		}
		together(r.goroutines+1, func(i int) {
			if i < r.goroutines {
				add(i, r.each)
				return
			}
			add(i, r.early)
			end.begin = clock()
			end.err = c.Shutdown(r.context())
			end.end = clock()
			end.soon = c.Total()
			add(i, 2)
		})
		_ = c.Shutdown(forever)
		for k := range r.keys {
			end.counts = append(end.counts, c.Count(counterKey(k)))
		}
		end.total = c.Total()
	})
	end.offers = slices.Concat(offers...)
	return end
}

func (r counterRush) context() context.Context {
	if r.expired {
		return over()
	}
	return forever
}

// counterCounted demands that an Add is either refused or in its Count and in
// Total.
func counterCounted(t *trial, newCounter newCounterFunc) {
	end := newCounterRush(t).run(t, newCounter)

	want, total := make([]int64, len(end.counts)), int64(0)
	refused := 0
	for _, o := range end.offers {
		if o.err != nil {
			refused++
			continue
		}
		want[o.key] |= o.bit
		total |= o.bit
	}
	t.Met("an Add is refused, and another one is not", refused > 0 && total != 0)
	for k, got := range end.counts {
		if got != want[k] {
			t.Failf("after Shutdown, Count(%q) = %#x, but the Adds that were not refused make %#x",
				counterKey(k), got, want[k])
		}
	}
	if end.total != total {
		t.Failf("after Shutdown, Total() = %#x, but the Adds that were not refused make %#x", end.total, total)
	}
}

// counterClosed uses many keys, since shards that close one after the other
// would still accept what another one has refused.
func counterClosed(t *trial, newCounter newCounterFunc) {
	end := newCounterRush(t).run(t, newCounter)

	var offers []offer
	for _, o := range end.offers {
		if (end.total|end.counts[o.key])&o.bit != 0 {
			o.ran = 1
		}
		offers = append(offers, o.offer)
	}
	judgeOffers(t, offers, end.begin, end.end)
}

// counterDrained looks at the Total as soon as Shutdown has returned. Whatever
// was accepted must be in it: an Add that is in progress when Shutdown returns
// has been applied, or is refused.
func counterDrained(t *trial, newCounter newCounterFunc) {
	rush := newCounterRush(t)
	rush.expired = false
	end := rush.run(t, newCounter)

	if end.err != nil {
		t.Failf("Shutdown() = %v, want nil", end.err)
	}
	counterDemandSettled(t, end.offers, end.end, end.soon)
}

// counterDemandSettled demands that total, which was read after a Shutdown had
// returned, has all Adds that began before it did so and were accepted.
func counterDemandSettled(t *trial, offers []counterOffer, returned, total int64) {
	for _, o := range offers {
		if o.err == nil && o.begin < returned && total&o.bit == 0 {
			t.Failf("an Add of %#x was accepted, but when Shutdown had returned nil, Total() = %#x", o.bit, total)
		}
	}
}
