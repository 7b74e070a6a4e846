package conformance

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

func compositionNamed(t *trial, c composed) {
	loading := t.Duration("what the load takes", 0, time.Hour)

	var during, after bool
	var taken, again error
	t.Bubble(func() {
		s := c.newStage(3)
		load := s.load
		s.load = func(ctx context.Context) (iter.Seq2[string, int], error) {
			time.Sleep(loading)
			return load(ctx)
		}
		s.start(t, c)
		_, during = s.registry.Lookup(workerName)
		_, taken = c.newWorker(s.plan)
		s.end(t)
		_, after = s.registry.Lookup(workerName)
		s2 := c.newStage(3)
		s2.registry = s.registry
		s2.worker, again = c.newWorker(s2.plan)
		if again == nil {
			s2.end(t)
		}
	})

	switch {
	case !during:
		t.Failf("the name did not resolve when the constructor had returned")
	case !errors.Is(taken, patterns.ErrRegistered):
		t.Failf("a second worker of the same name: error %v, want %v", taken, patterns.ErrRegistered)
	case after || again != nil:
		t.Failf("Shutdown returned, but the name is taken: Lookup is %t, a new worker has the error %v", after, again)
	}
}

// compositionFilled reads all keys over and over. The values are numbers of
// loads, so nothing may come before what has been seen, not even a miss.
func compositionFilled(t *trial, c composed) {
	keys := t.Int("keys", 2, 8)
	refreshes := t.Int("refreshes", 0, 3)

	t.Bubble(func() {
		s := c.newStage(keys)
		s.start(t, c)
		var stop atomic.Bool
		together(2, func(i int) {
			if i == 1 {
				time.Sleep(time.Duration(refreshes)*s.period + 1)
				stop.Store(true)
				s.end(t)
				return
			}
			for !stop.Load() {
				for range 20 { // while the others run
					if _, _, wrong := s.visible(keys); wrong != "" {
						t.Failf("%s", wrong)
					}
					yield()
				}
				time.Sleep(s.period / 2)
			}
		})
	})
}

func compositionRetried(t *trial, c composed) {
	failures := t.Int("failed loads", 1, 4)
	patience := t.Int("periods of retry that an impatient Put waits", 0, 3)

	var before bool
	var impatient, patient error
	var took time.Duration
	t.Bubble(func() {
		s := c.newStage(2)
		load := s.load
		s.load = func(ctx context.Context) (iter.Seq2[string, int], error) {
			if int(s.loads.Load()) < failures {
				s.loads.Add(1)
				return nil, errTest
			}
			return load(ctx)
		}
		s.start(t, c)
		rest()
		_, before = s.Get(key(0))
		start := time.Now()
		_, impatient = within(time.Duration(patience)*s.retry+1, func(ctx context.Context) error {
			return s.Put(ctx, key(0), 100)
		})
		patient = s.Put(forever, key(1), 100)
		took = time.Since(start)
		s.end(t)
	})

	if before {
		t.Failf("a Get found a value although no load had succeeded")
	}
	if wants := patience < failures; errors.Is(impatient, errCause) != wants || !wants && impatient != nil {
		t.Failf("a Put that waited for %d of %d retries returned %v", patience, failures, impatient)
	}
	if want := time.Duration(failures) * time.Second; patient != nil || took != want {
		t.Failf("a Put that waited for the load returned %v after %v, want nil after %v", patient, took, want)
	}
}

func compositionRefreshed(t *trial, c composed) {
	period := t.Duration("period", 2, time.Hour)
	timeout := t.Duration("timeout", 1, time.Hour)
	periods := t.Int("periods", 1, 5)

	var value int
	t.Bubble(func() {
		s := c.newStage(2)
		s.period, s.timeout = period, timeout
		s.start(t, c)
		time.Sleep(time.Duration(periods)*period + 1)
		value, _ = s.Get(key(1))
		s.end(t)
	})

	if want := periods + 1; value != want {
		t.Failf("after %d periods of %v the values are those of load %d, want %d", periods, period, value, want)
	}
}

func compositionUnstarved(t *trial, c composed) {
	period := t.Duration("period", 1, time.Hour)
	timeout := t.Duration("timeout", 2, 2*time.Hour)
	puts := t.Int("Puts", 1, 4)

	var packs []int64
	var state Pair
	t.Bubble(func() {
		s := c.newStage(2)
		s.period, s.timeout = max(period, timeout/50), timeout
		s.start(t, c)
		for range puts {
			time.Sleep(timeout - 1)
			packs = append(packs, s.packs.Load())
			time.Sleep(2 * time.Nanosecond)
			packs = append(packs, s.packs.Load())
			_ = s.Put(forever, key(0), 1)
		}
		state = *s.state.Load()
		s.end(t)
	})

	for i, n := range packs {
		if want := int64(i+1) / 2; n != want {
			t.Failf("without a Put for %v, give or take 1ns, the state was packed %d times, want %d", timeout, n, want)
		}
	}
	if want := (Pair{puts, puts}); state != want {
		t.Failf("after %d Puts, each of which woke it, the state is %v, want %v", puts, state, want)
	}
}
