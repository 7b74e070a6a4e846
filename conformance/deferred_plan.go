package conformance

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A deferredError is the error of the load with that number.
type deferredError int

func (e deferredError) Error() string { return fmt.Sprintf("load %d failed", int(e)+1) }

// deferredValue is the value of the load with that number, also of one that fails.
func deferredValue(n int) int { return 100 + n }

// A deferredLog is a load that fails so many times before it succeeds, and notes
// when it is called. Its contexts are of no consequence to it.
type deferredLog struct {
	*tickerLog
	fails  int
	panics bool // whether it panics where it fails
}

// newDeferredLog must be called in the bubble that the log is used in.
func newDeferredLog(p *deferredPlan) deferredLog {
	return deferredLog{newTickerLog(p.takes), p.fails(), p.panics}
}

func (l deferredLog) load(context.Context) (int, error) {
	n := l.begin()
	l.last(n)
	return l.result(n)
}

// result returns what load number n does.
func (l deferredLog) result(n int) (int, error) {
	switch {
	case n >= l.fails:
		return deferredValue(n), nil
	case l.panics:
		panic(deferredError(n))
	}
	return deferredValue(n), deferredError(n)
}

// A deferredPlan tells when loads begin and return, if all goes well. Only the
// last one succeeds. All times count from the construction.
type deferredPlan struct {
	retry        time.Duration
	takes        []time.Duration // what the loads take
	begins, ends []time.Duration
	panics       bool
}

func (p *deferredPlan) fails() int { return len(p.takes) - 1 }

// add adds a load.
func (p *deferredPlan) add(takes time.Duration) {
	begin := time.Duration(0)
	if n := len(p.ends); n > 0 {
		begin = p.ends[n-1] + p.retry
	}
	p.takes = append(p.takes, takes)
	p.begins = append(p.begins, begin)
	p.ends = append(p.ends, begin+takes)
}

// loaded returns when the last load returns.
func (p *deferredPlan) loaded() time.Duration { return p.ends[len(p.ends)-1] }

// deferredDrawPlan draws a plan with a number of failures, whose retry period and
// loads have room for something to happen in between.
func deferredDrawPlan(t *trial, least, most int) *deferredPlan {
	p := &deferredPlan{retry: 2 + tickerSpan(t, "retry period, less 2ns")}
	for i := range t.Int("failures", least, most) + 1 {
		p.add(2 + tickerTakes(t, fmt.Sprintf("load %d takes, but for 2ns", i+1), p.retry))
	}
	return p
}

// drawMoment draws a moment of the plan: during the load with that number, or
// between it and the next one.
func (p *deferredPlan) drawMoment(t *trial, label string, n int) time.Duration {
	if n < p.fails() && t.Choice(label, "during the load", "before the next one") == 1 {
		return p.ends[n] + t.Duration(label+": how late", 1, p.retry-1)
	}
	return p.begins[n] + t.Duration(label+": how late", 1, p.takes[n]-1)
}

// deferredShut shuts d down, which a wrong one may not let happen for ever.
func deferredShut(d patterns.Deferred[int]) {
	_, _ = within(100*time.Hour, d.Shutdown)
}

// A deferredGets is a number of Gets by goroutines of their own, and what became
// of them. It must be made in the bubble that it is used in.
type deferredGets struct {
	all   sync.WaitGroup
	mu    sync.Mutex
	start time.Time
	list  []deferredGet
}

type deferredGet struct {
	limit, at time.Duration // when its context is done, if it is, and when it returned
	value     int
	err       error
}

// get makes a Get whose context is done after a time, which is none if negative.
func (g *deferredGets) get(d patterns.Deferred[int], limit time.Duration) {
	g.all.Go(func() {
		ctx, cancel := forever, context.CancelFunc(func() {})
		if limit == 0 {
			ctx = over()
		} else if limit > 0 {
			ctx, cancel = context.WithTimeoutCause(forever, limit, errCause)
		}
		defer cancel()
		value, err := d.Get(ctx)
		at := time.Since(g.start)
		g.mu.Lock()
		defer g.mu.Unlock()
		g.list = append(g.list, deferredGet{limit, at, value, err})
	})
}
