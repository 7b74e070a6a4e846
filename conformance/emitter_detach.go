package conformance

import (
	"fmt"
	"math/rand"
	"slices"

	"github.com/assay-go/assay/patterns"
)

// emitterDetached has each of several callers of detach emit at once: whichever
// of them has removed the handler, to all of them it must be gone.
func emitterDetached(t *trial, newEmitter newEmitterFunc) {
	handlers := t.Int("handlers", 1, 5)
	goroutines := t.Int("goroutines that detach", 1, 4)
	beside := t.Int("goroutines that emit meanwhile", 0, 2)
	by := t.Choice("detach is called by", "goroutines", "the handler itself", "another handler")

	t.Run(func() {
		e := newEmitter(emitterCalm)
		log := newEmitterLog()
		detaches := make([]func(), handlers)
		for h := range handlers {
			detaches[h] = e.Attach(func(event int) {
				log.add(h, event)
				if victim := event - 1000; by == 1 && victim == h {
					emitterDetachAndEmit(t, e, log, detaches[h], h, 2000+h)
				}
				yield()
			})
		}
		e.Attach(func(event int) {
			if victim := event - 1000; by == 2 && victim >= 0 && victim < handlers {
				emitterDetachAndEmit(t, e, log, detaches[victim], victim, 2000+victim)
			}
		})
		for h := range handlers {
			if by > 0 {
				e.Emit(1000 + h)
			}
			together(goroutines+beside, func(g int) {
				if g < goroutines {
					emitterDetachAndEmit(t, e, log, detaches[h], h, 100*h+g)
				} else {
					e.Emit(-1)
				}
			})
		}
	})
}

// emitterDetachAndEmit emits an event after a call of detach, which the handler
// must not see.
func emitterDetachAndEmit(
	t *trial, e patterns.Emitter[int], log *emitterLog, detach func(), handler, event int,
) {
	detach()
	e.Emit(event)
	if n := log.count(handler, event); n > 0 {
		t.Failf("an Emit that began after a call of detach had returned called the handler %d times", n)
	}
}

// An emitterTurn is what one goroutine does with an emitter.
type emitterTurn struct {
	method emitterTurnMethod
	n      int // the handler, counted from the last one
}

type emitterTurnMethod int

const (
	emitterEmitTurn emitterTurnMethod = iota
	emitterAttachTurn
	emitterDetachTurn
	emitterPanicTurn
)

func newEmitterTurn(r *rand.Rand) emitterTurn {
	turns := []emitterTurnMethod{
		emitterAttachTurn, emitterAttachTurn, emitterAttachTurn, emitterDetachTurn, emitterDetachTurn, emitterEmitTurn,
		emitterPanicTurn,
	}
	turn := emitterTurn{turns[r.Intn(len(turns))], r.Intn(5)}
	if turn.method <= emitterAttachTurn {
		turn.n = 0
	}
	return turn
}

// String returns the turn as a call.
func (o emitterTurn) String() string {
	switch o.method {
	case emitterEmitTurn:
		return "Emit()"
	case emitterAttachTurn:
		return "Attach()"
	case emitterDetachTurn:
		return fmt.Sprintf("detach the last but %d", o.n)
	default:
		return fmt.Sprintf("Emit(), which the last but %d panics at", o.n)
	}
}

// Simpler returns the turns that are simpler than o.
func (o emitterTurn) Simpler() []emitterTurn {
	if o.n == 0 {
		return nil
	}
	return []emitterTurn{{o.method, 0}}
}

// An emitterMember is a handler as the one who attached it knows it.
type emitterMember struct {
	detach           func()
	detached, failed bool
	calls            int // by the Emit that is in progress
}

// An emitterClub is an emitter with all handlers that were ever attached.
type emitterClub struct {
	patterns.Emitter[int]
	members []*emitterMember
}

// join attaches another handler. It panics at the event that is its number.
func (c *emitterClub) join() {
	m := new(emitterMember)
	number := len(c.members)
	c.members = append(c.members, m)
	m.detach = c.Attach(func(event int) {
		m.calls++
		if event == number {
			m.failed = true
			panic("boom")
		}
	})
}

// emitterOwnOnly follows the fate of each handler. Those that have panicked are
// left out; but their detach is called, too, and must not remove another one.
func emitterOwnOnly(t *trial, newEmitter newEmitterFunc) {
	p := program(t, 1, 24, newEmitterTurn)

	met := false
	t.Run(func() {
		club := &emitterClub{Emitter: newEmitter(emitterCalm)}
		for _, o := range slices.Concat(p[0], []emitterTurn{{}}) {
			last := len(club.members) - 1 - o.n
			switch o.method {
			case emitterAttachTurn:
				club.join()
			case emitterDetachTurn:
				if last >= 0 {
					met = met || club.members[last].detached || club.members[last].failed
					club.members[last].detach()
					club.members[last].detached = true
				}
			case emitterPanicTurn:
				club.emit(t, last)
			default:
				club.emit(t, -1)
			}
		}
	})

	t.Met("the detach of a handler is called again, or after a panic of the handler", met)
}

// emit emits the event and demands that it was passed to those who are attached.
func (c *emitterClub) emit(t *trial, event int) {
	attached := make([]bool, len(c.members))
	for i, m := range c.members {
		m.calls = 0
		attached[i] = !m.detached && !m.failed
	}
	c.Emit(event)
	for i, m := range c.members {
		switch {
		case attached[i] && m.calls != 1:
			t.Failf("handler %d of %d was called %d times, although it is attached", i+1, len(c.members), m.calls)
		case m.detached && m.calls > 0:
			t.Failf("handler %d of %d was called, although it was detached", i+1, len(c.members))
		}
	}
}
