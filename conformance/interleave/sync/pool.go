package sync

import (
	"sync"
	"sync/atomic"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// A Pool stands for the type of that name in package sync. In a controlled run
// it is a stack that is empty when the run begins.
type Pool struct {
	real atomic.Pointer[sync.Pool]
	_    [3]uintptr

	// New makes a value when Get would return nil otherwise.
	New func() any
}

// A stack is what a pool holds in a run.
type stack struct{ values []any }

func (p *Pool) stack(t *sched.Thread) *stack {
	return sched.State(t, p, func() *stack { return new(stack) })
}

// Put adds x to the pool.
func (p *Pool) Put(x any) {
	t := sched.Point("Pool.Put")
	switch {
	case x == nil:
	case t == nil:
		p.original().Put(x)
	default:
		s := p.stack(t)
		s.values = append(s.values, x)
	}
}

// Get takes a value from the pool, or makes one.
func (p *Pool) Get() any {
	t := sched.Point("Pool.Get")
	if t == nil {
		if x := p.original().Get(); x != nil {
			return x
		}
	} else if s := p.stack(t); len(s.values) > 0 {
		x := s.values[len(s.values)-1]
		s.values = s.values[:len(s.values)-1]
		return x
	}
	if p.New == nil {
		return nil
	}
	return p.New()
}

func (p *Pool) original() *sync.Pool {
	if known := p.real.Load(); known != nil {
		return known
	}
	p.real.CompareAndSwap(nil, new(sync.Pool))
	return p.real.Load()
}
