package oracle

import (
	"strconv"
	"sync/atomic"
	"testing/synctest"
	"time"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// tickPeriod is the period of the Tickers.
const tickPeriod = time.Minute

var tickerLanguage = language{
	name: "Ticker",
	verbs: []verb{
		{"new", 1, nil},
		{"period", 4, nil}, // passes
		{"trigger", 4, nil},
		{"stop", 1, nil},
	},
	start: func(impl conformance.Implementation) player {
		if impl.Ticker == nil {
			return nil
		}
		p := &tickerPlayer{build: impl.Ticker}
		p.renew()
		return p
	},
}

// A tickerPlayer plays with a Ticker. Time is virtual.
type tickerPlayer struct {
	build  func(time.Duration, func()) patterns.Ticker
	ticker patterns.Ticker
	ticks  *atomic.Int64 // that nobody has been told of
}

func (p *tickerPlayer) renew() {
	ticks := new(atomic.Int64)
	p.ticks = ticks
	p.ticker = p.build(tickPeriod, func() { ticks.Add(1) })
}

func (p *tickerPlayer) play(c Call) string {
	switch c.Verb {
	case "new":
		p.close()
		p.renew()
		return "ok"
	case "period":
		wait(tickPeriod + 1)
	case "trigger":
		p.ticker.Trigger()
		synctest.Wait()
	case "stop":
		p.ticker.Stop()
		return "ok"
	}
	return strconv.FormatInt(p.ticks.Swap(0), 10)
}

func (p *tickerPlayer) close() { p.ticker.Stop() }
