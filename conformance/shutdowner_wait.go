package conformance

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// busy offers n pieces of work, each by a goroutine of its own, and waits until
// they are waiting or being done.
func (s site) busy(all *sync.WaitGroup, n int, takes time.Duration, c *counts) {
	for i := range n {
		all.Go(func() { s.offerCounted(i, takes, c) })
	}
	rest()
}

// offerCounted offers work that takes the given time, and counts it.
func (s site) offerCounted(id int, takes time.Duration, c *counts) {
	err := s.offer(id, func() {
		time.Sleep(takes)
		c.finished.Add(1)
	})
	if err == nil {
		c.accepted.Add(1)
	}
}

// Counts are how many pieces of work were accepted, as far as the offers have
// returned, and how many have finished.
type counts struct{ accepted, finished atomic.Int64 }

func shutdownerDrained(t *trial, newSite newSiteFunc) {
	size := t.Int("size of the site", 1, 3)
	n := t.Int("pieces of work", 0, 10)
	takes := t.Duration("what each takes", 1, time.Hour)
	goroutines := t.Int("goroutines that go on to offer work", 0, 3)

	var err error
	var c counts
	var finished int64
	t.Bubble(func() {
		s := newSite(size)
		var all sync.WaitGroup
		s.busy(&all, n, takes, &c)
		for g := range goroutines {
			all.Go(func() {
				for i := range 5 {
					s.offerCounted(1000+g*100+i, takes, &c)
				}
			})
		}
		err = s.Shutdown(forever)
		finished = c.finished.Load()
		all.Wait()
	})

	if err != nil {
		t.Failf("Shutdown() = %v, want nil", err)
	}
	if accepted := c.accepted.Load(); finished < accepted {
		t.Failf("Shutdown returned nil when %d of %d pieces of accepted work had finished", finished, accepted)
	}
}

func shutdownerDeadline(t *trial, newSite newSiteFunc) {
	size := t.Int("size of the site", 1, 3)
	takes := 2 * t.Duration("half of what the work takes", 1, time.Hour)
	limit := 2*t.Duration("half of the deadline", 1, time.Hour) + 1

	var err error
	var took time.Duration
	t.Bubble(func() {
		s := newSite(size)
		var all sync.WaitGroup
		s.busy(&all, 1, takes, new(counts))
		took, err = within(limit, s.Shutdown)
		all.Wait()
		_ = s.Shutdown(forever)
	})

	want, wantErr := takes, error(nil)
	if limit < takes {
		want, wantErr = limit, errCause
	}
	if took != want || !errors.Is(err, wantErr) {
		t.Failf("a Shutdown with a deadline after %v, for work of %v, returned %v after %v; want %v after %v",
			limit, takes, err, took, wantErr, want)
	}

	var tied bool
	t.Bubble(func() { err, tied = shutdownInTie(newSite(size)) })

	t.Met("the context is done by the time Shutdown waits for the work, which has finished", tied)
	if err != nil {
		t.Failf("the work had finished and the context was done: Shutdown returned %v, want nil", err)
	}
}

// shutdownInTie shuts s down with a context that becomes done just when
// Shutdown looks at it, after the work has finished.
func shutdownInTie(s site) (err error, tied bool) {
	var finished atomic.Bool
	var all sync.WaitGroup
	open := make(chan struct{})
	all.Go(func() {
		_ = s.offer(0, func() {
			<-open
			finished.Store(true)
		})
	})
	rest()
	ctx := newTie(&finished)
	ctx.before = sync.OnceFunc(func() { close(open) })
	defer time.AfterFunc(time.Hour, ctx.before).Stop() // for a Shutdown that does not look
	err = s.Shutdown(ctx)
	all.Wait()
	return err, ctx.tied.Load()
}

func shutdownerRepeatable(t *trial, newSite newSiteFunc) {
	size := t.Int("size of the site", 1, 3)
	takes := 2 * t.Duration("half of what the work takes", 1, time.Hour)
	impatient := t.Int("Shutdowns that give up first", 0, 3)
	patient := t.Int("Shutdowns that wait", 1, 4)

	var all sync.WaitGroup
	var mu sync.Mutex
	var wrong []error
	var early, later time.Duration = takes, 0
	t.Bubble(func() {
		s := newSite(size)
		start := time.Now()
		s.busy(&all, 1, takes, new(counts))
		for range impatient {
			_, _ = within(1, s.Shutdown)
		}
		for range patient {
			all.Go(func() {
				err := s.Shutdown(forever)
				mu.Lock()
				defer mu.Unlock()
				early = min(early, time.Since(start))
				wrong = append(wrong, err)
			})
		}
		all.Wait()
		begin := time.Now()
		wrong = append(wrong, s.Shutdown(forever))
		later = time.Since(begin)
	})

	for _, err := range wrong {
		if err != nil {
			t.Failf("one of several Shutdowns returned %v, want nil", err)
		}
	}
	if early < takes {
		t.Failf("one of several Shutdowns returned after %v, want %v, when the work has finished", early, takes)
	}
	if later != 0 {
		t.Failf("a Shutdown after another one took %v, want to return at once", later)
	}
}

// shutdownerGone leaves it to the gear to find what is left behind.
func shutdownerGone(t *trial, newSite newSiteFunc) {
	size := t.Int("size of the site", 1, 3)
	n := t.Int("pieces of work", 0, 8)
	limit := t.Duration("the deadline of a first Shutdown", 1, time.Hour)

	t.Bubble(func() {
		s := newSite(size)
		var all sync.WaitGroup
		s.busy(&all, n, time.Minute, new(counts))
		_, _ = within(limit, func(ctx context.Context) error { return s.Shutdown(ctx) })
		if err := s.Shutdown(forever); err != nil {
			t.Failf("Shutdown() = %v, want nil", err)
		}
		all.Wait()
	})
}
