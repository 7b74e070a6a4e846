package conformance

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/assay-go/assay/patterns"
)

// All the servers in this file are wrong, each in the one way that its fault
// tells, but the one without a fault.

func TestServerLawsSpareTheCorrect(t *testing.T) {
	sparesAll(t, serverLaws, newFaultyServer(""))
	sparesAll(t, shutdownerLaws, serverSite(newFaultyServer("")))
}

func TestServerMutants(t *testing.T) {
	killAll(t, serverLaws, []mutant[newServerFunc]{
		{name: "overlapping", breaks: "Serial", newPattern: newFaultyServer("overlapping")},
		{name: "crossed", breaks: "OwnReply", newPattern: newFaultyServer("crossed")},
		{name: "valueless", breaks: "OwnReply", newPattern: newFaultyServer("valueless")},
		{name: "stacking", breaks: "Order", newPattern: newFaultyServer("stacking")},
		{name: "deaf", breaks: "Deadline", newPattern: newFaultyServer("deaf")},
		{name: "polite", breaks: "Deadline", newPattern: newFaultyServer("polite")},
		{name: "recycling", breaks: "Late", newPattern: newFaultyServer("recycling")},
		{name: "insistent", breaks: "Abandoned", newPattern: newFaultyServer("insistent")},
		{name: "stubborn", breaks: "Withdrawn", newPattern: newFaultyServer("stubborn")},
		{name: "obliging", breaks: "Expired", newPattern: newFaultyServer("obliging")},
		{name: "wordless", breaks: "Expired", newPattern: newFaultyServer("wordless")},
		{name: "undecided", breaks: "ReplyWins", newPattern: newFaultyServer("undecided")},
		{name: "abrupt", breaks: "Backlog", newPattern: newFaultyServer("abrupt")},
		{name: "swallowing", breaks: "Panic", newPattern: newFaultyServer("swallowing")},
		{name: "dying", breaks: "Panic", newPattern: newFaultyServer("dying"), verdict: "deadlock"},
		{name: "fragile", breaks: "Panic", newPattern: newFaultyServer("fragile"), crashes: true},
	})
}

func TestShutdownerMutants(t *testing.T) {
	site := func(fault string) newSiteFunc { return serverSite(newFaultyServer(fault)) }
	killAll(t, shutdownerLaws, []mutant[newSiteFunc]{
		{name: "open", breaks: "Closed", newPattern: site("open")},
		{name: "nameless", breaks: "Closed", newPattern: site("nameless")},
		{name: "reluctant", breaks: "Closed", newPattern: site("reluctant")},
		{name: "hurried", breaks: "Drained", newPattern: site("hurried")},
		{name: "endless", breaks: "Deadline", newPattern: site("endless")},
		{name: "polling", breaks: "Deadline", newPattern: site("polling")},
		{name: "pessimistic", breaks: "Deadline", newPattern: site("pessimistic")},
		{name: "forgetful", breaks: "Repeatable", newPattern: site("forgetful")},
		{name: "lingering", breaks: "Gone", newPattern: site("lingering"), verdict: "leak"},
	})
}

// A faultyServer is a queue of calls and a goroutine that handles them, as long
// as there are any. It is correct but for its fault.
type faultyServer struct {
	fault  string
	handle func(int) (int, error)

	mu      sync.Mutex
	spare   []chan answer // channels for replies, to be used again
	queue   []*faultyCall
	running bool
	closed  bool
	idle    chan struct{} // closed when the queue has become empty after Shutdown
}

type faultyCall struct {
	req       int
	answer    chan answer
	begun     bool
	withdrawn bool
}

type answer struct {
	value int
	err   error
}

func newFaultyServer(fault string) newServerFunc {
	return func(handle func(int) (int, error)) patterns.Server[int, int] {
		return &faultyServer{fault: fault, handle: handle, idle: make(chan struct{})}
	}
}

func (s *faultyServer) is(faults ...string) bool { return slices.Contains(faults, s.fault) }

func (s *faultyServer) locked(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *faultyServer) Call(ctx context.Context, req int) (int, error) {
	c := &faultyCall{req: req, answer: s.channel()}
	defer s.recycle(c.answer)
	expired := ctx.Err() != nil
	if expired && s.is("wordless") {
		return 0, ctx.Err()
	}
	if !s.accept(c, expired && !s.is("obliging")) {
		if s.is("nameless") {
			return 0, errors.New("no")
		}
		return 0, patterns.ErrClosed
	}
	if expired {
		return 0, context.Cause(ctx)
	}
	return s.await(ctx, c)
}

// channel returns a channel for a reply.
func (s *faultyServer) channel() chan answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last := len(s.spare) - 1; last >= 0 {
		c := s.spare[last]
		s.spare = s.spare[:last]
		return c
	}
	return make(chan answer, 1)
}

// recycle keeps a channel, although a reply may be on its way to it.
func (s *faultyServer) recycle(c chan answer) {
	if s.is("recycling") {
		s.locked(func() { s.spare = append(s.spare, c) })
	}
}

// accept puts c in the queue, unless the server is closed or, if only asked,
// the call has expired.
func (s *faultyServer) accept(c *faultyCall, onlyAsk bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed && !s.is("open") || s.is("reluctant") && len(s.queue) > 2 {
		return false
	}
	if onlyAsk {
		return true
	}
	s.queue = append(s.queue, c)
	if !s.running || s.is("overlapping") {
		s.running = true
		go s.run()
	}
	return true
}

// await waits for the answer to c.
func (s *faultyServer) await(ctx context.Context, c *faultyCall) (int, error) {
	done := ctx.Done()
	if s.is("deaf") {
		done = nil
	}
	select {
	case a := <-c.answer:
		return a.value, a.err
	case <-done:
	}
	if !s.is("undecided") {
		select {
		case a := <-c.answer:
			return a.value, a.err
		default:
		}
	}
	return s.giveUp(ctx, c)
}

// giveUp withdraws c, unless it has begun.
func (s *faultyServer) giveUp(ctx context.Context, c *faultyCall) (int, error) {
	begun := false
	s.locked(func() {
		begun = c.begun
		c.withdrawn = !s.is("stubborn", "stacking")
		if s.is("insistent") && begun { // surely it did not get through
			s.queue = append(s.queue, &faultyCall{req: c.req, answer: make(chan answer, 1)})
		}
	})
	if begun && s.is("polite") { // it would be rude to leave now
		a := <-c.answer
		return a.value, a.err
	}
	return 0, context.Cause(ctx)
}

// run handles calls until there are none.
func (s *faultyServer) run() {
	for {
		c := s.next()
		if c == nil {
			return
		}
		a := s.answer(c.req)
		if errors.As(a.err, new(*patterns.PanicError)) && s.is("dying") {
			return
		}
		if s.is("crossed") {
			if other := s.next(); other != nil {
				c.answer <- s.answer(other.req)
				c = other
			}
		}
		select {
		case c.answer <- a:
		default: // it was used again, and has a reply
		}
	}
}

// next takes the next call out of the queue. If there is none, the goroutine
// that runs is told to end.
func (s *faultyServer) next() *faultyCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) > 0 {
		i := 0
		if s.is("stacking") {
			i = len(s.queue) - 1
		}
		c := s.queue[i]
		s.queue = slices.Delete(s.queue, i, i+1)
		if c.withdrawn {
			continue
		}
		c.begun = true
		return c
	}
	s.running = false
	s.finish()
	return nil
}

// finish says that all is done, if it is. The lock must be held.
func (s *faultyServer) finish() {
	if !s.closed || s.running {
		return
	}
	select {
	case <-s.idle:
	default:
		close(s.idle)
	}
}

func (s *faultyServer) answer(req int) (a answer) {
	if !s.is("fragile") {
		defer func() {
			if p := recover(); p != nil && !s.is("swallowing") {
				a = answer{0, &patterns.PanicError{Value: p, Stack: debug.Stack()}}
			}
		}()
	}
	value, err := s.handle(req)
	if err != nil && s.is("valueless") {
		err = nil
	}
	return answer{value, err}
}

func (s *faultyServer) Shutdown(ctx context.Context) error {
	var again bool
	s.locked(func() {
		again = s.closed
		s.closed = true
		if s.is("abrupt") {
			for _, c := range s.queue {
				c.answer <- answer{0, patterns.ErrClosed}
			}
			s.queue = nil
		}
		s.finish()
	})
	switch {
	case s.is("hurried"), s.is("forgetful") && again:
		return nil
	case s.is("polling"):
		return s.pollIdle(ctx)
	case s.is("endless"):
		<-s.idle
		return nil
	case s.is("lingering"):
		go func() { <-make(chan struct{}) }()
	}
	return s.waitIdle(ctx)
}

// pollIdle looks now and then.
func (s *faultyServer) pollIdle(ctx context.Context) error {
	for ctx.Err() == nil {
		select {
		case <-s.idle:
			return nil
		default:
			time.Sleep(time.Minute)
		}
	}
	return context.Cause(ctx)
}

func (s *faultyServer) waitIdle(ctx context.Context) error {
	select {
	case <-s.idle:
		return nil
	case <-ctx.Done():
	}
	select {
	case <-s.idle:
		if !s.is("pessimistic") {
			return nil
		}
	default:
	}
	return context.Cause(ctx)
}
