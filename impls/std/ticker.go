package std

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A ticker is a [time.Ticker] and a goroutine that listens to it and to
// Triggers.
//
// The clock of a time.Ticker never stops: what a tick takes is not added to the
// period, and a tick that answers a Trigger replaces none.
type ticker struct {
	triggers chan struct{} // of capacity 1: Triggers that wait share the place
	stop     context.CancelFunc
}

// NewTicker returns a Ticker with its first period begun, and starts its
// goroutine, which lives until Stop.
func NewTicker(period time.Duration, tick func()) patterns.Ticker {
	if period <= 0 {
		panic(fmt.Sprintf("std: NewTicker: period must be positive, but is %v", period))
	}
	ctx, stop := context.WithCancel(context.Background())
	t := &ticker{triggers: make(chan struct{}, 1), stop: stop}
	go t.run(ctx, time.NewTicker(period), tick)
	return t
}

// Trigger asks for a tick now.
func (t *ticker) Trigger() {
	select {
	case t.triggers <- struct{}{}:
	default: // another one waits
	}
}

// Stop turns the ticker off.
func (t *ticker) Stop() { t.stop() }

// run ticks until ctx is done.
func (t *ticker) run(ctx context.Context, clock *time.Ticker, tick func()) {
	defer clock.Stop()
	for {
		select {
		case <-clock.C:
		case <-t.triggers:
		case <-ctx.Done():
		}
		if ctx.Err() != nil { // Stop beats whatever else is ready
			return
		}
		tick()
	}
}
