package bench

import (
	"context"
	"time"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// nothing does as little as a pattern can.
type nothing[K comparable] struct{ patterns.Table[K, int] }

func (nothing[K]) Load(K) (int, bool)                           { return 0, true }
func (nothing[K]) Store(K, int)                                 {}
func (nothing[K]) Call(_ context.Context, req int) (int, error) { return req, nil }
func (nothing[K]) Shutdown(context.Context) error               { return nil }

type nothingState struct{}

func (nothingState) Load() conformance.Pair { return conformance.Pair{} }

func (nothingState) Update(
	func(conformance.Pair) (conformance.Pair, error),
) (conformance.Pair, error) {
	return conformance.Pair{}, nil
}

type nothingDeferred struct{ nothing[int] }

func (nothingDeferred) Get(context.Context) (int, error) { return loaded, nil }
func (nothingDeferred) Status() patterns.Status          { return patterns.Ready }

type nothingRegistry struct{ patterns.Registry[string, int] }

func (nothingRegistry) Register(context.Context, string, int) (func(), error) { return func() {}, nil }
func (nothingRegistry) Lookup(string) (int, bool)                             { return 0, true }

type nothingTimer struct{}

func (nothingTimer) Touch() bool { return true }
func (nothingTimer) Stop() bool  { return true }

type nothingTicker struct{ tick func() }

func (t nothingTicker) Trigger() { t.tick() }
func (nothingTicker) Stop()      {}

type nothingCounter struct{ nothing[int] }

func (nothingCounter) Add(string, int64) error { return nil }
func (nothingCounter) Count(string) int64      { return 1 }
func (nothingCounter) Total() int64            { return 0 }

// A nothingPool is its own future.
type nothingPool struct{ nothing[int] }

func (p *nothingPool) Submit(
	context.Context, func(context.Context) (int, error),
) (patterns.Future[int], error) {
	return p, nil
}

func (*nothingPool) Get(context.Context) (int, error) { return 0, nil }

type nothingEmitter struct{}

func (nothingEmitter) Attach(func(int)) func() { return func() {} }
func (nothingEmitter) Emit(int)                {}

type nothingGate struct{ nothing[int] }

func (nothingGate) Do(f func() error) error { return f() }

type nothingHibernator struct {
	patterns.Hibernator[*conformance.Pair]
	value *conformance.Pair
}

func (h nothingHibernator) Load() *conformance.Pair { return h.value }
func (h nothingHibernator) Hibernate()              {}

func newNothing() conformance.Implementation {
	return conformance.Implementation{
		Name: "nothing",
		Deferred: func(time.Duration, func(context.Context) (int, error)) patterns.Deferred[int] {
			return nothingDeferred{}
		},
		State: func(
			conformance.Pair, func(conformance.Pair) error,
		) (patterns.State[conformance.Pair], error) {
			return nothingState{}, nil
		},
		Registry:  func() patterns.Registry[string, int] { return nothingRegistry{} },
		IdleTimer: func(time.Duration, func()) patterns.IdleTimer { return nothingTimer{} },
		Ticker: func(_ time.Duration, tick func()) patterns.Ticker {
			return nothingTicker{tick}
		},
		Server:   func(func(int) (int, error)) patterns.Server[int, int] { return nothing[int]{} },
		Table:    func() patterns.Table[string, int] { return nothing[string]{} },
		IntTable: func() patterns.Table[int, int] { return nothing[int]{} },
		Counter:  func(int) patterns.Counter[string] { return nothingCounter{} },
		Pool:     func(int) patterns.Pool[int] { return &nothingPool{} },
		Emitter:  func(func(*patterns.PanicError)) patterns.Emitter[int] { return nothingEmitter{} },
		Gate:     func(func() error) patterns.Gate { return nothingGate{} },
		Hibernator: func(
			initial *conformance.Pair, _ patterns.Codec[*conformance.Pair],
		) patterns.Hibernator[*conformance.Pair] {
			return nothingHibernator{value: initial}
		},
	}
}
