package conformance

import (
	"fmt"
	"strings"
	"time"
)

func tickerFirst(t *trial, newTicker newTickerFunc) {
	p := tickerPlan{period: tickerSpan(t, "period")}
	lead := t.Duration("what passes before the construction", 0, time.Hour)
	bad := -t.Duration("what a bad period is below zero", 0, time.Hour)
	p.due(0)

	var begins []time.Duration
	t.Bubble(func() {
		time.Sleep(lead)
		begins, _ = p.run(newTicker)
	})

	p.judge(t, begins)
	tickerDemandRefusal(t, "period", bad, func() { newTicker(bad, func() { select {} }) })
}

// tickerDemandRefusal demands that a constructor panics, and names the argument
// which is not positive. What it makes otherwise must not keep busy.
func tickerDemandRefusal(t *trial, argument string, bad time.Duration, construct func()) {
	var p any
	t.Bubble(func() {
		if p = panicOf(construct); p == nil {
			t.Failf("the constructor took a %s of %v; want a panic whose message names it", argument, bad)
		}
	})
	if text := strings.ToLower(fmt.Sprint(p)); !strings.Contains(text, argument) {
		t.Failf("for a %s of %v, the message is %q, which does not name it", argument, bad, text)
	}
}

func tickerFixedDelay(t *trial, newTicker newTickerFunc) {
	p := tickerPlan{period: tickerSpan(t, "period")}
	for i := range t.Int("ticks", 2, 6) {
		p.due(tickerTakes(t, fmt.Sprintf("tick %d takes", i+1), p.period))
	}

	var begins []time.Duration
	t.Bubble(func() { begins, _ = p.run(newTicker) })

	p.judge(t, begins)
}

func tickerTrigger(t *trial, newTicker newTickerFunc) {
	p := tickerPlan{period: 1 + tickerSpan(t, "period, less 1ns")}
	for i := range t.Int("ticks before", 0, 2) {
		p.due(tickerTakes(t, fmt.Sprintf("tick %d takes", i+1), p.period))
	}
	takes := 1 + tickerSpan(t, "what the tick takes that answers a Trigger, less 1ns")
	waiting := t.Int("Triggers that come meanwhile", 0, 5)
	p.asked(p.drawPause(t, "what passes before the Trigger"), takes)
	if waiting > 0 {
		p.shared(waiting, t.Duration("how late they come", 1, takes-1), p.period)
	}

	var begins []time.Duration
	var slowest time.Duration
	t.Bubble(func() { begins, slowest = p.run(newTicker) })

	if slowest != 0 {
		t.Failf("a Trigger took %v, want none: it does not wait for the tick", slowest)
	}
	p.judge(t, begins)
}

func tickerOneChain(t *trial, newTicker newTickerFunc) {
	p := tickerPlan{period: 1 + tickerSpan(t, "period, less 1ns")}
	for i := range t.Int("rounds", 1, 4) {
		n := i + 1
		how := t.Choice(fmt.Sprintf("tick %d", n), "is asked for", "is asked for while another runs", "is due")
		takes := tickerTakes(t, fmt.Sprintf("tick %d takes", n), p.period)
		switch how {
		case 0:
			p.asked(p.drawPause(t, fmt.Sprintf("what passes before the Trigger for tick %d", n)), takes)
		case 1:
			p.asked(p.drawPause(t, fmt.Sprintf("what passes before a Trigger ahead of tick %d", n)), p.period)
			p.shared(1, t.Duration(fmt.Sprintf("how late the Trigger for tick %d comes", n), 1, p.period-1), takes)
		default:
			p.due(takes)
		}
	}
	p.due(0)
	p.due(p.period)

	var begins []time.Duration
	t.Bubble(func() { begins, _ = p.run(newTicker) })

	t.Met("a Trigger is made", len(p.triggers) > 0)
	p.judge(t, begins)
}
