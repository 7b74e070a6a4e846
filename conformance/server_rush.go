package conformance

import (
	"context"
	"fmt"
	"math/rand"
	"slices"
	"sync"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A serverOp is a Call that gives up after so many nanoseconds, or never if it
// is zero.
type serverOp time.Duration

// work is how long handle takes in a rush. No Call gives up at a multiple of it.
const work = 10 * time.Nanosecond

func newServerOp(r *rand.Rand) serverOp {
	if r.Intn(3) == 0 {
		return 0
	}
	return serverOp(1 + time.Duration(r.Intn(3))*work/2)
}

func (op serverOp) String() string {
	if op == 0 {
		return "Call()"
	}
	return fmt.Sprintf("Call(within %v)", time.Duration(op))
}

// Simpler returns the calls that are simpler than op.
func (op serverOp) Simpler() []serverOp {
	if op == 0 {
		return nil
	}
	return []serverOp{0}
}

// A rushed is what became of a crowd of Calls, some of which gave up.
type rushed struct {
	calls        []rushedCall // in the order of their ends, for each goroutine
	begun, ended []int        // the requests that were handled
}

type rushedCall struct {
	req, reply int
	err        error
}

// rush lets some goroutines make Calls of a server that is slower than they
// are patient. Request 100g+n is the nth of goroutine g.
func rush(t *trial, newServer newServerFunc) rushed {
	p := program(t, 4, 6, newServerOp)

	var begun, ended log
	handle := func(req int) (int, error) {
		begun.add(req)
		time.Sleep(work)
		ended.add(req)
		return reply(req)
	}
	results := make([][]rushedCall, len(p))
	t.Bubble(func() {
		serving(t, newServer, handle, func(s patterns.Server[int, int]) {
			together(len(p), func(g int) {
				for n, op := range p[g] {
					results[g] = append(results[g], op.call(s, g*100+n))
				}
			})
		})
	})
	return rushed{slices.Concat(results...), begun.list, ended.list}
}

func (op serverOp) call(s patterns.Server[int, int], req int) rushedCall {
	ctx, cancel := forever, context.CancelFunc(func() {})
	if op != 0 {
		ctx, cancel = context.WithTimeoutCause(forever, time.Duration(op), errCause)
	}
	defer cancel()
	got, err := s.Call(ctx, req)
	return rushedCall{req, got, err}
}

// A gatekeeper is a handle that holds up its requests until it is told to go
// on, and notes all. It must be armed in the bubble that it is used in.
type gatekeeper struct {
	entered, open chan struct{}
	once          sync.Once
	handled       log
}

func (g *gatekeeper) arm() { g.entered, g.open = make(chan struct{}), make(chan struct{}) }

func (g *gatekeeper) handle(req int) (int, error) {
	g.handled.add(req)
	g.once.Do(func() { close(g.entered) })
	<-g.open
	return reply(req)
}
