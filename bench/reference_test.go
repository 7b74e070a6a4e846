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
	mu     sync.Mutex
	handle func(int) (int, error)
}

func (s *referenceServer) Call(ctx context.Context, req int) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.handle(req)
}

func (s *referenceServer) Shutdown(context.Context) error { return nil }
