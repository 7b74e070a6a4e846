package conformance

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/assay-go/assay/patterns"
)

// All the workers in this file but plainWorker have one part that is wrong, and
// the laws of the composition see it through what the worker does.

func TestCompositionLawsSpareTheCorrect(t *testing.T) { sparesAll(t, compositionLaws, plainWorker()) }

func TestCompositionMutants(t *testing.T) {
	killAll(t, compositionLaws, []mutant[composed]{
		{name: "clinging", breaks: "Named", newPattern: workerWith(func(i *Implementation) {
			i.Registry = newClinging
		})},
		{name: "piecemeal", breaks: "Filled", newPattern: workerWith(func(i *Implementation) {
			i.Table = func() patterns.Table[string, int] { return piecemeal{newLocked()} }
		})},
		{name: "slow", breaks: "Retried", newPattern: workerWith(func(i *Implementation) {
			i.Deferred = func(retry time.Duration, load func(context.Context) (int, error)) patterns.Deferred[int] {
				return newFaultyDeferred("")(2*retry, load)
			}
		})},
		{name: "rigid", breaks: "Refreshed", newPattern: workerWith(func(i *Implementation) {
			i.Ticker = func(period time.Duration, tick func()) patterns.Ticker {
				return newFaultyTicker("")(period, sync.OnceFunc(tick))
			}
		})},
		{name: "starved", breaks: "Unstarved", newPattern: workerWith(starve)},
		{name: "amnesic", breaks: "Unstarved", newPattern: workerWith(func(i *Implementation) {
			i.Hibernator = newAmnesic
		})},
		{name: "offended", breaks: "Unharmed", newPattern: workerWith(func(i *Implementation) {
			i.Emitter = newOffended
		})},
		{name: "insistent", breaks: "Once", newPattern: workerWith(func(i *Implementation) {
			i.Server = newFaultyServer("insistent")
		})},
		{name: "forgetful", breaks: "Once", newPattern: workerWith(func(i *Implementation) {
			i.Counter = newForgetful
		})},
		{name: "double", breaks: "Flushed", newPattern: workerWith(func(i *Implementation) {
			i.Gate = func(terminate func() error) patterns.Gate {
				return newFaultyGate("")(func() error { return errors.Join(terminate(), terminate()) })
			}
		})},
		{name: "tireless", breaks: "Flushed", newPattern: workerWith(func(i *Implementation) {
			i.Gate = newTireless
		})},
		{name: "insistent", breaks: "Gone", verdict: "leak", newPattern: workerWith(func(i *Implementation) {
			i.Deferred = newFaultyDeferred("insistent")
		})},
		{name: "lingering", breaks: "Gone", verdict: "leak", newPattern: workerWith(func(i *Implementation) {
			i.Pool = newFaultyPool("lingering")
		})},
	})
}

// plainParts are the correct parts that the other tests make their mutants from.
func plainParts() Implementation {
	return Implementation{
		Name:       "plain",
		Deferred:   newFaultyDeferred(""),
		Registry:   newFaultyRegistry(""),
		IdleTimer:  newFaultyIdle(""),
		Ticker:     newFaultyTicker(""),
		Server:     newFaultyServer(""),
		Table:      newLockedTable,
		Counter:    newFaultyCounter(""),
		Pool:       newFaultyPool(""),
		Emitter:    newFaultyEmitter(""),
		Gate:       newFaultyGate(""),
		Hibernator: newFaultyHibernator(""),
	}
}

func plainWorker() composed { return workerWith(func(*Implementation) {}) }

// workerWith returns what makes workers of the plain parts, some of which change
// has replaced.
func workerWith(change func(*Implementation)) composed {
	parts := plainParts()
	change(&parts)
	return composed{parts.Registry, workerOf(parts)}
}

// clinging keeps what was registered.
type clinging struct{ patterns.Registry[string, int] }

func newClinging() patterns.Registry[string, int] { return clinging{newFaultyRegistry("")()} }

func (r clinging) Register(ctx context.Context, key string, value int) (func(), error) {
	_, err := r.Registry.Register(ctx, key, value)
	return func() {}, err
}

// starve makes every tick count as activity.
func starve(i *Implementation) {
	var mu sync.Mutex
	touch := func() bool { return false }
	i.IdleTimer = func(timeout time.Duration, idle func()) patterns.IdleTimer {
		timer := newFaultyIdle("")(timeout, idle)
		mu.Lock()
		defer mu.Unlock()
		touch = timer.Touch
		return timer
	}
	i.Ticker = func(period time.Duration, tick func()) patterns.Ticker {
		return newFaultyTicker("")(period, func() {
			tick()
			mu.Lock()
			defer mu.Unlock()
			touch()
		})
	}
}

// newAmnesic makes hibernators that wake with the value that they had first.
func newAmnesic(initial *Pair, codec patterns.Codec[*Pair]) patterns.Hibernator[*Pair] {
	unpack := codec.Unpack
	codec.Unpack = func(b []byte) *Pair {
		unpack(b)
		return initial
	}
	return newFaultyHibernator("")(initial, codec)
}

// offended lets a panic of a handler pass, and the others go without the event.
type offended struct {
	mu       *sync.Mutex
	handlers *[]func(int)
}

func newOffended(func(*patterns.PanicError)) patterns.Emitter[int] {
	return offended{new(sync.Mutex), new([]func(int))}
}

func (e offended) Attach(handler func(int)) (detach func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	*e.handlers = append(*e.handlers, handler)
	return func() {}
}

func (e offended) Emit(event int) {
	e.mu.Lock()
	handlers := slices.Clone(*e.handlers)
	e.mu.Unlock()
	for _, handler := range handlers {
		handler(event)
	}
}

// tireless terminates at every Shutdown.
type tireless struct {
	patterns.Gate
	terminate func() error
}

func newTireless(terminate func() error) patterns.Gate {
	return tireless{newFaultyGate("")(func() error { return nil }), terminate}
}

func (g tireless) Shutdown(ctx context.Context) error {
	return errors.Join(g.Gate.Shutdown(ctx), g.terminate())
}

// forgetful counts every other addition.
type forgetful struct {
	patterns.Counter[string]
	adds chan int
}

func newForgetful(shards int) patterns.Counter[string] {
	f := forgetful{newFaultyCounter("")(shards), make(chan int, 1)}
	f.adds <- 0
	return f
}

func (c forgetful) Add(key string, delta int64) error {
	n := <-c.adds
	c.adds <- n + 1
	if n%2 == 1 {
		delta = 0
	}
	return c.Counter.Add(key, delta)
}
