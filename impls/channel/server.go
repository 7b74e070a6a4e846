package channel

import (
	"context"

	"github.com/assay-go/assay/patterns"
)

// A server is a goroutine with a mailbox, in the manner of a GenServer.
//
// The mailbox has no room: a request is either with its caller, who can still
// withdraw it, or being handled. Those who wait to send are its queue, which a
// channel keeps in order.
type server[Req, Resp any] struct {
	handle  func(Req) (Resp, error)
	mailbox chan request[Req, Resp]
	ledger  chan ledger   // of capacity 1, a baton
	done    chan struct{} // closed once the server is closed and nothing is pending
}

// A request is a message of a Call to the goroutine.
type request[Req, Resp any] struct {
	req   Req
	reply chan reply[Resp] // of capacity 1, so that an abandoned request holds nobody up
}

// A reply is what handle returned.
type reply[Resp any] struct {
	resp Resp
	err  error
}

// A ledger is what Call and Shutdown must agree on: whether a call is accepted
// and which one is the last.
type ledger struct {
	pending int // the accepted calls that are neither finished nor withdrawn
	closed  bool
}

// NewServer returns a server and starts its goroutine, which lives until the
// last call after a Shutdown.
func NewServer[Req, Resp any](handle func(Req) (Resp, error)) patterns.Server[Req, Resp] {
	s := &server[Req, Resp]{
		handle:  handle,
		mailbox: make(chan request[Req, Resp]),
		ledger:  make(chan ledger, 1),
		done:    make(chan struct{}),
	}
	s.ledger <- ledger{}
	go s.run()
	return s
}

// Call has req handled and returns the reply.
func (s *server[Req, Resp]) Call(ctx context.Context, req Req) (Resp, error) {
	if err := s.enter(ctx); err != nil {
		return *new(Resp), err
	}
	r := request[Req, Resp]{req, make(chan reply[Resp], 1)}
	select {
	case s.mailbox <- r: // sooner or later: the goroutine outlives every accepted call
	case <-ctx.Done():
		s.ledger <- s.less(<-s.ledger)
		return *new(Resp), context.Cause(ctx)
	}
	select {
	case a := <-r.reply:
		return a.resp, a.err
	case <-ctx.Done():
	}
	select {
	case a := <-r.reply: // it was there when the context was done
		return a.resp, a.err
	default:
		return *new(Resp), context.Cause(ctx)
	}
}

// Shutdown refuses further calls and waits for the accepted ones.
func (s *server[Req, Resp]) Shutdown(ctx context.Context) error {
	l := <-s.ledger
	if !l.closed && l.pending == 0 {
		close(s.done)
	}
	l.closed = true
	s.ledger <- l
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
	}
	select {
	case <-s.done: // finished work beats a done context
		return nil
	default:
		return context.Cause(ctx)
	}
}

// enter accepts a call, unless the server is closed or ctx is done.
func (s *server[Req, Resp]) enter(ctx context.Context) error {
	expired := ctx.Err() != nil // asked before the baton is taken: a context is code of the user
	l := <-s.ledger
	if !l.closed && !expired {
		l.pending++
	}
	s.ledger <- l
	switch {
	case l.closed:
		return patterns.ErrClosed
	case expired:
		return context.Cause(ctx)
	}
	return nil
}

// run handles one request after the other.
func (s *server[Req, Resp]) run() {
	for {
		select {
		case r := <-s.mailbox:
			s.serve(r)
		case <-s.done: // then nobody is left to send
			return
		}
	}
}

// serve handles r. The reply is sent with the ledger in hand, so whoever has
// seen the reply finds the call finished, and the other way round.
func (s *server[Req, Resp]) serve(r request[Req, Resp]) {
	a := s.do(r.req)
	l := <-s.ledger
	r.reply <- a
	s.ledger <- s.less(l)
}

// do calls handle. Its panic becomes the error.
func (s *server[Req, Resp]) do(req Req) (a reply[Resp]) {
	defer catch(&a.err)
	a.resp, a.err = s.handle(req)
	return a
}

// less returns the ledger with one pending call less. The last one of a closed
// server ends it.
func (s *server[Req, Resp]) less(l ledger) ledger {
	l.pending--
	if l.closed && l.pending == 0 {
		close(s.done)
	}
	return l
}
