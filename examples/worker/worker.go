// Worker is the service of the article's summary: one small program in which all
// the patterns meet. It answers queries by adapters, whose settings it loads
// after it has started, and keeps statistics.
//
//	go run ./examples/worker
//
// Every part is taken from one family, package atomic. To try another one,
// change the import: all families export the same names.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/assay-go/assay/impls/atomic"
	"github.com/assay-go/assay/patterns"
)

// Stats are what a worker remembers. They are one value, so that nobody ever
// sees half of a change (State).
type Stats struct {
	Queries, Errors int
}

// An Event is reported to whoever watches the worker (Emitter).
type Event struct {
	Adapter string
	Took    time.Duration
	Err     error
}

// A Worker answers queries.
type Worker struct {
	adapters patterns.Table[string, string] // settings by adapter: reads ask nobody
	ready    patterns.Deferred[int]         // the first load
	refresh  patterns.Ticker                // loads again from time to time
	loaders  patterns.Pool[int]             // on a goroutine of its own
	queries  patterns.Server[string, string]
	used     patterns.Counter[string]
	stats    patterns.Hibernator[Stats]
	idle     patterns.IdleTimer // packs the statistics when nobody asks
	gate     patterns.Gate
	die      context.CancelFunc // the name is the worker's until then

	Events patterns.Emitter[Event]
}

// Source loads the settings of all adapters.
type Source func(context.Context) (map[string]string, error)

// NewWorker starts a worker and registers it under a name. It returns at once:
// the settings are loaded behind it. If the name is taken, it shuts the worker
// down again and returns the error of the registry.
func NewWorker(r patterns.Registry[string, *Worker], name string, source Source) (*Worker, error) {
	w := &Worker{
		adapters: atomic.NewTable[string, string](),
		loaders:  atomic.NewPool[int](1),
		used:     atomic.NewCounter[string](16),
		stats:    atomic.NewHibernator(Stats{}, codec),
		Events:   atomic.NewEmitter[Event](func(p *patterns.PanicError) { fmt.Println("a handler failed:", p) }),
	}
	alive, die := context.WithCancel(context.Background())
	w.die = die
	fill := func(ctx context.Context) (int, error) { return w.fill(ctx, source) }
	w.queries = atomic.NewServer(w.answer)
	w.gate = atomic.NewGate(w.terminate)
	w.ready = atomic.NewDeferred(5*time.Second, fill)
	w.refresh = atomic.NewTicker(30*time.Second, func() { _ = w.offload(fill) })
	w.idle = atomic.NewIdleTimer(5*time.Minute, w.stats.Hibernate)

	// The name comes last, so that who finds the worker finds all of it.
	if _, err := r.Register(alive, name, w); err != nil {
		return nil, errors.Join(err, w.Shutdown(context.Background()))
	}
	return w, nil
}

// Setting returns the setting of an adapter. It waits for nothing.
func (w *Worker) Setting(adapter string) (string, bool) { return w.adapters.Load(adapter) }

// Query has a query answered, as soon as the settings are there. It gives up
// when ctx is done; after Shutdown has begun it returns [patterns.ErrClosed].
func (w *Worker) Query(ctx context.Context, adapter string) (answer string, err error) {
	err = w.gate.Do(func() error {
		w.idle.Touch()
		if _, err := w.ready.Get(ctx); err != nil {
			return err
		}
		answer, err = w.queries.Call(ctx, adapter)
		return err
	})
	return answer, err
}

// Stats returns the statistics, and wakes them if they are packed.
func (w *Worker) Stats() Stats { return w.stats.Load() }

// Used returns how many queries an adapter has answered.
func (w *Worker) Used(adapter string) int64 { return w.used.Count(adapter) }

// Status tells how far the first load has come.
func (w *Worker) Status() patterns.Status { return w.ready.Status() }

// Shutdown refuses further queries and waits for those in progress. When it has
// returned nil, the name is free and nothing of the worker is left.
func (w *Worker) Shutdown(ctx context.Context) error { return w.gate.Shutdown(ctx) }

// answer handles one query after the other.
func (w *Worker) answer(adapter string) (string, error) {
	start := time.Now()
	setting, ok := w.adapters.Load(adapter)
	var err error
	if !ok {
		err = fmt.Errorf("there is no adapter %q", adapter)
	}
	_, failed := w.stats.Update(func(s Stats) (Stats, error) {
		s.Queries++
		if err != nil {
			s.Errors++
		}
		return s, nil
	})
	if err == nil {
		failed = errors.Join(failed, w.used.Add(adapter, 1))
	}
	w.Events.Emit(Event{adapter, time.Since(start), err})
	return setting, errors.Join(err, failed)
}

// fill loads the settings and publishes them in one step: no reader sees a part.
func (w *Worker) fill(ctx context.Context, source Source) (int, error) {
	settings, err := source(ctx)
	if err != nil {
		return 0, err
	}
	w.adapters.(patterns.BatchTable[string, string]).StoreAll(maps.All(settings))
	return len(settings), nil
}

// offload has f done by the pool, so that a slow one holds nobody up.
func (w *Worker) offload(f func(context.Context) (int, error)) error {
	result, err := w.loaders.Submit(context.Background(), f)
	if err != nil {
		return err
	}
	_, err = result.Get(context.Background())
	return err
}

// terminate is called once, after the last query. What makes work stops first,
// then what does it, then what it needs; the name is free at last.
func (w *Worker) terminate() error {
	ctx := context.Background()
	w.refresh.Stop()
	w.idle.Stop()
	err := errors.Join(
		w.queries.Shutdown(ctx),
		w.loaders.Shutdown(ctx),
		w.ready.Shutdown(ctx),
		w.used.Shutdown(ctx),
	)
	w.die()
	return err
}

// codec packs statistics as JSON.
var codec = patterns.Codec[Stats]{
	Pack: func(s Stats) []byte {
		b, err := json.Marshal(s)
		if err != nil {
			panic(err) // two integers can always be marshaled
		}
		return b
	},
	Unpack: func(b []byte) (s Stats) {
		if err := json.Unmarshal(b, &s); err != nil {
			panic(err)
		}
		return s
	},
}
