package openloop

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"
)

// Measure measures a workload. When ctx is done it returns what it has, with
// the cause as an error; operations that hang are left behind. Any other error says
// that an object could not be made, measured or closed.
func Measure(ctx context.Context, w Workload, o Options) (*Result, error) {
	if err := o.check(w); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	m := &measurement{
		workload: w, options: o,
		contenders: append(slices.Clone(w.Contenders), Contender{Nothing, newNothing}),
		result: &Result{
			Pattern: w.Pattern, Axes: w.Axes, Machine: o.Machine, Go: runtime.Version(),
			Procs: runtime.GOMAXPROCS(0), Time: time.Now().UTC().Truncate(time.Second),
			Arrivals: o.Arrivals, Stretch: o.Stretch, Callers: o.Callers, Seed: o.Seed,
		},
	}
	for _, c := range m.contenders {
		m.result.Closed = append(m.result.Closed, Throughput{Impl: c.Impl})
	}
	err := m.run(ctx)
	return m.result, err
}

// A measurement is that of a workload.
type measurement struct {
	workload   Workload
	options    Options
	contenders []Contender // with Nothing, the last
	result     *Result

	stretch stretch // its memory is used again and again
	rates   []rate
	rounds  int
	done    int // stretches
}

// A rate is one at which operations arrive, per second.
type rate struct {
	perSecond float64
	load      float64 // 0 if the rate was given
	rows      []*Row  // by contender
}

const (
	floods    = 5 // of each object before the first stretch
	perObject = 5 // rounds
	decisive  = 20 * time.Millisecond
	warmup    = 5 * time.Millisecond
)

func (m *measurement) run(ctx context.Context) error {
	for first := 0; first == 0 || first < m.rounds; first += perObject {
		if err := m.block(ctx, first); err != nil {
			return err
		}
	}
	return nil
}

// block makes objects anew and measures some rounds with them.
func (m *measurement) block(ctx context.Context, first int) (err error) {
	var crews []*crew
	defer func() {
		for i, c := range crews {
			err = errors.Join(err, m.explain(i, c.close()))
		}
	}()
	for i, c := range m.contenders {
		target, err := c.New()
		if err != nil {
			return m.explain(i, err)
		}
		crews = append(crews, newCrew(target, m.options.Callers))
	}
	runtime.GC() // of what the objects before left behind
	if err := m.warm(ctx, crews, first); err != nil {
		return err
	}
	for round := first; round < min(first+perObject, m.rounds); round++ {
		if err := m.round(ctx, crews, round); err != nil {
			return err
		}
	}
	return nil
}

func (m *measurement) explain(contender int, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s, impl=%s: %w", m.workload.Pattern, m.contenders[contender].Impl, err)
}

// warm floods the objects, which take turns. The floods of the first block
// decide the rates; in the later ones they are short.
func (m *measurement) warm(ctx context.Context, crews []*crew, first int) error {
	times, long := 1, warmup
	if first == 0 {
		times, long = floods, decisive
	}
	for turn := range times {
		for _, i := range m.random(first, turn).Perm(len(crews)) {
			perSecond, err := crews[i].flood(ctx, &m.stretch, long, m.options.flooders())
			if err != nil {
				return m.explain(i, err)
			}
			closed := &m.result.Closed[i]
			closed.PerSecond = append(closed.PerSecond, perSecond)
		}
	}
	if first == 0 {
		m.decide()
	}
	return nil
}

// decide decides the rates and how many rounds there are.
func (m *measurement) decide() {
	slowest := math.Inf(1)
	for _, c := range m.result.Closed {
		if c.Impl != Nothing {
			slowest = min(slowest, median(c.PerSecond))
		}
	}
	for _, r := range m.options.Rates {
		m.rates = append(m.rates, rate{perSecond: r})
	}
	if m.rates == nil {
		for _, load := range m.options.Loads {
			m.rates = append(m.rates, rate{perSecond: rounded(load * slowest), load: load})
		}
	}
	round := time.Duration(0)
	for i := range m.rates {
		r := &m.rates[i]
		for _, c := range m.contenders {
			r.rows = append(r.rows, m.result.row(c.Impl, r.perSecond, r.load))
		}
		round += time.Duration(len(r.rows)) * spanOf(m.options.Stretch, r.perSecond)
	}
	m.rounds = max(1, int(m.options.Budget/round))
}

// round measures a stretch of each contender at each rate.
func (m *measurement) round(ctx context.Context, crews []*crew, round int) error {
	random := m.random(round, math.MaxInt)
	var at []time.Duration
	for _, k := range random.Perm(len(m.rates)) {
		r := &m.rates[k]
		span := spanOf(m.options.Stretch, r.perSecond)
		p := newSchedule(m.options.Arrivals, r.perSecond, span, random.Uint64(), at)
		at = p.at
		for _, i := range random.Perm(len(crews)) {
			m.progress()
			if r.rows[i].Full > 0 {
				continue // another stretch would say the same again
			}
			if err := m.measure(ctx, crews[i], r.rows[i], p); err != nil {
				return m.explain(i, err)
			}
		}
	}
	return nil
}

// measure measures a stretch.
func (m *measurement) measure(ctx context.Context, c *crew, row *Row, p schedule) error {
	m.stretch.reset(p)
	if err := c.run(ctx, &m.stretch, m.options.wait); err != nil {
		return err
	}
	row.add(&m.stretch)
	n, err := c.failures()
	row.Failed += n
	if err != nil && row.Error == "" {
		row.Error = err.Error()
	}
	return nil
}

func (m *measurement) progress() {
	each := len(m.rates) * len(m.contenders)
	left := m.options.Budget * time.Duration(m.rounds*each-m.done) / time.Duration(m.rounds*each)
	m.done++
	m.options.Progress(Progress{
		Pattern: m.workload.Pattern, Name: m.workload.Name(),
		Stretch: m.done, Stretches: m.rounds * each, Left: left,
	})
}

// random returns the random numbers of a purpose.
func (m *measurement) random(a, b int) *rand.Rand {
	return rand.New(rand.NewPCG(m.options.Seed+uint64(a), uint64(b)))
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

// rounded returns x with two significant digits.
func rounded(x float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(x))-1)
	if unit < 1 { // 1/unit is exact, unit is not
		return math.Round(x*math.Round(1/unit)) / math.Round(1/unit)
	}
	return math.Round(x/unit) * unit
}
