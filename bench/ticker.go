package bench

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// Ticker returns the workloads of [patterns.Ticker]: to make a ticker and stop
// it, and to trigger a tick and wait for it.
func Ticker(g Grid) []Workload {
	return workloads("Ticker", points(g, []dimension{
		{"op", "start", []string{"start", "trigger"}},
		{"goroutines", "1", []string{"1"}},
	}), prepareTicker)
}

func prepareTicker(p point) Setup {
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.Ticker == nil {
			return nil, ErrNotImplemented
		}
		if p.value("op") == "start" {
			u := &tickerStarter{newTicker: impl.Ticker}
			u.tick = func() { u.ticks.Add(1) }
			return instance([]*tickerStarter{u}, nil), nil
		}
		u := &trigger{ticked: make(chan struct{}, 1)}
		u.ticker = impl.Ticker(far, u.tick)
		return instance([]*trigger{u}, func() error { u.ticker.Stop(); return nil }), nil
	}
}

// A tickerStarter makes tickers that do not live to see a tick.
type tickerStarter struct {
	newTicker func(time.Duration, func()) patterns.Ticker
	tick      func()
	ticks     atomic.Int64
}

func (u *tickerStarter) run(n int) {
	for range n {
		u.newTicker(far, u.tick).Stop()
	}
}

func (u *tickerStarter) failure() error {
	if n := u.ticks.Load(); n > 0 {
		return fmt.Errorf("tickers with a period of %v ticked %d times", far, n)
	}
	return nil
}

// A trigger asks for ticks, one after the other.
type trigger struct {
	ticker   patterns.Ticker
	ticked   chan struct{}
	ticks    atomic.Int64
	triggers int64
}

// tick does not wait: a tick that nobody asked for must not hold up the ticker.
func (u *trigger) tick() {
	u.ticks.Add(1)
	select {
	case u.ticked <- struct{}{}:
	default:
	}
}

func (u *trigger) run(n int) {
	for range n {
		u.ticker.Trigger()
		<-u.ticked
	}
	u.triggers += int64(n)
}

func (u *trigger) failure() error {
	if n := u.ticks.Load(); n != u.triggers {
		return fmt.Errorf("there were %d ticks for %d Triggers", n, u.triggers)
	}
	return nil
}
