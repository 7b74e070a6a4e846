package conformance

import (
	"testing"
	"time"

	"github.com/assay-go/assay/patterns"
)

// TestTicker checks the laws of [patterns.Ticker].
func TestTicker[K patterns.Ticker](t *testing.T, newTicker func(time.Duration, func()) K) {
	t.Helper()
	testTicker(t, alone("Ticker"), newTicker)
}

func testTicker[K patterns.Ticker](t *testing.T, s scope, newTicker func(time.Duration, func()) K) {
	t.Helper()
	if newTicker == nil {
		s.absent(t)
	}
	checkAll(t, s, tickerLaws, func(period time.Duration, tick func()) patterns.Ticker {
		return constructed(func() patterns.Ticker { return newTicker(period, tick) })
	})
}

type newTickerFunc = func(period time.Duration, tick func()) patterns.Ticker

var tickerLaws = pattern[newTickerFunc]{"Ticker", []law[newTickerFunc]{
	{"First", "a first tick that no Trigger asked for begins one period after the construction.", tickerFirst},
	{
		"FixedDelay", "every other tick that no Trigger asked for begins one period after the last one " +
			"returned.", tickerFixedDelay,
	},
	{"NoOverlap", "calls of tick never overlap.", tickerNoOverlap},
	{
		"Trigger", "a Trigger is answered by a tick that begins after it, at once if none runs, else as " +
			"soon as that returns; Triggers that wait share it.", tickerTrigger,
	},
	{"OneChain", "a tick that answers a Trigger replaces the one that was due.", tickerOneChain},
	{"Stop", "once Stop has returned, no further tick falls due, asked for or not.", tickerStop},
	{"Reentrant", "tick may call Trigger and Stop.", tickerReentrant},
	{"Gone", "after Stop, once a running tick has returned, no goroutine or timer is left.", tickerGone},
}}
