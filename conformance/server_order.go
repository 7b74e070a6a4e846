package conformance

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

func serverSerial(t *trial, newServer newServerFunc) {
	goroutines := t.Int("goroutines", 2, 6)
	calls := t.Int("calls of each", 1, 10)

	var active, most atomic.Int64
	handle := func(req int) (int, error) { //nolint:unparam // This handler never fails.
		if n := active.Add(1); n > most.Load() {
			most.Store(n)
		}
		yield()
		active.Add(-1)
		return req, nil
	}
	t.Run(func() {
		serving(t, newServer, handle, func(s patterns.Server[int, int]) {
			together(goroutines, func(i int) {
				for range calls {
					_, _ = s.Call(forever, i)
				}
			})
		})
	})

	if n := most.Load(); n != 1 {
		t.Failf("%d calls of handle ran at the same time", n)
	}
}

func serverOwnReply(t *trial, newServer newServerFunc) {
	goroutines := t.Int("goroutines", 1, 6)
	calls := t.Int("calls of each", 1, 10)

	handle := func(req int) (int, error) {
		yield()
		return reply(req)
	}
	t.Run(func() {
		serving(t, newServer, handle, func(s patterns.Server[int, int]) {
			together(goroutines, func(i int) {
				for n := range calls {
					req := i*100 + n
					if got, err := s.Call(forever, req); !isReply(req, got, err) {
						want, wantErr := reply(req)
						t.Failf("Call(%d) = %d, %v; want %d, %v", req, got, err, want, wantErr)
					}
				}
			})
		})
	})
}

func serverPanic(t *trial, newServer newServerFunc) {
	goroutines := t.Int("goroutines", 1, 4)
	calls := t.Int("calls of each", 1, 6)

	handle := func(req int) (int, error) {
		yield()
		if req%3 == 1 {
			panic(replyError(req))
		}
		return reply(req)
	}
	t.Run(func() {
		serving(t, newServer, handle, func(s patterns.Server[int, int]) {
			together(goroutines, func(i int) {
				for n := range calls {
					req := i*100 + n
					got, err := s.Call(forever, req)
					if req%3 == 1 {
						demandPanicError(t, req, err)
					} else if !isReply(req, got, err) {
						t.Failf("beside calls whose handle panics, Call(%d) = %d, %v", req, got, err)
					}
				}
			})
		})
	})
}

// demandPanicError demands that err tells of the panic of handle.
func demandPanicError(t *trial, req int, err error) {
	var p *patterns.PanicError
	switch {
	case !errors.As(err, &p):
		t.Failf("handle panicked, but Call(%d) returned the error %v, want a *PanicError", req, err)
	case p.Value != replyError(req):
		t.Failf("handle panicked with %v, but the PanicError of Call(%d) has %v", replyError(req), req, p.Value)
	case len(p.Stack) == 0:
		t.Failf("the PanicError of Call(%d) has no stack", req)
	}
}

func serverOrder(t *trial, newServer newServerFunc) {
	r := rush(t, newServer)
	last := make(map[int]int)
	for _, req := range r.begun {
		if n, ok := last[req/100]; ok && n > req {
			t.Failf("goroutine %d made call %d after call %d, but it was handled before", req/100, n%100, req%100)
		}
		last[req/100] = req
	}
}

func serverLate(t *trial, newServer newServerFunc) {
	r := rush(t, newServer)
	gaveUp, late := false, false
	for _, c := range r.calls {
		if errors.Is(c.err, errCause) {
			gaveUp = true
		} else if late = gaveUp; !isReply(c.req, c.reply, c.err) {
			t.Failf("Call(%d) returned %d, %v, which is not the reply to it", c.req, c.reply, c.err)
		}
	}
	t.Met("a Call gives up, and another one does not", gaveUp && late)
}

func serverAbandoned(t *trial, newServer newServerFunc) {
	r := rush(t, newServer)
	begun, ended := make(map[int]int), make(map[int]int)
	for _, req := range r.begun {
		begun[req]++
	}
	for _, req := range r.ended {
		ended[req]++
	}
	abandoned := false
	for _, c := range r.calls {
		if begun[c.req] > 1 {
			t.Failf("the request of Call(%d) was handled %d times", c.req, begun[c.req])
		}
		if begun[c.req] != ended[c.req] {
			t.Failf("the request of Call(%d) was not handled to its end", c.req)
		}
		abandoned = abandoned || begun[c.req] == 1 && errors.Is(c.err, errCause)
	}
	t.Met("a Call gives up while its request is being handled", abandoned)
}

// A log is a list that goroutines append to.
type log struct {
	mu   sync.Mutex
	list []int
}

func (l *log) add(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, n)
}
