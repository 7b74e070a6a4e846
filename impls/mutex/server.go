package mutex

import (
	"container/list"
	"context"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// A server is a queue behind a lock. A goroutine handles what is in it, and
// exists only while there is something.
type server[Req, Resp any] struct {
	handle func(Req) (Resp, error)
	done   chan struct{} // closed once the server is closed and pending is zero

	mu      sync.Mutex
	queue   list.List // of *call: those that wait, the longest first
	pending int       // the accepted calls that are neither finished nor withdrawn
	running bool      // whether the goroutine exists
	closed  bool
}

// A call is one request on its way.
type call[Req, Resp any] struct {
	req   Req
	place *list.Element    // in the queue, nil once handle has begun; guarded by mu
	reply chan reply[Resp] // of capacity 1, so that an abandoned call holds nobody up
}

// A reply is what handle returned.
type reply[Resp any] struct {
	resp Resp
	err  error
}

// NewServer returns a server that starts a goroutine when it is called.
func NewServer[Req, Resp any](handle func(Req) (Resp, error)) patterns.Server[Req, Resp] {
	return &server[Req, Resp]{handle: handle, done: make(chan struct{})}
}

// Call has req handled and returns the reply.
func (s *server[Req, Resp]) Call(ctx context.Context, req Req) (Resp, error) {
	c := &call[Req, Resp]{req: req, reply: make(chan reply[Resp], 1)}
	if err := s.accept(ctx, c); err != nil {
		return *new(Resp), err
	}
	select {
	case r := <-c.reply:
		return r.resp, r.err
	case <-ctx.Done():
		s.withdraw(c)
	}
	select {
	case r := <-c.reply: // it was there when the context was done
		return r.resp, r.err
	default:
		return *new(Resp), context.Cause(ctx)
	}
}

// Shutdown refuses further calls and waits for the accepted ones.
func (s *server[Req, Resp]) Shutdown(ctx context.Context) error {
	s.close()
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

// accept puts c in the queue, unless the server is closed or ctx is done.
func (s *server[Req, Resp]) accept(ctx context.Context, c *call[Req, Resp]) error {
	var cause error
	if ctx.Err() != nil { // asked before the lock is taken: a context is code of the user
		cause = context.Cause(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return patterns.ErrClosed
	}
	if cause != nil {
		return cause
	}
	s.pending++
	c.place = s.queue.PushBack(c)
	if !s.running {
		s.running = true
		go s.run()
	}
	return nil
}

// withdraw takes c out of the queue, if it is still there.
func (s *server[Req, Resp]) withdraw(c *call[Req, Resp]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.place != nil {
		s.queue.Remove(c.place)
		s.leave()
	}
}

// run handles the calls in the queue until there is none.
func (s *server[Req, Resp]) run() {
	for c := s.next(); c != nil; c = s.next() {
		s.finish(c, s.do(c.req))
	}
}

// next takes the first call out of the queue. If there is none it returns nil,
// and the goroutine that runs has ceased to count.
func (s *server[Req, Resp]) next() *call[Req, Resp] {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := s.queue.Front()
	if first == nil {
		s.running = false
		return nil
	}
	c := s.queue.Remove(first).(*call[Req, Resp])
	c.place = nil
	return c
}

// do calls handle. Its panic becomes the error.
func (s *server[Req, Resp]) do(req Req) (r reply[Resp]) {
	defer catch(&r.err)
	r.resp, r.err = s.handle(req)
	return r
}

// finish sends the reply and counts the call as finished, both in one step:
// whoever has seen the one has seen the other.
func (s *server[Req, Resp]) finish(c *call[Req, Resp], r reply[Resp]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.reply <- r // does not wait: the channel has room for the only reply
	s.leave()
}

// close refuses further calls.
func (s *server[Req, Resp]) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed && s.pending == 0 {
		close(s.done)
	}
	s.closed = true
}

// leave counts one call less. The caller holds the lock.
func (s *server[Req, Resp]) leave() {
	s.pending--
	if s.closed && s.pending == 0 {
		close(s.done)
	}
}
