package lockstep

import (
	"errors"
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/assay-go/assay/bench"
)

// A contestant is an object under test in a block, with what runs it.
type contestant struct {
	seat     seat
	instance *bench.Instance
	samplers []*bench.Sampler // by goroutine
	crew     *crew            // nil for one goroutine
	into     *latencies       // where samples go
	meter    *sliceMeter
	outcome  Outcome
}

// latencies are the samples of a contender in a process.
type latencies struct{ samples, timer *hdrhistogram.Histogram }

func newLatencies() *latencies { return &latencies{bench.NewHistogram(), bench.NewHistogram()} }

// encoded returns the latencies by contender, in their order.
func encoded(of map[int]*latencies) (all []Latency, err error) {
	for contender, l := range of {
		samples, e1 := l.samples.EncodeV2()
		timer, e2 := l.timer.EncodeV2()
		err = errors.Join(err, e1, e2)
		all = append(all, Latency{contender, samples, timer})
	}
	slices.SortFunc(all, func(a, b Latency) int { return a.Contender - b.Contender })
	return all, err
}

// newContestant returns a contestant. All crews of a worker share what has failed:
// if the machine is too busy for one, it is for the next.
func newContestant(s seat, instance *bench.Instance, into *latencies, failed *int) *contestant {
	c := &contestant{
		seat: s, instance: instance, into: into, meter: newSliceMeter(),
		outcome: Outcome{Contender: s.Contender},
	}
	for _, op := range instance.Ops {
		c.samplers = append(c.samplers, bench.NewSampler(op, s.Stride))
	}
	if len(c.samplers) > 1 {
		c.crew = newCrew(c.samplers, failed)
	}
	return c
}

// slice does about n operations and records them. With Renew they are whole
// batches of those, at least n together.
func (c *contestant) slice(round, n int) Slice {
	*c.meter = sliceMeter{gcs: c.meter.gcs}
	s := Slice{Contender: c.seat.Contender, Round: round, Overlap: 1}
	c.run(n, c.meter, &s)
	c.drain()
	used := c.meter.used
	s.CPU, s.Voluntary, s.Involuntary, s.GCs = used.cpu, used.voluntary, used.involuntary, c.meter.ended
	s.Overlap = math.Round(s.Overlap*1000) / 1000 // as it is written, so that the mark fits
	s.Mark = s.mark(len(c.samplers))
	return s
}

// count does about n operations and counts what they allocate.
func (c *contestant) count(n int) {
	m := &allocMeter{}
	s := Slice{}
	c.run(n, m, &s)
	c.drain()
	c.outcome.Ops, c.outcome.Allocs, c.outcome.Bytes = s.Ops, m.allocs, m.bytes
}

func (c *contestant) drain() {
	for _, sampler := range c.samplers {
		sampler.Drain(c.into.samples, c.into.timer)
	}
}

// A meter is told when a measured stretch begins and ends.
type meter interface {
	begin()
	end()
}

// run does n operations, but at least one on each goroutine.
func (c *contestant) run(n int, m meter, s *Slice) {
	n = max(n, len(c.samplers))
	switch {
	case c.instance.Renew != nil:
		c.runBatches(n, m, s)
	case c.crew != nil:
		c.crew.run(n, m)
		s.Ops = n
		s.Elapsed, s.Overlap = bench.Overlap(c.samplers, runtime.GOMAXPROCS(0))
	default:
		s.Ops = n
		s.Elapsed = stretch(c.samplers[0], n, m)
	}
}

// runBatches does what every Renew allows until it is n operations.
func (c *contestant) runBatches(n int, m meter, s *Slice) {
	for s.Ops < n {
		batch := c.instance.Renew(n - s.Ops)
		s.Elapsed += stretch(c.samplers[0], batch, m)
		s.Ops += batch
	}
}

func stretch(sampler *bench.Sampler, n int, m meter) time.Duration {
	sampler.Reserve(n)
	m.begin()
	sampler.Run(n)
	m.end()
	return sampler.Elapsed()
}

// close stops the goroutines and releases the object. Before it, there may be a report.
func (c *contestant) close(report bool) error {
	if c.crew != nil {
		c.crew.stop()
	}
	if report && c.instance.Report != nil {
		c.outcome.Metrics = c.instance.Report()
	}
	return c.instance.Close()
}

// A sliceMeter adds up what the process uses.
type sliceMeter struct {
	gcs    *collections
	before consumption
	first  int // collections before
	used   consumption
	ended  int // collections meanwhile
}

func newSliceMeter() *sliceMeter { return &sliceMeter{gcs: newCollections()} }

func (m *sliceMeter) begin() { m.first, m.before = m.gcs.read(), usage() }

func (m *sliceMeter) end() {
	m.used = m.used.plus(usage().since(m.before))
	m.ended += m.gcs.read() - m.first
}

// An allocMeter adds up what the process allocates. It stops the world.
type allocMeter struct {
	stats         runtime.MemStats
	allocs, bytes uint64
}

func (m *allocMeter) begin() {
	runtime.ReadMemStats(&m.stats)
	m.allocs -= m.stats.Mallocs
	m.bytes -= m.stats.TotalAlloc
}

func (m *allocMeter) end() {
	runtime.ReadMemStats(&m.stats)
	m.allocs += m.stats.Mallocs
	m.bytes += m.stats.TotalAlloc
}
