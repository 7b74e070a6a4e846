package conformance

import (
	"fmt"
	"math/rand"
)

// An emitterDeed is what a handler does with its emitter.
type emitterDeed struct {
	method emitterTurnMethod
	n      int // the handler to detach, counted from the last one
	away   int // whether another goroutine does it, for which the handler waits
}

func newEmitterDeed(r *rand.Rand) emitterDeed {
	d := emitterDeed{emitterTurnMethod(r.Intn(int(emitterDetachTurn) + 1)), r.Intn(5), r.Intn(2)}
	if d.method != emitterDetachTurn {
		d.n = 0
	}
	return d
}

// String returns the deed as a call.
func (d emitterDeed) String() string {
	where := ""
	if d.away == 1 {
		where = " on another goroutine"
	}
	return fmt.Sprint(emitterTurn{d.method, d.n}, where)
}

// Simpler returns the deeds that are simpler than d.
func (d emitterDeed) Simpler() (simpler []emitterDeed) {
	for _, s := range []emitterDeed{{d.method, 0, d.away}, {d.method, d.n, 0}} {
		if s != d {
			simpler = append(simpler, s)
		}
	}
	return simpler
}

// emitterActs is the event at which handlers act.
const emitterActs = -2

// emitterReentrant has one handler use the emitter, and demands that each event
// is passed to those who are attached then.
func emitterReentrant(t *trial, newEmitter newEmitterFunc) {
	p := program(t, 1, 8, newEmitterDeed)
	before := t.Int("handlers before the one that acts", 0, 3)
	after := t.Int("handlers after it", 0, 3)

	t.Run(func() {
		club := &emitterClub{Emitter: newEmitter(emitterCalm)}
		for range before {
			club.join()
		}
		self := new(emitterMember)
		self.detach = club.Attach(func(event int) {
			self.calls++
			if event == emitterActs {
				club.act(t, p[0])
			}
		})
		club.members = append(club.members, self)
		for range after {
			club.join()
		}
		for range 2 {
			club.Emit(emitterActs)
			club.emit(t, -1)
		}
	})
}

// act does the deeds, on this goroutine or on another one.
func (c *emitterClub) act(t *trial, deeds []emitterDeed) {
	for _, d := range deeds {
		do := func() {
			last := len(c.members) - 1 - d.n
			switch {
			case d.method == emitterAttachTurn:
				c.join()
			case d.method == emitterEmitTurn:
				c.emit(t, -1)
			case last >= 0:
				c.members[last].detach()
				c.members[last].detached = true
			}
		}
		if d.away == 0 {
			do()
		} else {
			together(1, func(int) { do() })
		}
	}
}

// emitterSnapshot has handlers attach others, after they have detached some, so
// that an emitter that fills the gaps puts the new ones there.
func emitterSnapshot(t *trial, newEmitter newEmitterFunc) {
	handlers := t.Int("handlers", 1, 8)
	acting := t.Int("the one that attaches others", 0, 7) % handlers
	detached := t.Int("those that it detaches first, bit by bit", 0, 255)
	attached := t.Int("handlers that it attaches", 1, 6)

	log := newEmitterLog()
	t.Run(func() {
		e := newEmitter(emitterCalm)
		detaches := make([]func(), handlers)
		for i := range handlers {
			detaches[i] = e.Attach(func(event int) {
				log.add(i, event)
				if i != acting || event != 0 {
					return
				}
				for j, detach := range detaches {
					if detached>>j&1 == 1 {
						detach()
					}
				}
				for n := range attached {
					e.Attach(log.handler(100 + n))
				}
			})
		}
		e.Emit(0)
	})

	late := 0
	for n := range attached {
		late += min(1, log.count(100+n, 0))
	}
	if late > 0 {
		t.Failf("%d of %d handlers that a handler attached during an Emit were called by it", late, attached)
	}
}
