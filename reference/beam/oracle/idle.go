package oracle

import (
	"strconv"
	"sync/atomic"
	"testing/synctest"
	"time"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// clockUnit is the unit of the waits of IdleClock. The timeout is three of them.
const clockUnit = 20 * time.Millisecond

var idleLanguage = language{
	name: "IdleTimer",
	verbs: []verb{
		{"new", 1, nil},
		{"touch", 6, nil},
		{"silence", 6, nil}, // that lasts for the timeout
		{"stop", 1, nil},
	},
	start: startIdle,
}

// clockLanguage is the language of IdleTimer in real time, as far as the BEAM goes.
var clockLanguage = language{
	name:  "IdleClock",
	timed: true,
	verbs: []verb{
		{"wait", 3, []limits{{1, 4}}}, // never 3 together, which is the timeout
		{"touch", 1, nil},
		{"fired", 1, nil},
		{"other", 1, nil},   // the server does something else
		{"inspect", 1, nil}, // the server is looked at
		{"stop", 1, nil},
	},
	start: startIdle,
}

func startIdle(impl conformance.Implementation) player {
	if impl.IdleTimer == nil {
		return nil
	}
	p := &idlePlayer{build: impl.IdleTimer}
	p.renew()
	return p
}

// An idlePlayer plays with an IdleTimer. Time is virtual.
type idlePlayer struct {
	build func(time.Duration, func()) patterns.IdleTimer
	timer patterns.IdleTimer
	calls *atomic.Int64 // that nobody has been told of
}

func (p *idlePlayer) renew() {
	calls := new(atomic.Int64)
	p.calls = calls
	p.timer = p.build(3*clockUnit, func() { calls.Add(1) })
}

func (p *idlePlayer) play(c Call) string {
	switch c.Verb {
	case "new":
		p.close()
		p.renew()
	case "touch":
		return strconv.FormatBool(p.timer.Touch())
	case "stop":
		return strconv.FormatBool(p.timer.Stop())
	case "silence":
		wait(3*clockUnit + 1)
		return p.fired()
	case "wait":
		wait(time.Duration(c.Arguments[0]) * clockUnit)
	case "fired":
		return p.fired()
	}
	return "ok"
}

func (p *idlePlayer) close() { p.timer.Stop() }

func (p *idlePlayer) fired() string { return strconv.FormatInt(p.calls.Swap(0), 10) }

// wait lets virtual time pass, and what falls due then come to its end.
func wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
