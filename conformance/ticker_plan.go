package conformance

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/assay-go/assay/patterns"
)

// tickerSpan draws a duration between a nanosecond and an hour. Short ones, next
// to which there is little room, are as likely as long ones.
func tickerSpan(t *trial, label string) time.Duration {
	bounds := []time.Duration{1, 4, time.Millisecond, time.Hour}
	return t.Duration(label, 1, bounds[t.Choice(label+" is at most", "1ns", "4ns", "1ms", "1h")])
}

// tickerTakes draws how long a callback takes, compared with a period.
func tickerTakes(t *trial, label string, period time.Duration) time.Duration {
	switch t.Choice(label, "no time", "less than a period", "a period", "more than a period", "several periods") {
	case 1:
		return period / 2
	case 2:
		return period
	case 3:
		return period + period/2 + 1
	case 4:
		return 3*period + 1
	}
	return 0
}

// A tickerLog is a callback that notes when it is called. It must be made in the
// bubble that it is used in.
type tickerLog struct {
	start time.Time
	takes []time.Duration // what the calls take, one after the other; later ones take no time

	mu     sync.Mutex
	begins []time.Duration // since the start
}

func newTickerLog(takes []time.Duration) *tickerLog {
	return &tickerLog{start: time.Now(), takes: takes}
}

// now returns how much time has passed since the start.
func (l *tickerLog) now() time.Duration { return time.Since(l.start) }

// until waits until so much time has passed since the start.
func (l *tickerLog) until(at time.Duration) { time.Sleep(at - l.now()) }

// begin notes a call, and returns its number.
func (l *tickerLog) begin() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.begins = append(l.begins, l.now())
	return len(l.begins) - 1
}

// call is the callback.
func (l *tickerLog) call() { l.last(l.begin()) }

// last lets the time pass that call number n takes.
func (l *tickerLog) last(n int) {
	if n < len(l.takes) {
		time.Sleep(l.takes[n])
	}
}

// rest waits for calls that run on, which only those of a wrong implementation do.
func (l *tickerLog) rest() {
	for _, d := range l.takes {
		time.Sleep(d)
	}
}

// list returns when the calls began.
func (l *tickerLog) list() []time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.begins)
}

// A tickerPlan is a list of Triggers and of the ticks that a right ticker makes
// of them. No Trigger is made at the instant at which a tick falls due or
// returns. All times count from the construction.
type tickerPlan struct {
	period   time.Duration
	triggers []tickerTriggers
	takes    []time.Duration // what the ticks take
	begins   []time.Duration // when they begin
	end      time.Duration   // when the last one returns
}

// A tickerTriggers is a number of Triggers that are made at the same time.
type tickerTriggers struct {
	at time.Duration
	n  int
}

func (p *tickerPlan) add(begin, takes time.Duration) {
	p.begins = append(p.begins, begin)
	p.takes = append(p.takes, takes)
	p.end = begin + takes
}

// due adds a tick that no Trigger asks for.
func (p *tickerPlan) due(takes time.Duration) { p.add(p.end+p.period, takes) }

// asked adds a Trigger after the last tick, and the tick that answers it.
func (p *tickerPlan) asked(after, takes time.Duration) {
	at := p.end + after
	p.triggers = append(p.triggers, tickerTriggers{at, 1})
	p.add(at, takes)
}

// shared adds Triggers during the last tick, and the tick that answers them.
func (p *tickerPlan) shared(n int, after, takes time.Duration) {
	at := p.begins[len(p.begins)-1] + after
	p.triggers = append(p.triggers, tickerTriggers{at, n})
	p.add(p.end, takes)
}

// drawPause draws how long after the last tick a Trigger is made, before the
// next one falls due.
func (p *tickerPlan) drawPause(t *trial, label string) time.Duration {
	least := time.Duration(1)
	if len(p.begins) == 0 {
		least = 0
	}
	return t.Duration(label, least, p.period-1)
}

// run carries out the plan with a new ticker, up to the instant before another
// tick falls due. It returns when ticks began, and the longest time that a
// Trigger took. It must be called in a bubble.
func (p *tickerPlan) run(newTicker newTickerFunc) (begins []time.Duration, slowest time.Duration) {
	l := newTickerLog(p.takes)
	k := newTicker(p.period, l.call)
	for _, g := range p.triggers {
		l.until(g.at)
		tickerTogether(g.n, k)
		slowest = max(slowest, l.now()-g.at)
	}
	l.until(p.end + max(p.period-1, 1))
	begins = l.list()
	k.Stop()
	l.rest()
	return begins, slowest
}

// tickerTogether makes n Triggers at the same time.
func tickerTogether(n int, k patterns.Ticker) {
	if n == 1 {
		k.Trigger()
		return
	}
	together(n, func(int) { k.Trigger() })
}

// judge demands that ticks began when the plan says. One more may follow where
// there was no time to stop the ticker before it.
func (p *tickerPlan) judge(t *trial, begins []time.Duration) {
	want := p.begins
	if n := len(want); len(begins) > n && begins[n] == p.end+p.period {
		begins = begins[:n]
	}
	tickerDemandTimes(t, "tick", begins, want)
}

// tickerDemandTimes demands that calls began at the times in want.
func tickerDemandTimes(t *trial, callback string, got, want []time.Duration) {
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Failf("calls of %s began %s after the construction; want %s (the first difference is call %d)",
				callback, tickerTimes(got), tickerTimes(want), i+1)
		}
	}
}

// tickerTimes returns a text that lists times.
func tickerTimes(times []time.Duration) string {
	if len(times) == 0 {
		return "never"
	}
	texts := make([]string, len(times))
	for i, d := range times {
		texts[i] = fmt.Sprint(d)
	}
	return strings.Join(texts, ", ")
}
