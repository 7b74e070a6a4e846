package conformance

import (
	"errors"
	"slices"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// An offer is what became of some work. Times are ticks.
type offer struct {
	begin, end int64 // of the call that offers the work
	err        error
	ran        int64 // how often the work was done
	finished   int64 // when, for the last time
}

func shutdownerClosed(t *trial, newSite newSiteFunc) {
	size := t.Int("size of the site", 1, 3)
	goroutines := t.Int("goroutines", 1, 4)
	each := t.Int("offers of each", 1, 8)
	early := t.Int("offers of the one that shuts down before it does so", 0, 8)
	expired := t.Choice("the context of Shutdown", "not done", "done") == 1

	clock := t.spec.clock()
	offers := make([][]offer, goroutines+1)
	var begin, end int64
	t.Run(func() {
		s := newSite(size)
		makeOffers := func(i, n int) {
			for range n {
				offers[i] = append(offers[i], s.tryOffer(clock, i*100+len(offers[i])))
				yield()
			}
		}
		ctx := forever
		if expired {
			ctx = over()
		}
		together(goroutines+1, func(i int) {
			if i < goroutines {
				makeOffers(i, each)
				return
			}
			makeOffers(i, early)
			begin = clock()
			_ = s.Shutdown(ctx)
			end = clock()
			makeOffers(i, 2)
		})
		_ = s.Shutdown(forever)
	})

	judgeOffers(t, slices.Concat(offers...), begin, end)
}

// tryOffer offers work that notes when it is done.
func (s site) tryOffer(clock func() int64, id int) offer {
	var ran, finished atomic.Int64
	o := offer{begin: clock()}
	o.err = s.offer(id, func() {
		yield()
		ran.Add(1)
		finished.Store(clock())
	})
	o.end = clock()
	o.ran, o.finished = ran.Load(), finished.Load()
	return o
}

// judgeOffers demands that offers were refused at the right times, where a
// Shutdown lasted from begin to end.
func judgeOffers(t *trial, offers []offer, begin, end int64) {
	refusing := end // since when every offer must be refused
	for _, o := range offers {
		if o.err != nil {
			refusing = min(refusing, o.end)
		}
	}
	for _, o := range offers {
		switch {
		case o.err != nil && !errors.Is(o.err, patterns.ErrClosed):
			t.Failf("an offer was refused with %v, want %v", o.err, patterns.ErrClosed)
		case o.err != nil && o.end < begin:
			t.Failf("an offer was refused although Shutdown had not begun")
		case o.err != nil && o.ran > 0:
			t.Failf("work was done although its offer was refused")
		case o.err == nil && o.begin > refusing:
			t.Failf("an offer was accepted after a Shutdown had returned or another offer had been refused")
		}
	}
}
