package conformance

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"

	"github.com/assay-go/assay/patterns"
)

func counterAbsent(t *trial, newCounter newCounterFunc) {
	shards := t.Int("shards", 1, 20)
	added := t.Int("keys that are added to", 0, 20)
	absent := t.Int("keys that are not", 1, 20)

	t.Run(func() {
		counterUsed(t, newCounter, shards, func(c patterns.Counter[string]) {
			if n := c.Total(); n != 0 {
				t.Failf("Total() = %d before the first Add", n)
			}
			together(2, func(i int) {
				for k := range added {
					if i == 0 {
						counterAdds(t, c, counterKey(2*k), int64(k+1))
						yield()
					}
				}
				for k := range absent {
					if n := c.Count(counterKey(2*k + 1)); n != 0 {
						t.Failf("Count(%q) = %d, although nothing was added to it", counterKey(2*k+1), n)
					}
				}
			})
		})
	})
}

// A counterAdd is a call of Add.
type counterAdd struct {
	key   int
	delta int64
}

func newCounterAdd(r *rand.Rand) counterAdd {
	deltas := []int64{1, 1, 2, 3, -1, -5, 0, 1 << 40, -1 << 40}
	return counterAdd{r.Intn(20), deltas[r.Intn(len(deltas))]}
}

// String returns the call as it would be written.
func (a counterAdd) String() string { return fmt.Sprintf("Add(%q, %d)", counterKey(a.key), a.delta) }

// Simpler returns the calls that are simpler than a.
func (a counterAdd) Simpler() (simpler []counterAdd) {
	for _, s := range []counterAdd{{0, a.delta}, {a.key, 1}} {
		if s != a {
			simpler = append(simpler, s)
		}
	}
	return simpler
}

// counterExact adds in several phases and compares after each of them.
func counterExact(t *trial, newCounter newCounterFunc) {
	shards := t.Int("shards", 1, 40)
	phases := t.Int("phases", 1, 3)
	p := program(t, 4, 20, newCounterAdd)

	t.Run(func() {
		counterUsed(t, newCounter, shards, func(c patterns.Counter[string]) {
			sums, total := make(map[int]int64), int64(0)
			for range phases {
				together(len(p), func(i int) {
					for _, a := range p[i] {
						counterAdds(t, c, counterKey(a.key), a.delta)
						jitter()
					}
				})
				for _, a := range slices.Concat(p...) {
					sums[a.key] += a.delta
					total += a.delta
				}
				counterDemandSums(t, c, sums, total)
			}
		})
	})
}

// counterDemandSums demands that c has these counts. It asks twice, since a
// question must not change the answer.
func counterDemandSums(t *trial, c patterns.Counter[string], sums map[int]int64, total int64) {
	for range 2 {
		for k, want := range sums {
			if got := c.Count(counterKey(k)); got != want {
				t.Failf("Count(%q) = %d, but the sum of what was added is %d", counterKey(k), got, want)
			}
		}
		if got := c.Total(); got != total {
			t.Failf("Total() = %d, but the sum of what was added is %d", got, total)
		}
	}
}

// counterIndependent adds to one key after the other and looks at all of them.
// Then it lets several goroutines do so, each with keys of its own.
func counterIndependent(t *trial, newCounter newCounterFunc) {
	refused := -t.Int("a number of shards that must be refused, negated", 0, 3)
	shards := t.Int("shards", 1, 60)
	from := t.Int("the first key", 0, 10)
	keys := t.Int("keys", 2, 20)
	goroutines := t.Int("goroutines", 1, 4)

	t.Run(func() {
		counterDemandPanic(t, newCounter, refused)
		counterUsed(t, newCounter, shards, func(c patterns.Counter[string]) {
			want := make([]int64, from+keys)
			for k := from; k < len(want); k++ {
				want[k] = 1 << k
				counterAdds(t, c, counterKey(k), want[k])
				counterDemandEach(t, c, want, k, from, 1)
			}
			together(goroutines, func(i int) {
				for k := from + i; k < len(want); k += goroutines {
					want[k] += 1 << 40
					counterAdds(t, c, counterKey(k), 1<<40)
					yield()
					counterDemandEach(t, c, want, k, from+i, goroutines)
				}
			})
		})
	})
}

// counterDemandEach demands the counts of the keys first, first+step and so on,
// after an Add to the key last.
func counterDemandEach(t *trial, c patterns.Counter[string], want []int64, last, first, step int) {
	for k := first; k < len(want); k += step {
		if got := c.Count(counterKey(k)); got != want[k] {
			t.Failf("Count(%q) = %d after an Add to %q; want %d", counterKey(k), got, counterKey(last), want[k])
		}
	}
}

// counterDemandPanic demands that the constructor refuses such a number of
// shards, and says so.
func counterDemandPanic(t *trial, newCounter newCounterFunc, shards int) {
	p := panicOf(func() { _ = newCounter(shards).Shutdown(forever) })
	if p == nil {
		t.Failf("the constructor made a counter with %d shards", shards)
	}
	if !strings.Contains(fmt.Sprint(p), "shards") {
		t.Failf("the panic of the constructor for %d shards does not name the argument: %v", shards, p)
	}
}
