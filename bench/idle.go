package bench

import (
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// IdleTimer returns the workloads of [patterns.IdleTimer]: Touches of a timer
// that is never idle.
func IdleTimer(g Grid) []Workload {
	return workloads("IdleTimer", points(g, []dimension{
		{"op", "touch", []string{"touch"}},
		goroutines(g, "2", "1", "8"),
	}), prepareIdleTimer)
}

func prepareIdleTimer(p point) Setup {
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.IdleTimer == nil {
			return nil, ErrNotImplemented
		}
		var silences atomic.Int64
		timer := impl.IdleTimer(far, func() { silences.Add(1) })
		users := make([]*idleUser, p.number("goroutines"))
		for i := range users {
			users[i] = &idleUser{timer: timer}
		}
		return instance(users, func() error {
			if !timer.Stop() {
				return errors.New("the Stop of a timer that was on returned false")
			}
			if n := silences.Load(); n > 0 {
				return fmt.Errorf("idle was called %d times within %v", n, far)
			}
			return nil
		}), nil
	}
}

type idleUser struct {
	timer patterns.IdleTimer
	late  int
	_     pad
}

func (u *idleUser) run(n int) {
	timer := u.timer
	for range n {
		if !timer.Touch() {
			u.late++
		}
	}
}

func (u *idleUser) failure() error {
	if u.late > 0 {
		return fmt.Errorf("%d Touches that came in time returned false", u.late)
	}
	return nil
}
