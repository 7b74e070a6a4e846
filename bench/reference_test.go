package bench

import (
	"context"
	"sync"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// newReference returns an implementation that does what the workloads need,
// the simplest way.
func newReference() conformance.Implementation {
	return conformance.Implementation{
		Name: "reference",
		State: func(
			p conformance.Pair, _ func(conformance.Pair) error,
		) (patterns.State[conformance.Pair], error) {
			return &referenceState{pair: p}, nil
		},
		Table:    newReferenceTable[string],
		IntTable: newReferenceTable[int],
		Server: func(handle func(int) (int, error)) patterns.Server[int, int] {
			return &referenceServer{handle: handle}
		},
		Deferred:   newReferenceDeferred,
		Registry:   newReferenceRegistry,
		IdleTimer:  newReferenceIdleTimer,
		Ticker:     newReferenceTicker,
		Counter:    newReferenceCounter,
		Pool:       newReferencePool,
		Emitter:    newReferenceEmitter,
		Gate:       newReferenceGate,
		Hibernator: newReferenceHibernator,
	}
}

type referenceState struct {
	mu   sync.Mutex
	pair conformance.Pair
}

func (s *referenceState) Load() conformance.Pair {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pair
}

func (s *referenceState) Update(
	f func(conformance.Pair) (conformance.Pair, error),
) (conformance.Pair, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := f(s.pair)
	if err == nil {
		s.pair = p
	}
	return p, err
}

type referenceTable[K comparable] struct {
	patterns.Table[K, int] // nil: the workloads call nothing else
	mu                     sync.Mutex
	values                 map[K]int
}

func newReferenceTable[K comparable]() patterns.Table[K, int] {
	return &referenceTable[K]{values: make(map[K]int)}
}

func (t *referenceTable[K]) Load(key K) (int, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v, ok := t.values[key]
	return v, ok
}

func (t *referenceTable[K]) Store(key K, value int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.values[key] = value
}

type referenceServer struct {
	door   referenceDoor
	turn   sync.Mutex
	handle func(int) (int, error)
}

func (s *referenceServer) Call(ctx context.Context, req int) (resp int, err error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	err = s.door.pass(func() (err error) {
		s.turn.Lock()
		defer s.turn.Unlock()
		resp, err = s.handle(req)
		return err
	})
	return resp, err
}

func (s *referenceServer) Shutdown(context.Context) error {
	s.door.shut()
	return nil
}

// A referenceDoor admits work until it is shut.
type referenceDoor struct {
	mu      sync.Mutex
	closed  bool
	working sync.WaitGroup
}

func (d *referenceDoor) enter() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return patterns.ErrClosed
	}
	d.working.Add(1)
	return nil
}

func (d *referenceDoor) pass(work func() error) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.working.Done()
	return work()
}

// shut returns when all work that was admitted is done.
func (d *referenceDoor) shut() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.working.Wait()
}
