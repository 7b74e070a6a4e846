package lockstep

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/conformance"
)

// A worker has the objects under test.
type worker struct {
	workloads []bench.Workload
	impls     []conformance.Implementation

	prepared    string      // the workload
	setup       bench.Setup // of it
	contestants []*contestant
	latencies   map[int]*latencies // by contender
	scratch     *latencies         // for samples that do not count
	failed      int                // see newContestant
	garbage     *garbage
	live        []byte // the heap that is in use whatever is measured
	baton       *baton // nil if there is no other worker, or no way to it
}

func newWorker(workloads []bench.Workload, impls []conformance.Implementation, b *baton) *worker {
	return &worker{
		workloads: workloads, impls: impls, latencies: make(map[int]*latencies), scratch: newLatencies(),
		garbage: newGarbage(), baton: b,
	}
}

func (w *worker) answer(r request) (p reply) {
	var err error
	switch r.Do {
	case doHello:
		p.Hello = w.hello()
	case doHarness:
		p.Overhead = Overhead(overheadFor)
	case doPrepare:
		p.Prepare, err = w.prepare(r.Workload)
	case doGauge:
		p.Gauge, err = w.gauge(r)
	case doBlock:
		p, err = w.whole(r)
	case doOpen:
		err = w.open(r)
	case doBurst:
		p.Slices, err = w.burst(r)
	case doClose:
		p.Outcomes, err = w.close(r.Report)
	case doFinish:
		p.Latency, err = w.finish()
	default:
		err = fmt.Errorf("there is no request %q", r.Do)
	}
	if err != nil {
		p.Error, p.Left = err.Error(), errors.Is(err, errLeft)
	}
	return p
}

func (w *worker) hello() *hello {
	h := &hello{
		Protocol: protocol, Go: runtime.Version(), Procs: runtime.GOMAXPROCS(0),
		Whole: true, Baton: w.baton != nil,
	}
	for _, workload := range w.workloads {
		h.Workloads = append(h.Workloads, workload.ID())
	}
	for _, impl := range w.impls {
		h.Impls = append(h.Impls, impl.Name)
	}
	return h
}

// overheadFor is how long a worker measures the harness.
const overheadFor = 50 * time.Millisecond

// prepare draws the input of a workload. It is kept for the next row, which may be of the
// same workload.
func (w *worker) prepare(id string) (took time.Duration, err error) {
	if id == w.prepared {
		return 0, nil
	}
	w.prepared, w.setup = "", nil // before there is another one
	for _, workload := range w.workloads {
		if workload.ID() == id {
			took = stint(func() { w.setup = workload.Prepare() })
			w.prepared = id
			return took, nil
		}
	}
	return 0, fmt.Errorf("this binary has no workload %s", id)
}

// find returns the implementation that a contender has, or that it slows.
func (w *worker) find(name string) (conformance.Implementation, error) {
	name, _ = slowed(name)
	for _, impl := range w.impls {
		if impl.Name == name {
			return impl, nil
		}
	}
	return conformance.Implementation{}, fmt.Errorf("this binary has no implementation %s", name)
}

func (w *worker) gauge(r request) (*gauge, error) {
	impl, err := w.find(r.Impl)
	if err != nil {
		return nil, err
	}
	_, percent := slowed(r.Impl)
	return measureGauge(slowInstance(w.setup, percent), impl, r)
}

// open makes the objects of a block in random order, because where an object is in
// memory can matter, and warms each of them up.
func (w *worker) open(r request) error {
	order := rand.New(rand.NewPCG(r.Seed, 0)).Perm(len(r.Seats))
	for _, i := range order {
		s := r.Seats[i]
		instance, err := w.create(s.Impl)
		if err != nil {
			return fmt.Errorf("impl=%s: %w", s.Impl, err)
		}
		w.contestants = append(w.contestants, newContestant(s, instance, w.scratch, &w.failed))
		if w.latencies[s.Contender] == nil {
			w.latencies[s.Contender] = newLatencies()
		}
	}
	slices.SortFunc(w.contestants, func(a, b *contestant) int { return a.seat.Contender - b.seat.Contender })
	w.garbage.collect()
	for _, i := range order {
		c := w.contestants[i]
		c.slice(0, c.seat.Ops)
		c.count(c.seat.Ops)
		c.into = w.latencies[c.seat.Contender]
	}
	return nil
}

// burst lets one contestant have a turn, where the parent asks for each.
func (w *worker) burst(r request) (all []Slice, err error) {
	r.onProcessor(func() { all, err = w.turn(r.Seat, r.First, r.Rounds, r.Seed) })
	return all, err
}

// turn lets a contestant run, a slice for each round. If it has several, the caches
// are those of another worker at first, so there is half a slice before that does not
// count.
func (w *worker) turn(contender, first, rounds int, seed uint64) (all []Slice, err error) {
	i := slices.IndexFunc(w.contestants, func(c *contestant) bool { return c.seat.Contender == contender })
	if i < 0 {
		return nil, fmt.Errorf("contender %d has no object in this block", contender)
	}
	c := w.contestants[i]
	if rounds > 1 {
		c.into = w.scratch
		c.slice(first, c.seat.Ops/2)
		c.into = w.latencies[contender]
	}
	for round := first; round < first+rounds; round++ {
		all = append(all, c.slice(round, scaled(c.seat.Ops, factor(seed, round))))
	}
	return all, nil
}

// close releases the objects of the block, and lets them report.
func (w *worker) close(report bool) (outcomes []Outcome, err error) {
	for _, c := range w.contestants {
		if failure := c.close(report); failure != nil {
			err = errors.Join(err, fmt.Errorf("impl=%s: the measurement is void: %w", c.seat.Impl, failure))
		}
		outcomes = append(outcomes, c.outcome)
	}
	w.contestants = nil
	return outcomes, err
}

// finish forgets the latencies.
func (w *worker) finish() (all []Latency, err error) {
	_, err = w.close(false) // there is something to close only after an error
	all, failure := encoded(w.latencies)
	err = errors.Join(err, failure)
	w.latencies = make(map[int]*latencies)
	return all, err
}
