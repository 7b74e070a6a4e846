package bench

import (
	"fmt"
	"sync/atomic"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// Emitter returns the workloads of [patterns.Emitter]: to emit events to some
// handlers that count them.
func Emitter(g Grid) []Workload {
	return workloads("Emitter", points(g, []dimension{
		{"handlers", "1", []string{"0", "1", "3"}},
		goroutines(g, "2", "1", "8"),
	}), prepareEmitter)
}

func prepareEmitter(p point) Setup {
	handlers := p.number("handlers")
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.Emitter == nil {
			return nil, ErrNotImplemented
		}
		var failed atomic.Int64
		emitter := impl.Emitter(func(*patterns.PanicError) { failed.Add(1) })
		users := make([]*emitterUser, p.number("goroutines"))
		for i := range users {
			users[i] = &emitterUser{emitter: emitter, event: i, handlers: handlers}
		}
		detachments := make([]func(), handlers)
		for i := range detachments {
			// An event is the number of the goroutine that emits it. The handler
			// runs there, so that it counts without contention.
			detachments[i] = emitter.Attach(func(event int) { users[event].handled++ })
		}
		return instance(users, func() error {
			for _, detach := range detachments {
				detach()
			}
			if n := failed.Load(); n > 0 {
				return fmt.Errorf("%d handlers were reported to have failed", n)
			}
			return nil
		}), nil
	}
}

type emitterUser struct {
	emitter  patterns.Emitter[int]
	event    int
	handlers int
	emitted  int
	handled  int
	_        pad
}

func (u *emitterUser) run(n int) {
	emitter, event := u.emitter, u.event
	for range n {
		emitter.Emit(event)
	}
	u.emitted += n
}

func (u *emitterUser) failure() error {
	if want := u.emitted * u.handlers; u.handled != want {
		return fmt.Errorf("%d Emits called handlers %d times, not %d", u.emitted, u.handled, want)
	}
	return nil
}
