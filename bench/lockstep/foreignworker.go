package lockstep

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/assay-go/assay/bench"
)

// A foreignWorker answers for a Foreign.
type foreignWorker struct {
	foreign     Foreign
	contestants []*foreignContestant
	latencies   map[int]*latencies // by contender
}

func (w *foreignWorker) answer(r request) (p reply, err error) {
	switch r.Do {
	case doHello:
		p.Hello = &hello{
			Protocol: protocol, Go: w.foreign.Version(),
			Workloads: w.foreign.Workloads(), Impls: w.foreign.Impls(),
		}
	case doHarness:
		p.Overhead, err = w.foreign.Overhead()
	case doPrepare:
		p.Prepare = elapsed(func() { err = w.foreign.Prepare(r.Workload) })
	case doGauge:
		p.Gauge, err = w.gauge(r)
	case doOpen:
		err = w.open(r)
	case doBurst:
		p.Slices, err = w.burst(r)
	case doClose:
		p.Outcomes, err = w.close()
	case doFinish:
		p.Latency, err = w.finish()
	default:
		err = fmt.Errorf("there is no request %q", r.Do)
	}
	return p, err
}

// The least that slices take: a clock of another language is slower to read, and
// processes take longer to begin together.
const (
	foreignSerial  = 400 * time.Microsecond
	foreignSeveral = 4 * time.Millisecond
)

func (w *foreignWorker) gauge(r request) (*gauge, error) {
	g := &gauge{}
	var object ForeignObject
	var err error
	g.Make = elapsed(func() { object, err = w.foreign.New(r.Impl) })
	if errors.Is(err, bench.ErrNotImplemented) {
		return &gauge{Lacking: true}, nil
	}
	if err == nil {
		c := &foreignContestant{object: object, into: newLatencies()}
		err = w.approach(g, c, r)
	}
	if err == nil {
		_, err = object.Close()
	}
	g.Rest = elapsed(w.foreign.Rest)
	if err != nil {
		return nil, fmt.Errorf("impl=%s: %w", r.Impl, err)
	}
	return g, nil
}

func (w *foreignWorker) approach(g *gauge, c *foreignContestant, r request) error {
	if _, err := c.slice(0, 1); err != nil { // which loads the code
		return err
	}
	g.Goroutines, g.Length = c.users, max(r.Serial, foreignSerial)
	if g.Goroutines > 1 {
		g.Length = max(r.Several, foreignSeveral)
	}
	return g.approach(c.slice, g.Length)
}

func elapsed(do func()) time.Duration {
	begin := time.Now()
	do()
	return time.Since(begin)
}

// open makes the objects of a block and warms each of them up.
func (w *foreignWorker) open(r request) error {
	defer w.foreign.Rest()
	for _, s := range r.Seats {
		object, err := w.foreign.New(s.Impl)
		if err != nil {
			return fmt.Errorf("impl=%s: %w", s.Impl, err)
		}
		if w.latencies[s.Contender] == nil {
			w.latencies[s.Contender] = newLatencies()
		}
		c := &foreignContestant{seat: s, object: object, into: newLatencies()}
		w.contestants = append(w.contestants, c)
		if _, err := c.slice(0, s.Ops); err != nil {
			return fmt.Errorf("impl=%s: %w", s.Impl, err)
		}
		c.into = w.latencies[s.Contender]
	}
	return nil
}

// burst is that of a worker in Go, see there.
func (w *foreignWorker) burst(r request) (all []Slice, err error) {
	defer w.foreign.Rest()
	i := slices.IndexFunc(w.contestants, func(c *foreignContestant) bool { return c.seat.Contender == r.Seat })
	if i < 0 {
		return nil, fmt.Errorf("contender %d has no object in this block", r.Seat)
	}
	c := w.contestants[i]
	if err := c.warm(r.First); err != nil {
		return nil, fmt.Errorf("impl=%s: %w", c.seat.Impl, err)
	}
	for round := r.First; round < r.First+r.Rounds; round++ {
		s, err := c.slice(round, scaled(c.seat.Ops, factor(r.Seed, round)))
		if err != nil {
			return nil, fmt.Errorf("impl=%s: %w", c.seat.Impl, err)
		}
		all = append(all, s)
	}
	return all, nil
}

// close releases the objects of the block. What they allocate is unknown: their
// outcomes have no operations.
func (w *foreignWorker) close() (outcomes []Outcome, err error) {
	for _, c := range w.contestants {
		metrics, failure := c.object.Close()
		if failure != nil {
			err = errors.Join(err, fmt.Errorf("impl=%s: the measurement is void: %w", c.seat.Impl, failure))
		}
		outcomes = append(outcomes, Outcome{Contender: c.seat.Contender, Metrics: metrics})
	}
	w.contestants = nil
	w.foreign.Rest()
	return outcomes, err
}

// finish forgets the workload.
func (w *foreignWorker) finish() (all []Latency, err error) {
	_, err = w.close() // there is something to close only after an error
	all, failure := encoded(w.latencies)
	err = errors.Join(err, w.foreign.Finish(), failure)
	w.latencies = make(map[int]*latencies)
	return all, err
}
