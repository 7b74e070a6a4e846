package oracle_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/impls/mutex"
	"github.com/assay-go/assay/patterns"
	"github.com/assay-go/assay/reference/beam/oracle"
)

// Every implementation here is wrong, each in one way that its name tells. The rest
// is that of package mutex.

type pair = conformance.Pair

// A gloomy Deferred goes on saying that a load has failed.
type gloomy struct {
	patterns.Deferred[int]
	failed *atomic.Bool
}

func (d gloomy) Status() patterns.Status {
	if s := d.Deferred.Status(); s != patterns.Ready || !d.failed.Load() {
		return s
	}
	return patterns.Degraded
}

// A forgetful State keeps no value of 10 or more.
type forgetful struct{ patterns.State[pair] }

func (s forgetful) Update(f func(pair) (pair, error)) (changed pair, err error) {
	_, err = s.State.Update(func(old pair) (pair, error) {
		if changed, err = f(old); changed.A >= 10 && changed.A == changed.B {
			return old, err
		}
		return changed, err
	})
	return changed, err
}

// A clingy Registry keeps a name after unregister.
type clingy struct {
	patterns.Registry[string, int]
}

func (r clingy) Register(ctx context.Context, key string, value int) (func(), error) {
	unregister, err := r.Registry.Register(ctx, key, value)
	if err == nil {
		unregister = func() {}
	}
	return unregister, err
}

// An exhausted IdleTimer begins no silence after the first.
type exhausted struct {
	patterns.IdleTimer
	fired *atomic.Bool
}

func (t exhausted) Touch() bool { return !t.fired.Load() && t.IdleTimer.Touch() }

// A deaf Ticker hears no Trigger.
type deaf struct{ patterns.Ticker }

func (deaf) Trigger() {}

// A shocked Server does not handle the request after a panic.
type shocked struct {
	patterns.Server[int, int]
	panicked *atomic.Bool
}

func (s shocked) Call(ctx context.Context, request int) (int, error) {
	if s.panicked.Swap(false) {
		return 0, nil
	}
	reply, err := s.Server.Call(ctx, request)
	s.panicked.Store(err != nil && strings.HasPrefix(err.Error(), "panic"))
	return reply, err
}

// A stubborn Table keeps what is deleted.
type stubborn struct {
	patterns.Table[string, int]
}

func (stubborn) Delete(string) {}

// A lossy Counter drops the third Add.
type lossy struct {
	patterns.Counter[string]
	adds *int
}

func (c lossy) Add(key string, delta int64) error {
	if *c.adds++; *c.adds == 3 {
		return nil
	}
	return c.Counter.Add(key, delta)
}

// A lazy Pool hands out the Future of the first task for all.
type lazy struct {
	patterns.Pool[int]
	first *patterns.Future[int]
}

func (p lazy) Submit(
	ctx context.Context, task func(context.Context) (int, error),
) (patterns.Future[int], error) {
	future, err := p.Pool.Submit(ctx, task)
	if err == nil && *p.first == nil {
		*p.first = future
	}
	return *p.first, err
}

// A sticky Emitter detaches nobody.
type sticky struct{ patterns.Emitter[int] }

func (e sticky) Attach(handler func(int)) func() {
	e.Emitter.Attach(handler)
	return func() {}
}

// A timid Gate is closed by a panic.
type timid struct{ patterns.Gate }

func (g timid) Do(f func() error) error {
	return g.Gate.Do(func() error {
		defer func() {
			if p := recover(); p != nil {
				_ = g.Shutdown(canceled())
				panic(p)
			}
		}()
		return f()
	})
}

// A drowsy Hibernator wakes without doing what woke it.
type drowsy struct {
	patterns.Hibernator[*pair]
	asleep *bool
}

func (h drowsy) Hibernate() {
	*h.asleep = true
	h.Hibernator.Hibernate()
}

func (h drowsy) Update(f func(*pair) (*pair, error)) (*pair, error) {
	if *h.asleep {
		*h.asleep = false
		return h.Load(), nil
	}
	return h.Hibernator.Update(f)
}

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// faults are the wrong implementations, by pattern.
var faults = map[string]struct {
	impl  conformance.Implementation
	calls int // of the smallest programs that show the fault
}{
	"Deferred": {conformance.Implementation{
		Deferred: func(retry time.Duration, load func(context.Context) (int, error)) patterns.Deferred[int] {
			failed := new(atomic.Bool)
			return gloomy{mutex.NewDeferred(retry, func(ctx context.Context) (int, error) {
				v, err := load(ctx)
				failed.Store(failed.Load() || err != nil)
				return v, err
			}), failed}
		},
	}, 3},
	"State": {conformance.Implementation{
		State: func(initial pair, valid func(pair) error) (patterns.State[pair], error) {
			s, err := mutex.NewState(initial, valid)
			return forgetful{s}, err
		},
	}, 3},
	"Registry": {conformance.Implementation{
		Registry: func() patterns.Registry[string, int] { return clingy{mutex.NewRegistry[string, int]()} },
	}, 3},
	"IdleTimer": {conformance.Implementation{
		IdleTimer: func(timeout time.Duration, idle func()) patterns.IdleTimer {
			fired := new(atomic.Bool)
			return exhausted{mutex.NewIdleTimer(timeout, func() { fired.Store(true); idle() }), fired}
		},
	}, 3},
	"Ticker": {conformance.Implementation{
		Ticker: func(period time.Duration, tick func()) patterns.Ticker {
			return deaf{mutex.NewTicker(period, tick)}
		},
	}, 1},
	"Server": {conformance.Implementation{
		Server: func(handle func(int) (int, error)) patterns.Server[int, int] {
			return shocked{mutex.NewServer(handle), new(atomic.Bool)}
		},
	}, 2},
	"Table": {conformance.Implementation{
		Table: func() patterns.Table[string, int] { return stubborn{mutex.NewTable[string, int]()} },
	}, 3},
	"Counter": {conformance.Implementation{
		Counter: func(shards int) patterns.Counter[string] {
			return lossy{mutex.NewCounter[string](shards), new(int)}
		},
	}, 4},
	"Pool": {conformance.Implementation{
		Pool: func(workers int) patterns.Pool[int] {
			return lazy{mutex.NewPool[int](workers), new(patterns.Future[int])}
		},
	}, 4},
	"Emitter": {conformance.Implementation{
		Emitter: func(failed func(*patterns.PanicError)) patterns.Emitter[int] {
			return sticky{mutex.NewEmitter[int](failed)}
		},
	}, 3},
	"Gate": {conformance.Implementation{
		Gate: func(terminate func() error) patterns.Gate { return timid{mutex.NewGate(terminate)} },
	}, 2},
	"Hibernator": {conformance.Implementation{
		Hibernator: func(initial *pair, codec patterns.Codec[*pair]) patterns.Hibernator[*pair] {
			return drowsy{mutex.NewHibernator(initial, codec), new(bool)}
		},
	}, 2},
}

// TestFaults demands that every fault is found, and shown by a program that is as
// small as can be, or has one call more: no smaller one of it shows the fault, but
// one with other calls would.
func TestFaults(t *testing.T) {
	m := machine(t)
	for _, pattern := range oracle.Patterns() {
		t.Run(pattern, func(t *testing.T) {
			fault, ok := faults[pattern]
			require.True(t, ok, "no fault is seeded")
			fault.impl.Name = "faulty"
			for seed := range int64(10) {
				c, err := m.Search(fault.impl, pattern, seed, 300)
				require.NoError(t, err)
				require.NotNil(t, c, "not found, seed %d", seed)
				assert.LessOrEqual(t, len(c.Program.Calls), fault.calls+1, "seed %d: %v", seed, c)
				assert.Equal(t, len(c.Program.Calls)-1, c.First(), "seed %d: %v", seed, c)
			}
		})
	}
}

// TestTranscriptsFindFaults demands that what was recorded is enough to find the
// faults where there is no BEAM.
func TestTranscriptsFindFaults(t *testing.T) {
	for _, pattern := range oracle.Patterns() {
		transcript, found := read(t, pattern), 0
		for _, played := range transcript.Played {
			c, err := oracle.Compare(faults[pattern].impl, played, transcript.Versions)
			require.NoError(t, err)
			if !c.Agree() {
				found++
			}
		}
		assert.Positive(t, found, pattern)
	}
}
