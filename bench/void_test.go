package bench

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

var errBroken = errors.New("broken")

// The implementations of this file do not do what they have to.

type deafTable struct{ patterns.Table[int, int] }

func (deafTable) Load(int) (int, bool) { return 0, false }
func (deafTable) Store(int, int)       {}

type emptyDeferred struct{ patterns.Deferred[int] }

func (emptyDeferred) Get(context.Context) (int, error) { return 0, nil }
func (emptyDeferred) Shutdown(context.Context) error   { return nil }

type stubbornDeferred struct{ emptyDeferred }

func (stubbornDeferred) Shutdown(context.Context) error { return errBroken }

// fullRegistry refuses the keys that come when it has some.
type fullRegistry struct {
	patterns.Registry[string, int]
	keys int
}

func (r *fullRegistry) Lookup(string) (int, bool) { return 0, false }

func (r *fullRegistry) Register(context.Context, string, int) (func(), error) {
	if r.keys++; r.keys > 1000 {
		return nil, errBroken
	}
	return func() {}, nil
}

type offTimer struct{}

func (offTimer) Touch() bool { return false }
func (offTimer) Stop() bool  { return false }

type hastyTicker struct{ tick func() }

func newHastyTicker(_ time.Duration, tick func()) patterns.Ticker {
	tick()
	return hastyTicker{tick}
}

func (t hastyTicker) Trigger() { t.tick() }
func (hastyTicker) Stop()      {}

type lossyCounter struct{ referenceCounter }

func (c *lossyCounter) Add(string, int64) error { return nil }
func (c *lossyCounter) Count(string) int64      { return 0 }
func (c *lossyCounter) Total() int64            { return 0 }

type emptyPool struct{ referencePool }

func (p *emptyPool) Submit(
	context.Context, func(context.Context) (int, error),
) (patterns.Future[int], error) {
	return p, nil
}

func (p *emptyPool) Get(context.Context) (int, error) { return 0, nil }

type silentEmitter struct{}

func (silentEmitter) Attach(func(int)) func() { return func() {} }
func (silentEmitter) Emit(int)                {}

type idleGate struct{}

func (idleGate) Do(func() error) error          { return nil }
func (idleGate) Shutdown(context.Context) error { return nil }

// sleepless does not hibernate.
type sleepless struct {
	patterns.Hibernator[*conformance.Pair]
	value *conformance.Pair
}

func (s sleepless) Load() *conformance.Pair { return s.value }
func (s sleepless) Hibernate()              {}

// closedServer has no time.
type closedServer struct{}

func (closedServer) Call(context.Context, int) (int, error) { return 0, patterns.ErrClosed }
func (closedServer) Shutdown(context.Context) error         { return nil }

func newBroken() conformance.Implementation {
	return conformance.Implementation{
		Deferred: func(time.Duration, func(context.Context) (int, error)) patterns.Deferred[int] {
			return emptyDeferred{}
		},
		IntTable:  func() patterns.Table[int, int] { return deafTable{} },
		Registry:  func() patterns.Registry[string, int] { return &fullRegistry{} },
		IdleTimer: func(time.Duration, func()) patterns.IdleTimer { return offTimer{} },
		Ticker:    newHastyTicker,
		Server:    func(func(int) (int, error)) patterns.Server[int, int] { return closedServer{} },
		Counter:   func(int) patterns.Counter[string] { return &lossyCounter{} },
		Pool:      func(int) patterns.Pool[int] { return &emptyPool{} },
		Emitter:   func(func(*patterns.PanicError)) patterns.Emitter[int] { return silentEmitter{} },
		Gate:      func(func() error) patterns.Gate { return idleGate{} },
		Hibernator: func(
			initial *conformance.Pair, _ patterns.Codec[*conformance.Pair],
		) patterns.Hibernator[*conformance.Pair] {
			return sleepless{value: initial}
		},
	}
}

// A measurement of an implementation that does not do what it has to is void,
// and the error says why.
func TestVoid(t *testing.T) {
	for _, test := range []struct {
		of   func(Grid) []Workload
		name string
		want string
	}{
		{Table, "key=int/keys=1000/dist=zipf/reads=100/goroutines=1", "5 Loads found nothing for a key that is there"},
		{Deferred, "op=get/goroutines=1", "6 Gets did not return the value that was loaded"},
		{Registry, "op=lookup/keys=1000/goroutines=1", "5 Lookups found nothing for a key that is there"},
		{Registry, "op=register/keys=1000/goroutines=1", "a Register of a free key failed: broken"},
		{
			IdleTimer, "op=touch/goroutines=1",
			"5 Touches that came in time returned false\nthe Stop of a timer that was on returned false",
		},
		{Ticker, "op=start/goroutines=1", "tickers with a period of 1h0m0s ticked 5 times"},
		{Ticker, "op=trigger/goroutines=1", "there were 6 ticks for 5 Triggers"},
		{
			Server, "call=reply/deadline=none/goroutines=1",
			"5 Calls (none) returned something else than they had to",
		},
		{
			Counter, "op=add/shards=1/keys=1000/dist=hot/goroutines=1",
			"the Total is 0 after Adds of 1005",
		},
		{
			Counter, "op=count/shards=1/keys=1000/dist=hot/goroutines=1",
			"5 results (count) were not what had been added\nthe Total is 0 after Adds of 1000",
		},
		{
			Counter, "op=total/shards=1/keys=1000/dist=uniform/goroutines=1",
			"5 results (total) were not what had been added\nthe Total is 0 after Adds of 1000",
		},
		{Pool, "task=empty/workers=1/goroutines=1", "5 Gets did not return the result of their task"},
		{Emitter, "handlers=3/goroutines=1", "5 Emits called handlers 0 times, not 15"},
		{Gate, "op=do/goroutines=1", "5 Dos called their function 0 times\nterminate was called 0 times"},
		{Hibernator, "op=wake/values=1000/goroutines=1", "5 operations called the codec 0 times"},
		{Hibernator, "op=hibernate/values=1000/goroutines=1", "5 operations called the codec 0 times"},
	} {
		t.Run(test.name, func(t *testing.T) {
			instance, err := find(t, test.of, "impl=nothing/"+test.name).Prepare()(newBroken())
			require.NoError(t, err)
			if instance.Renew != nil {
				require.GreaterOrEqual(t, instance.Renew(5), 5)
			}
			instance.Ops[0](5)
			require.EqualError(t, instance.Close(), test.want)
		})
	}
}

// So is one that has been renewed for every operation.
func TestVoidRounds(t *testing.T) {
	stubborn := newBroken()
	stubborn.Deferred = func(time.Duration, func(context.Context) (int, error)) patterns.Deferred[int] {
		return stubbornDeferred{}
	}
	for _, test := range []struct {
		impl conformance.Implementation
		of   func(Grid) []Workload
		name string
		want string
	}{
		{
			newBroken(), Deferred, "op=ready/values=1000/load=0s/goroutines=1",
			"2000 Gets did not return the value that was loaded",
		},
		{stubborn, Deferred, "op=start/values=1000/load=0s/goroutines=1", "shutting down: broken"},
		{
			newBroken(), Shutdowner, "of=server/pending=10000/goroutines=1",
			"20000 pieces of work that were offered before Shutdown failed",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			instance, err := find(t, test.of, "impl=nothing/"+test.name).Prepare()(test.impl)
			require.NoError(t, err)
			Drive(idle{}, instance, 2)
			require.EqualError(t, instance.Close(), test.want)
		})
	}
}
