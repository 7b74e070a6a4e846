package oracle

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

var emitterLanguage = language{
	name: "Emitter",
	verbs: []verb{
		{"attach", 4, []limits{{0, 4}}},
		{"detach", 2, []limits{{0, 9}}},
		{"emit", 6, []limits{{0, 3}}},
	},
	start: func(impl conformance.Implementation) player {
		if impl.Emitter == nil {
			return nil
		}
		p := new(emitterPlayer)
		p.emitter = impl.Emitter(p.failed)
		return p
	},
}

// The kinds of handlers.
const (
	handlerPlain    = iota
	handlerPanics   // at event 3
	handlerAttaches // a plain one, at event 3
	handlerDetaches // itself, at event 3
	handlerEmits    // the next lower event, at 1 and 2
)

// An emitterPlayer plays with an Emitter whose handlers have numbers. All happens
// on one goroutine.
type emitterPlayer struct {
	emitter patterns.Emitter[int]
	detach  []func()
	log     []string
}

func (p *emitterPlayer) play(c Call) string {
	n := c.Arguments[0]
	switch c.Verb {
	case "attach":
		return strconv.Itoa(p.attach(n))
	case "detach":
		if n < len(p.detach) {
			p.detach[n]()
		}
		return "ok"
	default:
		p.log = nil
		p.emitter.Emit(n)
		return listed(slices.Sorted(slices.Values(p.log)))
	}
}

func (p *emitterPlayer) close() {}

// attach attaches a handler and returns its number.
func (p *emitterPlayer) attach(kind int) (number int) {
	number = len(p.detach)
	p.detach = append(p.detach, nil)
	p.detach[number] = p.emitter.Attach(func(event int) {
		p.log = append(p.log, fmt.Sprintf("%d=%d", number, event))
		p.act(kind, number, event)
	})
	return number
}

func (p *emitterPlayer) act(kind, number, event int) {
	switch {
	case kind == handlerPanics && event == 3:
		panic(number)
	case kind == handlerAttaches && event == 3:
		p.attach(handlerPlain)
	case kind == handlerDetaches && event == 3:
		p.detach[number]()
	case kind == handlerEmits && (event == 1 || event == 2):
		p.emitter.Emit(event - 1)
	}
}

func (p *emitterPlayer) failed(e *patterns.PanicError) {
	p.log = append(p.log, fmt.Sprintf("%v!", e.Value))
}
