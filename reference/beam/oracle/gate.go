package oracle

import (
	"context"
	"strconv"
	"sync"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

var gateLanguage = language{
	name: "Gate",
	verbs: []verb{
		{"new", 2, []limits{{endsWell, endsInPanic}}},
		{"do", 6, []limits{aValue}},
		{"fail", 1, nil},
		{"panic", 1, nil},
		{"drain", 1, []limits{aValue}}, // shutdown behind work that goes on
		{"shutdown", 2, nil},
		{"flushed", 3, nil},
	},
	start: func(impl conformance.Implementation) player {
		if impl.Gate == nil {
			return nil
		}
		p := &gatePlayer{build: impl.Gate}
		p.renew(endsWell)
		return p
	},
}

// How terminate may end.
const (
	endsWell = iota
	endsInError
	endsInPanic
)

// A gatePlayer plays with a Gate, inside of which numbers are summed up.
type gatePlayer struct {
	build  func(func() error) patterns.Gate
	gate   patterns.Gate
	ledger *ledger
}

// A ledger is what is done inside of a Gate.
type ledger struct {
	mu      sync.Mutex
	sum     int
	flushed []string // what terminate has written down
}

func (p *gatePlayer) renew(ending int) {
	l := new(ledger)
	p.ledger = l
	p.gate = p.build(func() error {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.flushed = append(l.flushed, strconv.Itoa(l.sum))
		switch ending {
		case endsInError:
			return errFailed
		case endsInPanic:
			panic(errPlanned)
		}
		return nil
	})
}

func (p *gatePlayer) play(c Call) string {
	switch c.Verb {
	case "new":
		p.close()
		p.renew(c.Arguments[0])
		return "ok"
	case "do":
		return p.do(c.Arguments[0])
	case "fail":
		return outcome(p.gate.Do(func() error { return errFailed }))
	case "panic":
		return outcome(p.gate.Do(func() error { panic(errPlanned) }))
	case "drain":
		return p.drain(c.Arguments[0])
	case "shutdown":
		return p.shutdown()
	default:
		return p.ledger.take()
	}
}

func (p *gatePlayer) close() { p.shutdown() }

func (p *gatePlayer) do(n int) string {
	return outcome(p.gate.Do(func() error {
		p.ledger.mu.Lock()
		defer p.ledger.mu.Unlock()
		p.ledger.sum += n
		return nil
	}))
}

func (p *gatePlayer) shutdown() string { return outcome(p.gate.Shutdown(context.Background())) }

// drain asks for the shutdown while something is done.
func (p *gatePlayer) drain(n int) string {
	release := make(chan struct{})
	blocked := async(func() string {
		return outcome(p.gate.Do(func() error { <-release; return nil }))
	})
	done := p.do(n)
	stopped := func() string { return done }
	if done == "ok" {
		shutdown := async(p.shutdown)
		stopped = func() string { return done + " " + shutdown() }
	}
	close(release)
	blocked()
	return stopped()
}

// take returns the observation of what was flushed since the last take.
func (l *ledger) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	flushed := l.flushed
	l.flushed = nil
	return listed(flushed)
}
