package sched

import (
	"bytes"
	"runtime"
	"slices"
)

// whoami returns the numbers of this goroutine and of its bubble, which is 0
// outside of bubbles. The first line of a stack trace is the only thing that
// tells: "goroutine 7 [running, synctest bubble 3]:".
func whoami() (goroutine, bubble uint64) {
	var buf [64]byte
	header := buf[:runtime.Stack(buf[:], false)]
	goroutine, header = number(bytes.TrimPrefix(header, []byte("goroutine ")))
	if _, tail, ok := bytes.Cut(header, []byte("bubble ")); ok {
		bubble, _ = number(tail)
	}
	return goroutine, bubble
}

// number reads the decimal number that b begins with.
func number(b []byte) (n uint64, tail []byte) {
	for i, c := range b {
		if c < '0' || c > '9' {
			return n, b[i:]
		}
		n = n*10 + uint64(c-'0')
	}
	return n, nil
}

// Current returns the thread that calls it, or nil if its goroutine is not under
// control. A goroutine that has been started by code which is not instrumented
// comes under control by this call.
func Current() *Thread {
	s := active.Load()
	if s == nil {
		return nil
	}
	if t := s.known(self()); t != nil {
		return t
	}
	id, bubble := whoami()
	if bubble == 0 || bubble != s.bubble.Load() || id == s.controller {
		return nil
	}
	s.mu.Lock()
	t := s.threads[id]
	s.mu.Unlock()
	if t == nil {
		t = s.adopt(id)
	}
	return t
}

// known returns the thread with this address, if there is one.
func (s *Scheduler) known(self uintptr) *Thread {
	if self == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addresses[self]
}

// adopt makes a thread of this goroutine. It has a name when it goes on.
func (s *Scheduler) adopt(id uint64) *Thread {
	t := s.newThread(nil)
	t.id = id
	s.mu.Lock()
	s.threads[id] = t
	s.orphans = append(s.orphans, t)
	s.mu.Unlock()
	t.park(serial, "start", nil)
	return t
}

// name names those that were adopted since it was called last. They have arrived
// in any order, but goroutines that one goroutine starts in a row are mostly
// numbered in a row.
func (s *Scheduler) name() {
	if len(s.orphans) == 0 {
		return
	}
	slices.SortFunc(s.orphans, byID)
	for _, t := range s.orphans {
		s.adopted++
		t.path = []int{adopted, s.adopted}
		t.name = pathName(t.path)
	}
	s.orphans = s.orphans[:0]
}

// Point lets other threads run before the operation op, if the goroutine that
// calls it is under control, and returns its thread.
func Point(op string) *Thread {
	t := Current()
	if t != nil {
		t.Point(op)
	}
	return t
}
