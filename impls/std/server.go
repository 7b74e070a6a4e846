package std

import (
	"context"
	"slices"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// A server is a monitor: callers wait inside it for their turn, and the one
// whose turn it is has its request handled on a goroutine of its own, so that it
// can leave before the reply.
type server[Req, Resp any] struct {
	handle func(Req) (Resp, error)

	mu      sync.Mutex         // guards all below, and the calls
	waiting []*call[Req, Resp] // the longest first
	busy    bool               // whether handle is running
	closed  bool
	idle    *sync.Cond // told when nobody waits and handle is not running
}

// A call is one request on its way. Each has a Cond, on the one lock, so that a
// change wakes the caller it concerns and nobody else.
type call[Req, Resp any] struct {
	req     Req
	wake    *sync.Cond // told when it is its turn, when it is over, when it has expired
	expired bool       // its context is done
	begun   bool
	over    bool // resp and err are the reply
	resp    Resp
	err     error
}

// NewServer returns a server that starts a goroutine for each request.
func NewServer[Req, Resp any](handle func(Req) (Resp, error)) patterns.Server[Req, Resp] {
	s := &server[Req, Resp]{handle: handle}
	s.idle = sync.NewCond(&s.mu)
	return s
}

// Call has req handled and returns the reply.
func (s *server[Req, Resp]) Call(ctx context.Context, req Req) (Resp, error) {
	c := &call[Req, Resp]{req: req, wake: sync.NewCond(&s.mu)}
	defer watch(ctx, c.wake, &c.expired)()
	if s.attend(c) {
		return c.resp, c.err
	}
	return *new(Resp), context.Cause(ctx)
}

// Shutdown refuses further calls and waits for the accepted ones.
func (s *server[Req, Resp]) Shutdown(ctx context.Context) error {
	expired := false
	defer watch(ctx, s.idle, &expired)()
	if s.close(&expired) {
		return nil
	}
	return context.Cause(ctx)
}

// watch sets *expired and tells cond, whose lock guards it, once ctx is done.
// The function it returns ends the watch. Inside the monitor *expired stands for
// the context, which is code of the user and may not be called there.
func watch(ctx context.Context, cond *sync.Cond, expired *bool) (stop func() bool) {
	*expired = ctx.Err() != nil
	return context.AfterFunc(ctx, func() {
		cond.L.Lock()
		defer cond.L.Unlock()
		*expired = true
		cond.Broadcast()
	})
}

// attend sees c through. It reports whether there is a reply.
func (s *server[Req, Resp]) attend(c *call[Req, Resp]) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		c.err = patterns.ErrClosed
		return true
	}
	s.waiting = append(s.waiting, c)
	for !c.over && !c.expired {
		if !s.busy && !c.begun && s.waiting[0] == c {
			s.begin(c)
		}
		c.wake.Wait()
	}
	if !c.begun {
		s.remove(c)
		s.next()
	}
	return c.over
}

// close refuses further calls and waits for the accepted ones. It reports
// whether all have finished.
func (s *server[Req, Resp]) close(expired *bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for s.working() && !*expired {
		s.idle.Wait()
	}
	return !s.working()
}

// begin has c handled. The caller holds the lock.
func (s *server[Req, Resp]) begin(c *call[Req, Resp]) {
	s.remove(c)
	s.busy, c.begun = true, true
	go s.serve(c)
}

// serve handles c, then tells its caller and the next one.
func (s *server[Req, Resp]) serve(c *call[Req, Resp]) {
	resp, err := s.do(c.req)
	s.mu.Lock()
	defer s.mu.Unlock()
	c.resp, c.err, c.over = resp, err, true
	c.wake.Signal()
	s.busy = false
	s.next()
}

// do calls handle. Its panic becomes the error.
func (s *server[Req, Resp]) do(req Req) (resp Resp, err error) {
	defer catch(&err)
	return s.handle(req)
}

// next tells whoever has waited for handle to be free. The caller holds the lock.
func (s *server[Req, Resp]) next() {
	switch {
	case s.busy:
	case len(s.waiting) > 0:
		s.waiting[0].wake.Signal()
	default:
		s.idle.Broadcast()
	}
}

// remove takes c out of the queue. The caller holds the lock.
func (s *server[Req, Resp]) remove(c *call[Req, Resp]) {
	i := slices.Index(s.waiting, c)
	s.waiting = slices.Delete(s.waiting, i, i+1)
}

// working reports whether a call waits or is being handled. The caller holds the
// lock.
func (s *server[Req, Resp]) working() bool { return s.busy || len(s.waiting) > 0 }
