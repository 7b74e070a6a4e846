package bench

import (
	"context"
	"sync"
	"time"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

type referenceDeferred struct {
	cancel context.CancelFunc
	done   chan struct{}
	value  int
	err    error
}

func newReferenceDeferred(
	_ time.Duration, load func(context.Context) (int, error),
) patterns.Deferred[int] {
	ctx, cancel := context.WithCancel(context.Background())
	d := &referenceDeferred{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(d.done)
		d.value, d.err = load(ctx)
	}()
	return d
}

func (d *referenceDeferred) Get(context.Context) (int, error) {
	<-d.done
	return d.value, d.err
}

func (d *referenceDeferred) Status() patterns.Status { return patterns.Initializing }

func (d *referenceDeferred) Shutdown(context.Context) error {
	d.cancel()
	<-d.done
	return nil
}

type referenceRegistry struct {
	patterns.Registry[string, int] // nil: the workloads call nothing else
	mu                             sync.Mutex
	values                         map[string]int
}

func newReferenceRegistry() patterns.Registry[string, int] {
	return &referenceRegistry{values: make(map[string]int)}
}

func (r *referenceRegistry) Register(ctx context.Context, key string, value int) (func(), error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.values[key]; ok {
		return nil, patterns.ErrRegistered
	}
	r.values[key] = value
	remove := func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.values, key)
	}
	stop := context.AfterFunc(ctx, remove)
	return func() {
		if stop() {
			remove()
		}
	}, nil
}

func (r *referenceRegistry) Lookup(key string) (int, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	value, ok := r.values[key]
	return value, ok
}

type referenceIdleTimer struct {
	timer   *time.Timer
	timeout time.Duration
}

func newReferenceIdleTimer(timeout time.Duration, idle func()) patterns.IdleTimer {
	return referenceIdleTimer{time.AfterFunc(timeout, idle), timeout}
}

func (t referenceIdleTimer) Touch() bool { return t.timer.Reset(t.timeout) }
func (t referenceIdleTimer) Stop() bool  { return t.timer.Stop() }

type referenceTicker struct {
	triggers chan struct{}
	stop     context.CancelFunc
}

func newReferenceTicker(_ time.Duration, tick func()) patterns.Ticker {
	ctx, cancel := context.WithCancel(context.Background())
	t := &referenceTicker{make(chan struct{}, 1), cancel}
	go func() {
		for {
			select {
			case <-t.triggers:
				tick()
			case <-ctx.Done():
				return
			}
		}
	}()
	return t
}

func (t *referenceTicker) Trigger() { t.triggers <- struct{}{} }
func (t *referenceTicker) Stop()    { t.stop() }

type referenceCounter struct {
	mu     sync.Mutex
	counts map[string]int64
}

func newReferenceCounter(int) patterns.Counter[string] {
	return &referenceCounter{counts: make(map[string]int64)}
}

func (c *referenceCounter) Add(key string, delta int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[key] += delta
	return nil
}

func (c *referenceCounter) Count(key string) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counts[key]
}

func (c *referenceCounter) Total() (sum int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, n := range c.counts {
		sum += n
	}
	return sum
}

func (*referenceCounter) Shutdown(context.Context) error { return nil }

type referencePool struct {
	door  referenceDoor
	slots chan struct{}
}

type referenceFuture struct {
	done  chan struct{}
	value int
	err   error
}

func newReferencePool(workers int) patterns.Pool[int] {
	return &referencePool{slots: make(chan struct{}, workers)}
}

func (p *referencePool) Submit(
	ctx context.Context, task func(context.Context) (int, error),
) (patterns.Future[int], error) {
	if err := p.door.enter(); err != nil {
		return nil, err
	}
	p.slots <- struct{}{}
	f := &referenceFuture{done: make(chan struct{})}
	go func() {
		defer p.door.working.Done()
		f.value, f.err = task(ctx)
		<-p.slots
		close(f.done)
	}()
	return f, nil
}

func (p *referencePool) Shutdown(context.Context) error {
	p.door.shut()
	return nil
}

func (f *referenceFuture) Get(context.Context) (int, error) {
	<-f.done
	return f.value, f.err
}

type referenceEmitter struct{ handlers []func(int) }

func newReferenceEmitter(func(*patterns.PanicError)) patterns.Emitter[int] {
	return &referenceEmitter{}
}

// Attach is not called during an Emit by the workloads.
func (e *referenceEmitter) Attach(handler func(int)) (detach func()) {
	e.handlers = append(e.handlers, handler)
	return func() {}
}

func (e *referenceEmitter) Emit(event int) {
	for _, handler := range e.handlers {
		handler(event)
	}
}

type referenceGate struct {
	door      referenceDoor
	terminate func() error
}

func newReferenceGate(terminate func() error) patterns.Gate {
	return &referenceGate{terminate: sync.OnceValue(terminate)}
}

func (g *referenceGate) Do(f func() error) error { return g.door.pass(f) }

func (g *referenceGate) Shutdown(context.Context) error {
	g.door.shut()
	return g.terminate()
}

type referenceHibernator struct {
	patterns.Hibernator[*conformance.Pair] // nil: the workloads call nothing else
	mu                                     sync.Mutex
	value                                  *conformance.Pair // nil while asleep
	packed                                 []byte
	codec                                  patterns.Codec[*conformance.Pair]
}

func newReferenceHibernator(
	initial *conformance.Pair, codec patterns.Codec[*conformance.Pair],
) patterns.Hibernator[*conformance.Pair] {
	return &referenceHibernator{value: initial, codec: codec}
}

func (h *referenceHibernator) Load() *conformance.Pair {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.value == nil {
		h.value, h.packed = h.codec.Unpack(h.packed), nil
	}
	return h.value
}

func (h *referenceHibernator) Hibernate() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.value != nil {
		h.value, h.packed = nil, h.codec.Pack(h.value)
	}
}
