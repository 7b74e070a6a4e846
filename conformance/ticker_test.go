package conformance

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/assay-go/assay/patterns"
)

// All the tickers in this file are wrong, each in the one way that its fault
// tells, but the one without a fault.

func TestTickerLawsSpareTheCorrect(t *testing.T) { sparesAll(t, tickerLaws, newFaultyTicker("")) }

func TestTickerMutants(t *testing.T) {
	faults := map[string][]string{
		"First":      {"hasty", "aligned", "lax", "taciturn"},
		"FixedDelay": {"rigid", "punctual", "dozing"},
		"NoOverlap":  {"overlapping", "impulsive"},
		"Trigger":    {"deaf", "hoarding", "unhurried", "personal"},
		"OneChain":   {"twofold", "faithful", "indebted"},
		"Stop":       {"mindful", "obliging", "resuming", "unstoppable", "patient", "fragile"},
		"Reentrant":  {"absorbed", "locking", "doubtful"},
		"Gone":       {"lingering", "napping", "armed"},
	}
	verdicts := map[string]verdict{"fragile": "panic", "lingering": "leak", "napping": "leak"}
	killAll(t, tickerLaws, faulty(faults, verdicts, newFaultyTicker))
}

// A faultyTicker is a timer that is set when a tick has returned. It is correct
// but for its fault.
type faultyTicker struct {
	fault  string
	period time.Duration
	tick   func()
	start  time.Time
	turn   chan struct{} // the lock of those that lock too much
	done   chan struct{} // closed by Stop

	mu      sync.Mutex
	timer   *time.Timer
	chain   int // the number of timers set; only the last one counts
	due     time.Time
	running bool
	asked   int  // Triggers that wait
	owes    bool // whether a Trigger has replaced the tick that was due
	stopped bool
	idle    *sync.Cond
}

func newFaultyTicker(fault string) newTickerFunc {
	return func(period time.Duration, tick func()) patterns.Ticker {
		k := &faultyTicker{fault: fault, period: period, tick: tick, start: time.Now()}
		k.turn, k.done = make(chan struct{}, 1), make(chan struct{})
		k.idle = sync.NewCond(&k.mu)
		if period <= 0 && k.is("lax") {
			k.period = 1
		} else if period <= 0 {
			panic(map[bool]string{false: "the period must be positive", true: "it must be positive"}[k.is("taciturn")])
		}
		if k.is("lingering") {
			go func() { <-make(chan struct{}) }()
		}
		if k.is("napping") {
			go k.nap()
		}
		k.locked(func() { k.set(k.first()) })
		return k
	}
}

func (k *faultyTicker) is(faults ...string) bool { return slices.Contains(faults, k.fault) }

func (k *faultyTicker) locked(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	f()
}

// nap goes on for a while after Stop.
func (k *faultyTicker) nap() {
	<-k.done
	time.Sleep(k.period)
}

func (k *faultyTicker) first() time.Duration {
	switch {
	case k.is("hasty"):
		return 0
	case k.is("aligned"):
		return time.Until(time.Now().Truncate(k.period).Add(k.period))
	}
	return k.period
}

// set sets the timer. The lock must be held.
func (k *faultyTicker) set(d time.Duration) {
	k.chain++
	chain := k.chain
	k.due = time.Now().Add(d)
	k.timer = time.AfterFunc(d, func() { k.expire(chain) })
}

func (k *faultyTicker) expire(chain int) {
	due := false
	k.locked(func() {
		due = !k.running && !k.stopped && chain == k.chain ||
			k.is("unstoppable") && !k.running ||
			k.is("twofold") && !k.running && !k.stopped
		if k.is("overlapping") && !k.stopped {
			k.set(k.period)
			due = true
		}
		if due && k.owes && k.is("indebted") {
			k.asked, k.owes = 1, false // the tick that was replaced is made up for
		}
		k.running = k.running || due
	})
	if due {
		k.run()
	}
}

// run calls tick for as long as it is asked for, and sets the timer.
func (k *faultyTicker) run() {
	for again := true; again; {
		begin := time.Now()
		if k.is("locking") {
			k.turn <- struct{}{}
		}
		k.tick()
		if k.is("locking") {
			<-k.turn
		}
		k.locked(func() { again = k.again(begin) })
	}
}

// again decides what follows on a tick. The lock must be held.
func (k *faultyTicker) again(begin time.Time) bool {
	if k.is("absorbed") {
		k.asked = 0
	}
	if k.asked > 0 && (!k.stopped || k.is("mindful")) {
		k.asked--
		return true
	}
	k.running = false
	k.idle.Broadcast()
	if k.stopped && k.is("resuming") {
		time.AfterFunc(k.period, k.tick)
	}
	if k.stopped || k.is("overlapping") {
		return false
	}
	k.set(k.next(begin))
	return false
}

// next returns how long to wait after a tick.
func (k *faultyTicker) next(begin time.Time) time.Duration {
	switch {
	case k.is("rigid"):
		return k.period - time.Since(begin)
	case k.is("punctual"):
		return k.period - time.Since(k.start)%k.period
	case k.is("dozing") && time.Since(begin) > k.period:
		return 2 * k.period
	case k.is("faithful") && time.Until(k.due) > 0:
		return time.Until(k.due)
	}
	return k.period
}

func (k *faultyTicker) Trigger() {
	if k.is("locking") {
		k.turn <- struct{}{}
		defer func() { <-k.turn }()
	}
	begins := false
	k.locked(func() {
		switch {
		case k.stopped && !k.is("obliging"), k.is("unhurried"):
		case k.is("impulsive"):
			go k.tick()
		case k.running:
			k.ask()
		default:
			begins, k.running, k.owes = true, true, true
			if !k.is("twofold", "overlapping") {
				k.timer.Stop()
			}
		}
	})
	if begins && k.is("personal") {
		k.run()
	} else if begins {
		go k.run()
	}
}

// ask notes a Trigger that waits. The lock must be held.
func (k *faultyTicker) ask() {
	switch {
	case k.is("deaf"):
	case k.is("hoarding"):
		k.asked++
	default:
		k.asked = 1
	}
}

func (k *faultyTicker) Stop() {
	if k.is("locking") {
		k.turn <- struct{}{}
		defer func() { <-k.turn }()
	}
	k.locked(func() {
		again := k.stopped
		if !again || k.is("fragile") {
			close(k.done)
		}
		k.stopped = true
		if !k.is("armed", "unstoppable") {
			k.timer.Stop()
		}
		for (k.is("patient") || k.is("doubtful") && again) && k.running { // to be sure that it has ended
			k.idle.Wait()
		}
	})
}
