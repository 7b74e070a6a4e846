package atomic

import (
	"context"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// A server is a queue without a lock. A goroutine handles what is in it, and
// exists only while there is something.
type server[Req, Resp any] struct {
	handle func(Req) (Resp, error)
	queue  queue[Req, Resp]
	ledger ledger
}

// A call is one request on its way.
type call[Req, Resp any] struct {
	next  *call[Req, Resp] // belongs to the queue
	req   Req              // read by who sets begun, cleared by who sets withdrawn
	resp  Resp
	err   error
	state atomic.Uint32 // its replied pairs with the load in Call: resp and err are there
	wake  chan struct{} // closed when the call is finished
}

// The states of a call. It is waiting until the goroutine sets begun or the
// caller sets withdrawn, whichever comes first.
const (
	waiting uint32 = iota
	begun
	replied
	withdrawn
)

// NewServer returns a server that starts a goroutine when it is called.
func NewServer[Req, Resp any](handle func(Req) (Resp, error)) patterns.Server[Req, Resp] {
	return &server[Req, Resp]{handle: handle, ledger: ledger{done: make(chan struct{})}}
}

// Call has req handled and returns the reply.
func (s *server[Req, Resp]) Call(ctx context.Context, req Req) (Resp, error) {
	if err := s.accept(ctx); err != nil {
		return *new(Resp), err
	}
	c := &call[Req, Resp]{req: req, wake: make(chan struct{})}
	if s.queue.push(c) {
		go s.run()
	}
	select {
	case <-c.wake:
		return c.resp, c.err
	case <-ctx.Done():
	}
	if c.state.CompareAndSwap(waiting, withdrawn) {
		c.req = *new(Req) // the call stays in the queue until its turn, the request need not
		s.ledger.leave()
	}
	if c.state.Load() == replied {
		<-c.wake // which is all that the goroutine still has to do
		return c.resp, c.err
	}
	return *new(Resp), context.Cause(ctx)
}

// Shutdown refuses further calls and waits for the accepted ones.
func (s *server[Req, Resp]) Shutdown(ctx context.Context) error {
	s.ledger.close()
	select {
	case <-s.ledger.done:
		return nil
	case <-ctx.Done():
	}
	if s.ledger.finished() { // finished work beats a done context
		return nil
	}
	return context.Cause(ctx)
}

// accept counts a call in, unless the server is closed or ctx is done.
func (s *server[Req, Resp]) accept(ctx context.Context) error {
	expired := ctx.Err() != nil
	switch {
	case expired && !s.ledger.closed():
		return context.Cause(ctx)
	case expired || !s.ledger.enter():
		return patterns.ErrClosed
	}
	return nil
}

// run handles the calls in the queue until there is none.
func (s *server[Req, Resp]) run() {
	for !s.queue.release() {
		for c := s.queue.drain(); c != nil; c = c.next {
			if c.state.CompareAndSwap(waiting, begun) {
				s.serve(c)
			}
		}
	}
}

// serve handles c. The reply is there before the call counts as finished, and
// the caller goes on after that: so whoever has the reply finds the call
// finished, and whoever finds it finished has the reply.
func (s *server[Req, Resp]) serve(c *call[Req, Resp]) {
	c.resp, c.err = s.do(c.req)
	c.state.Store(replied)
	s.ledger.leave()
	close(c.wake)
}

// do calls handle. Its panic becomes the error.
func (s *server[Req, Resp]) do(req Req) (resp Resp, err error) {
	defer catch(&err)
	return s.handle(req)
}
