package conformance

import (
	"slices"
	"sync/atomic"
	"time"
)

func idleEither(t *trial, newIdleTimer newIdleTimerFunc) {
	p := idleDrawPlan(t, 4)
	p.stopAt(p.silence + p.drawPause(t, "what passes before Stop"))
	s := idleDrawStop(t)
	race := idleDrawRace(t)

	for _, p := range []*idlePlan{p, s} {
		var r idleRun
		t.Bubble(func() { r = p.run(newIdleTimer, func(idleTimer) {}) })
		r.judgeEither(t)
	}
	t.Bubble(func() { race.run(t, newIdleTimer) })
}

// judgeEither demands that each silence of the run has one end.
func (r idleRun) judgeEither(t *trial) {
	ends := append(slices.Clone(r.touches), r.stop)
	for n, begin := range r.silences() {
		end := ends[n]
		calls := 0
		for _, at := range r.begins {
			if last := n == len(ends)-1; begin < at && (at <= end.at || last) {
				calls++
			}
		}
		if calls > 1 || (calls == 1) == end.inTime {
			t.Failf("in the silence from %v to %v, idle was called %d times, and what ended it returned %v",
				begin, end.at, calls, end.inTime)
		}
	}
}

// An idleRace makes Touches, and in the end Stops, at the very instant at which a
// call of idle falls due. Which comes first is open, but not that one does.
type idleRace struct {
	timeout time.Duration
	rounds  []int // how many Touches are made at a time
	stops   int   // how many Stops
	waiting bool  // whether a call of idle waits then for another one to return
}

func idleDrawRace(t *trial) idleRace {
	race := idleRace{
		timeout: t.Duration("timeout of the race", 3, time.Hour),
		stops:   t.Int("Stops at a time", 1, 3),
		waiting: t.Choice("at the Stops", "idle falls due", "a running idle returns, and another call waits") == 1,
	}
	for i := range t.Int("races of Touches", 0, 2) {
		race.rounds = append(race.rounds, t.Int([]string{"Touches at a time", "Touches then"}[i], 1, 3))
	}
	return race
}

func (race idleRace) run(t *trial, newIdleTimer newIdleTimerFunc) {
	var calls atomic.Int64
	open := make(chan struct{})
	var hold atomic.Bool // whether idle waits for open; no call of it falls due when this changes
	i := newIdleTimer(race.timeout, func() {
		calls.Add(1)
		yield()
		if hold.Load() {
			<-open
		}
	})

	passed := time.Duration(0) // of the silence
	for _, n := range race.rounds {
		race.demand(t, &calls, race.timeout-passed, "Touches", n, n, i.Touch, func() {})
		passed = 1
	}
	free := func() {}
	if race.waiting {
		hold.Store(true)
		time.Sleep(race.timeout - passed + 1)
		i.Touch()
		passed = -1
		free = func() { close(open) }
	}
	race.demand(t, &calls, race.timeout-passed, "Stops", race.stops, 1, i.Stop, free)
}

// demand waits for a call of idle to fall due. Then it makes n calls of a method
// at the same time, and does something else with them. It demands that there are
// so many ends: calls that returned true, and calls of idle.
func (race idleRace) demand(
	t *trial, calls *atomic.Int64, wait time.Duration, name string, n, ends int, method func() bool, also func(),
) {
	before := calls.Load()
	time.Sleep(wait)
	var results atomic.Int64
	together(n+1, func(i int) {
		if i == n {
			also()
		} else if method() {
			results.Add(1)
		}
	})
	settle()
	called, returned := int(calls.Load()-before), int(results.Load())
	if called > 1 || called+returned != ends {
		t.Failf("%d %s were made just when a call of idle fell due: %d returned true, and idle was called %d times; "+
			"want %d of both together", n, name, returned, called, ends)
	}
}
