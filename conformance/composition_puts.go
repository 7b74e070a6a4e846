package conformance

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/assay-go/assay/patterns"
)

func compositionUnharmed(t *trial, c composed) {
	puts := t.Int("Puts", 1, 6)
	bad := t.Int("the event at which a handler panics", 0, 5)

	var seen []int
	var wrong error
	var failing []any
	t.Bubble(func() {
		s := c.newStage(2)
		s.start(t, c)
		s.events.Attach(func(v int) {
			if v >= bad {
				panic(errTest)
			}
		})
		s.events.Attach(func(v int) { seen = append(seen, v) })
		for i := range puts {
			wrong = errors.Join(wrong, s.Put(forever, key(0), i))
		}
		s.end(t)
		failing = s.failing
	})

	if wrong != nil {
		t.Failf("beside a handler that panics, a Put returned %v", wrong)
	}
	if len(seen) != puts {
		t.Failf("beside a handler that panics, another one got %d of %d events", len(seen), puts)
	}
	if want := bad < puts; len(failing) > 1 || (len(failing) == 1) != want {
		t.Failf("%d failures of a handler were reported, which was to panic at event %d of %d", len(failing), bad, puts)
	}
}

// A tried is a Put and what it returned.
type tried struct {
	put
	err error
}

// An outcome is what became of a crowd of Puts.
type outcome struct {
	puts    []tried
	flushed []put
	flushes int
	state   Pair
	total   int64 // of the counter
	late    error // of a Put after Shutdown
}

// rushPuts lets goroutines make Puts while the load is slow, some of which give
// up. Every value is used once.
func rushPuts(t *trial, c composed, shutdown time.Duration) (o outcome) {
	goroutines := t.Int("goroutines", 1, 4)
	each := t.Int("Puts of each", 1, 5)
	loading := t.Duration("what the load takes", 0, 100)
	patience := t.Duration("how long every other Put waits", 1, 100)

	all := make([][]tried, goroutines)
	t.Bubble(func() {
		s := c.newStage(2)
		load := s.load
		s.load = func(ctx context.Context) (iter.Seq2[string, int], error) {
			time.Sleep(loading)
			return load(ctx)
		}
		s.start(t, c)
		slow := s.events.Attach(func(int) { time.Sleep(7 * time.Nanosecond) })
		defer slow()
		var early sync.WaitGroup
		if shutdown > 0 {
			early.Go(func() {
				time.Sleep(shutdown)
				s.end(t)
			})
		}
		together(goroutines, func(g int) {
			for n := range each {
				p := put{key(n % 2), 1000 + g*100 + n}
				limit := time.Hour
				if n%2 == 1 {
					limit = patience
				}
				_, err := within(limit, func(ctx context.Context) error { return s.Put(ctx, p.name, p.value) })
				all[g] = append(all[g], tried{p, err})
			}
		})
		early.Wait()
		s.end(t)
		o = outcome{
			flushed: s.flushed, flushes: s.flushes, state: *s.state.Load(), total: s.counts.Total(),
			late: s.Put(forever, key(0), 1),
		}
	})
	o.puts = slices.Concat(all...)
	return o
}

func compositionOnce(t *trial, c composed) {
	o := rushPuts(t, c, 0)

	for _, p := range o.puts {
		n := o.applications(p.put)
		switch {
		case p.err == nil && n != 1:
			t.Failf("a Put that returned nil was applied %d times", n)
		case p.err != nil && !errors.Is(p.err, errCause):
			t.Failf("a Put returned %v", p.err)
		case n > 1:
			t.Failf("a Put that gave up was applied %d times", n)
		}
	}
	n := len(o.flushed)
	if o.state != (Pair{n, n}) {
		t.Failf("%d Puts were applied, but the state is %v", n, o.state)
	}
	if o.total != int64(n) {
		t.Failf("%d Puts were applied, but %d were counted", n, o.total)
	}
}

// applications returns how often p was written down.
func (o outcome) applications(p put) (n int) {
	for _, q := range o.flushed {
		if q == p {
			n++
		}
	}
	return n
}

func compositionFlushed(t *trial, c composed) {
	o := rushPuts(t, c, t.Duration("when Shutdown begins", 1, 200))

	if o.flushes != 1 {
		t.Failf("the Puts were written down %d times, want once", o.flushes)
	}
	for _, p := range o.puts {
		n := o.applications(p.put)
		switch {
		case p.err == nil && n != 1:
			t.Failf("a Put that returned nil was written down %d times", n)
		case errors.Is(p.err, patterns.ErrClosed) && n != 0:
			t.Failf("a Put that was refused was written down")
		case n > 1:
			t.Failf("a Put was written down %d times", n)
		}
	}
	if !errors.Is(o.late, patterns.ErrClosed) {
		t.Failf("a Put after Shutdown returned %v, want %v", o.late, patterns.ErrClosed)
	}
}

func compositionGone(t *trial, c composed) {
	period := t.Duration("period", 1, time.Hour)
	after := t.Duration("when Shutdown begins", 0, 3*time.Hour)
	failing := t.Choice("the loads", "succeed", "fail") == 1

	var before, later int64
	t.Bubble(func() {
		s := c.newStage(2)
		s.period = max(period, after/50)
		if failing {
			s.retry = max(period, after/50)
			s.load = func(context.Context) (iter.Seq2[string, int], error) {
				s.loads.Add(1)
				return nil, errTest
			}
		}
		s.start(t, c)
		time.Sleep(after)
		s.end(t)
		before = s.loads.Load()
		time.Sleep(10 * s.period)
		later = s.loads.Load()
	})

	if later != before {
		t.Failf("the values were loaded %d times after Shutdown had returned", later-before)
	}
}
