package conformance

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A plan says what a worker does and for whom.
type plan struct {
	registry patterns.Registry[string, int]
	retry    time.Duration // after a failed load
	period   time.Duration // of loading again
	timeout  time.Duration // without a Put, after which the state is packed
	load     func(context.Context) (iter.Seq2[string, int], error)
	flush    func(puts []put)           // writes them down
	failed   func(*patterns.PanicError) // is told about handlers that panic
	codec    patterns.Codec[*Pair]
}

// A put is a change of the value of a name.
type put struct {
	name  string
	value int
}

// workerName is the name under which workers register.
const workerName = "worker"

// A worker is a [patterns.Composition]. Its methods do no more than to pass on
// what the parts promise, and the order of the steps is all that it adds.
type worker struct {
	plan
	values  patterns.Table[string, int]
	ready   patterns.Deferred[int]
	refresh patterns.Ticker
	loaders patterns.Pool[int]
	puts    patterns.Server[int, int]
	counts  patterns.Counter[string]
	events  patterns.Emitter[int]
	state   patterns.Hibernator[*Pair] // how many Puts were applied, in both fields
	idle    patterns.IdleTimer
	gate    patterns.Gate
	leave   func() // the registry

	// alive is done when the last Put has returned. Requests that are left then
	// have been given up, and need not wait for the first load any longer.
	alive context.Context //nolint:containedctx // It lives as long as the worker.
	die   context.CancelFunc

	mu      sync.Mutex
	pending []put // by number: what the requests of puts stand for
	applied []put // in the order in which they were
}

type newWorkerFunc = func(plan) (*worker, error)

// workerOf returns the constructor of workers whose parts are those of impl.
func workerOf(impl Implementation) newWorkerFunc {
	return func(p plan) (*worker, error) {
		w := &worker{plan: p}
		w.alive, w.die = context.WithCancel(context.Background())
		leave, err := p.registry.Register(context.Background(), workerName, 0)
		if err != nil {
			w.die()
			return nil, err // before anything is there that would have to be stopped
		}
		w.leave = leave
		w.values = impl.Table()
		w.counts = impl.Counter(2)
		w.events = impl.Emitter(p.failed)
		w.state = impl.Hibernator(&Pair{}, p.codec)
		w.loaders = impl.Pool(1)
		w.puts = impl.Server(w.apply)
		w.gate = impl.Gate(w.terminate)
		w.ready = impl.Deferred(p.retry, w.fill)
		w.refresh = impl.Ticker(p.period, w.fillAgain)
		w.idle = impl.IdleTimer(p.timeout, w.state.Hibernate)
		return w, nil
	}
}

// Get returns the value of a name, past the server.
func (w *worker) Get(name string) (int, bool) { return w.values.Load(name) }

// Put changes the value of a name.
func (w *worker) Put(ctx context.Context, name string, value int) error {
	return w.gate.Do(func() error {
		w.idle.Touch()
		_, err := w.puts.Call(ctx, w.enter(put{name, value}))
		return err
	})
}

// Shutdown ends the worker, see terminate.
func (w *worker) Shutdown(ctx context.Context) error { return w.gate.Shutdown(ctx) }

// enter returns the number of a request for p.
func (w *worker) enter(p put) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pending = append(w.pending, p)
	return len(w.pending) - 1
}

// apply handles request number id. It waits for the first load.
func (w *worker) apply(id int) (int, error) {
	if _, err := w.ready.Get(w.alive); err != nil {
		return 0, err
	}
	w.mu.Lock()
	p := w.pending[id]
	w.applied = append(w.applied, p)
	w.mu.Unlock()
	w.values.Store(p.name, p.value)
	_, err := w.state.Update(func(s *Pair) (*Pair, error) { return &Pair{s.A + 1, s.B + 1}, nil })
	w.events.Emit(p.value)
	return id, errors.Join(err, w.counts.Add(p.name, 1))
}

// fill loads the values and puts them where readers find them, in one step if
// the table can do that.
func (w *worker) fill(ctx context.Context) (int, error) {
	entries, err := w.load(ctx)
	if err != nil {
		return 0, err
	}
	if batch, ok := w.values.(patterns.BatchTable[string, int]); ok {
		batch.StoreAll(entries)
		return 0, nil
	}
	for name, value := range entries {
		w.values.Store(name, value)
	}
	return 0, nil
}

// fillAgain has the values loaded by the pool. If that fails, the old ones stay.
func (w *worker) fillAgain() {
	ctx := context.Background()
	if f, err := w.loaders.Submit(ctx, w.fill); err == nil {
		_, _ = f.Get(ctx)
	}
}

// terminate is called after the last Put. What makes requests stops first, then
// what serves them, then what they need, and the name is free at last.
func (w *worker) terminate() error {
	ctx := context.Background()
	w.die()
	w.refresh.Stop()
	w.idle.Stop()
	err := errors.Join(
		w.puts.Shutdown(ctx),
		w.loaders.Shutdown(ctx),
		w.ready.Shutdown(ctx),
		w.counts.Shutdown(ctx),
	)
	w.flush(w.applied)
	w.leave()
	return err
}
