package channel

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A ticker is a goroutine that waits for its timer or a Trigger, whichever comes
// first, and ticks.
type ticker struct {
	triggers chan struct{} // of capacity 1: Triggers that wait share the place
	stop     context.CancelFunc
}

// NewTicker returns a Ticker with its first period begun, and starts its
// goroutine, which lives until Stop.
func NewTicker(period time.Duration, tick func()) patterns.Ticker {
	if period <= 0 {
		panic(fmt.Sprintf("channel: NewTicker: period must be positive, but is %v", period))
	}
	ctx, stop := context.WithCancel(context.Background())
	t := &ticker{triggers: make(chan struct{}, 1), stop: stop}
	go t.run(ctx, period, time.NewTimer(period), tick)
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
func (t *ticker) run(ctx context.Context, period time.Duration, timer *time.Timer, tick func()) {
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-t.triggers:
		case <-ctx.Done():
		}
		if ctx.Err() != nil { // Stop beats whatever else is ready
			return
		}
		select {
		case <-t.triggers: // one that waits is answered by this tick
		default:
		}
		tick()
		timer.Reset(period)
	}
}
