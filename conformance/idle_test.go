package conformance

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/assay-go/assay/patterns"
)

// All the timers in this file are wrong, each in the one way that its fault
// tells, but the one without a fault.

func TestIdleTimerLawsSpareTheCorrect(t *testing.T) { sparesAll(t, idleTimerLaws, newFaultyIdle("")) }

func TestIdleTimerMutants(t *testing.T) {
	faults := map[string][]string{
		"NotEarly": {"hasty", "deaf", "lax", "taciturn"},
		"OnTime":   {"late", "lazy", "dropping", "dozing"},
		"Either":   {"generous", "modest", "curt", "absent", "twofold"},
		"Rearm":    {"single", "forgetful", "indulgent"},
		"Serial":   {"overlapping"},
		"Stop":     {"armed", "revived", "queueing", "patient", "locking"},
		"Stopped":  {"cheerful", "repeating", "fragile"},
		"Gone":     {"lingering", "napping", "leaving"},
	}
	verdicts := map[string]verdict{"fragile": "panic", "lingering": "leak", "napping": "leak"}
	killAll(t, idleTimerLaws, faulty(faults, verdicts, newFaultyIdle))
}

// A faultyIdle is a timer that is set by each Touch. It is correct but for its
// fault.
type faultyIdle struct {
	fault   string
	timeout time.Duration
	idle    func()
	turn    chan struct{} // the lock of one that locks too much
	done    chan struct{} // closed by Stop

	mu      sync.Mutex
	rest    *sync.Cond // for the end of a running call
	timer   *time.Timer
	silence int       // the number of the current one
	begin   time.Time // when it began
	open    bool      // whether idle has not been called for it
	waiting bool      // whether a call waits for another one to return
	running bool
	called  bool
	stopped bool
}

func newFaultyIdle(fault string) newIdleTimerFunc {
	return func(timeout time.Duration, idle func()) patterns.IdleTimer {
		i := &faultyIdle{fault: fault, timeout: timeout, idle: idle}
		i.turn, i.done = make(chan struct{}, 1), make(chan struct{})
		i.rest = sync.NewCond(&i.mu)
		if timeout <= 0 && i.is("lax") {
			i.timeout = 1
		} else if timeout <= 0 {
			panic(map[bool]string{false: "the timeout must be positive", true: "it must be positive"}[i.is("taciturn")])
		}
		if i.is("lingering") {
			go func() { <-make(chan struct{}) }()
		}
		if i.is("napping") {
			go i.nap()
		}
		i.locked(i.set)
		return i
	}
}

func (i *faultyIdle) is(faults ...string) bool { return slices.Contains(faults, i.fault) }

func (i *faultyIdle) locked(f func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	f()
}

// nap goes on for a while after Stop.
func (i *faultyIdle) nap() {
	<-i.done
	time.Sleep(i.timeout)
}

// set begins a silence. The lock must be held.
func (i *faultyIdle) set() {
	i.silence++
	i.begin, i.open, i.waiting = time.Now(), true, false
	d := i.timeout
	switch {
	case i.is("hasty") && d > 1:
		d--
	case i.is("late"):
		d++
	case i.is("lazy") && i.timer != nil:
		return // the timer is set again when it has expired
	case i.is("single") && i.called:
		return
	case i.is("twofold"):
		d = i.timeout / 2
	}
	n := i.silence
	i.timer = time.AfterFunc(d, func() { i.expire(n) })
}

// expire calls idle if silence n is not over.
func (i *faultyIdle) expire(n int) {
	calls := false
	if i.is("absent") {
		yield()
	}
	i.locked(func() {
		if i.is("lazy") && time.Since(i.begin) < i.timeout {
			i.timer = time.AfterFunc(i.timeout, func() { i.expire(n) })
			return
		}
		current := n == i.silence || i.is("deaf", "lazy")
		switch {
		case !current || !i.open || i.stopped && !i.is("armed"):
		case i.is("dozing") && i.running:
			i.timer = time.AfterFunc(i.timeout, func() { i.expire(n) })
		case i.running && !i.is("overlapping"):
			i.waiting = !i.is("dropping")
		default:
			i.running, i.called, calls = true, true, true
			i.open = i.is("armed") && i.stopped
		}
	})
	if calls {
		i.run()
	}
}

// run calls idle, and again if a call waits.
func (i *faultyIdle) run() {
	for again := true; again; {
		if i.is("locking") {
			i.turn <- struct{}{}
		}
		i.idle()
		if i.is("locking") {
			<-i.turn
		}
		i.locked(func() {
			again, i.running = i.waiting, i.waiting
			if again {
				i.waiting, i.open = false, false
			}
			if i.is("indulgent") && i.open && !i.stopped {
				i.timer.Stop()
				i.set()
			}
			i.rest.Broadcast()
		})
	}
}

func (i *faultyIdle) Touch() (inTime bool) {
	i.locked(func() {
		if i.stopped {
			inTime = i.is("cheerful")
			if i.is("revived") {
				i.stopped = false
				i.set()
			}
			return
		}
		if i.is("forgetful") && i.running {
			return
		}
		inTime = i.end() || i.is("generous")
		i.set()
	})
	return inTime
}

// end ends the silence and tells whether idle was not called for it. The lock
// must be held.
func (i *faultyIdle) end() bool {
	stopped := i.is("armed", "leaving", "lazy", "deaf") || i.timer.Stop()
	switch {
	case i.is("absent"): // the timer may have expired, and its call be dropped
		return stopped
	case i.is("modest"):
		return i.open && !i.waiting
	}
	return i.open
}

func (i *faultyIdle) Stop() (prevented bool) {
	if i.is("locking") {
		i.turn <- struct{}{}
		defer func() { <-i.turn }()
	}
	i.locked(func() {
		if i.stopped && !i.is("fragile") {
			prevented = i.is("repeating")
			return
		}
		close(i.done)
		i.stopped = true
		prevented = i.end() && !i.is("curt")
		if !i.is("queueing") {
			i.waiting = false
		}
		if !i.is("armed") {
			i.open = false
		}
		for i.is("patient") && i.running {
			i.rest.Wait()
		}
	})
	return prevented
}
