package conformance

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/patterns"
)

// counterShutdownerLaws are the shutdownerLaws for a pattern that does its work
// itself: the work is the Add, which cannot be held up. What has been accepted
// is what returns nil, and it has finished when it is counted.
var counterShutdownerLaws = pattern[newCounterFunc]{"Shutdowner", []law[newCounterFunc]{
	{
		"Closed", "offers are refused only with ErrClosed and once Shutdown has begun; " +
			"after a refusal or the return of a Shutdown all are.", counterClosed,
	},
	{"Drained", "Shutdown returns nil only when all accepted work has finished.", counterDrained},
	{
		"Deadline", "Shutdown returns as soon as its work has finished or its context is done; the former wins.",
		counterDeadline,
	},
	{
		"Repeatable", "every Shutdown waits for the same work, whether concurrent or later.",
		counterRepeatable,
	},
	{
		"Gone", "once Shutdown has returned for any reason but its context, " +
			"no timer is left and no goroutine but those about to end.", counterGone,
	},
}}

// counterBusy lets goroutines make Adds, and calls f beside them.
func counterBusy(c patterns.Counter[string], goroutines, adds, others int, f func(i int)) {
	together(goroutines+others, func(i int) {
		if i >= goroutines {
			f(i - goroutines)
			return
		}
		for n := range adds {
			_ = c.Add(counterKey(i+n), 1)
			yield()
		}
	})
}

// counterDeadline relies on the Adds taking no time, so that Shutdown must not
// take any either, and on a context that becomes done just when Shutdown looks
// at it.
func counterDeadline(t *trial, newCounter newCounterFunc) {
	shards := t.Int("shards", 1, 8)
	goroutines := t.Int("goroutines", 0, 4)
	adds := t.Int("Adds of each", 1, 6)
	limit := t.Duration("the deadline", 1, time.Hour)

	var err, expired, tied error
	var took time.Duration
	t.Bubble(func() {
		c := newCounter(shards)
		counterBusy(c, goroutines, adds, 1, func(int) {
			took, err = within(limit, c.Shutdown)
		})
		_ = c.Shutdown(forever)

		c = newCounter(shards)
		counterBusy(c, goroutines, adds, 0, nil)
		var event atomic.Bool
		event.Store(true)
		tied = c.Shutdown(newTie(&event))
		_ = c.Shutdown(forever)

		c = newCounter(shards)
		counterBusy(c, goroutines, adds, 1, func(int) { expired = c.Shutdown(over()) })
		_ = c.Shutdown(forever)
	})

	if err != nil || took != 0 {
		t.Failf("a Shutdown with a deadline after %v, beside Adds that take no time, returned %v after %v; "+
			"want nil at once", limit, err, took)
	}
	if tied != nil {
		t.Failf("all Adds had returned and the context was done: Shutdown returned %v, want nil", tied)
	}
	if expired != nil && !errors.Is(expired, errCause) {
		t.Failf("a Shutdown whose context was done returned %v, want nil or %v", expired, errCause)
	}
}

// counterRepeatable looks at the Total as soon as each of several Shutdowns has
// returned.
func counterRepeatable(t *trial, newCounter newCounterFunc) {
	shards := t.Int("shards", 1, 8)
	goroutines := t.Int("goroutines", 2, 5)
	adds := t.Int("Adds of each", 2, 8)
	impatient := t.Int("Shutdowns that give up", 0, 2)
	patient := t.Int("Shutdowns that wait", 2, 4)

	errs, totals := make([]error, patient+1), make([]int64, patient+1)
	var took time.Duration
	var final int64
	t.Bubble(func() {
		c := newCounter(shards)
		counterBusy(c, goroutines, adds, impatient+patient, func(i int) {
			if i >= patient {
				_ = c.Shutdown(over())
				return
			}
			errs[i] = c.Shutdown(forever)
			totals[i] = c.Total()
		})
		took, errs[patient] = within(time.Hour, func(ctx context.Context) error { return c.Shutdown(ctx) })
		totals[patient] = c.Total()
		final = c.Total()
	})

	for i, err := range errs {
		if err != nil {
			t.Failf("one of several Shutdowns returned %v, want nil", err)
		}
		if totals[i] < final { // all deltas are positive, so something had not finished
			t.Failf("Total() = %d when one of several Shutdowns had returned, and %d in the end", totals[i], final)
		}
	}
	if took != 0 {
		t.Failf("a Shutdown after another one took %v, want to return at once", took)
	}
}

// counterGone leaves it to the gear to find what is left behind.
func counterGone(t *trial, newCounter newCounterFunc) {
	shards := t.Int("shards", 1, 8)
	goroutines := t.Int("goroutines", 0, 4)
	impatient := t.Int("Shutdowns that give up first", 0, 2)

	t.Bubble(func() {
		c := newCounter(shards)
		counterBusy(c, goroutines, 3, impatient, func(int) { _ = c.Shutdown(over()) })
		if err := c.Shutdown(forever); err != nil {
			t.Failf("Shutdown() = %v, want nil", err)
		}
	})
}
