package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// Deferred returns the workloads of [patterns.Deferred]: to start many values,
// to start them and wait until all are ready, and to get one that is ready.
func Deferred(g Grid) []Workload {
	starts := points(g, []dimension{
		{"op", "start", []string{"start", "ready"}},
		amount(g, "values", "1000", "100"),
		{"load", "10ms", []string{"0s", "10ms"}},
		{"goroutines", "1", []string{"1"}},
	})
	gets := points(g, []dimension{{"op", "get", []string{"get"}}, goroutines(g, "2", "8")})
	return slices.Concat(
		workloads("Deferred", starts, prepareStarts),
		workloads("Deferred", gets, prepareGets),
	)
}

// loaded is what every load returns.
const loaded = 42

func prepareStarts(p point) Setup {
	load := newLoad(p.duration("load"))
	values := p.number("values")
	blocking := Metric{inTurn(load, values), "blocking-ns"}
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.Deferred == nil {
			return nil, ErrNotImplemented
		}
		s := &starter{
			start: func() patterns.Deferred[int] { return impl.Deferred(far, load) },
			ready: p.value("op") == "ready",
			all:   make([]patterns.Deferred[int], 0, values),
		}
		i := instance([]*starter{s}, nil)
		i.Renew = s.renew
		i.Report = func() []Metric { return []Metric{blocking} }
		return i, nil
	}
}

// newLoad returns a load that waits for d, unless its context is done.
func newLoad(d time.Duration) func(context.Context) (int, error) {
	if d == 0 {
		return func(context.Context) (int, error) { return loaded, nil }
	}
	return func(ctx context.Context) (int, error) {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return loaded, nil
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}

// inTurn returns the time, in nanoseconds, that n loads take one after the
// other, extrapolated from as many of them as take a millisecond.
func inTurn(load func(context.Context) (int, error), n int) float64 {
	for loads := 1; ; loads *= 2 {
		begin := now()
		for range loads {
			_, _ = load(context.Background()) // does not fail in this context
		}
		if took := now() - begin; took >= time.Millisecond {
			return float64(took) * float64(n) / float64(loads)
		}
	}
}

// A starter starts values. An operation is to fill all.
type starter struct {
	start func() patterns.Deferred[int]
	ready bool // whether to wait for the values
	all   []patterns.Deferred[int]
	wrong int // Gets that did not return what was loaded
	err   error
}

func (s *starter) run(n int) {
	for range n {
		for range cap(s.all) {
			s.all = append(s.all, s.start())
		}
		if !s.ready {
			continue
		}
		for _, d := range s.all {
			if v, err := d.Get(context.Background()); v != loaded || err != nil {
				s.wrong++
			}
		}
	}
}

// renew shuts the values down that were started.
func (s *starter) renew(int) int {
	if err := shutDown(s.all...); err != nil {
		s.err = err
	}
	clear(s.all)
	s.all = s.all[:0]
	return 1
}

func (s *starter) failure() error {
	s.renew(0)
	return errors.Join(wrongGets(s.wrong), s.err)
}

func wrongGets(n int) error {
	if n > 0 {
		return fmt.Errorf("%d Gets did not return the value that was loaded", n)
	}
	return nil
}

func prepareGets(p point) Setup {
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.Deferred == nil {
			return nil, ErrNotImplemented
		}
		d := impl.Deferred(far, newLoad(0))
		getters := make([]*getter, p.number("goroutines"))
		for i := range getters {
			getters[i] = &getter{deferred: d, ctx: context.Background()}
		}
		getters[0].run(1) // waits for the load
		return instance(getters, func() error { return shutDown(d) }), nil
	}
}

// A getter gets a value that is ready.
type getter struct {
	deferred patterns.Deferred[int]
	ctx      context.Context //nolint:containedctx // it is the input of the Gets
	wrong    int
	_        pad
}

func (u *getter) run(n int) {
	deferred, ctx := u.deferred, u.ctx
	for range n {
		if v, err := deferred.Get(ctx); v != loaded || err != nil {
			u.wrong++
		}
	}
}

func (u *getter) failure() error { return wrongGets(u.wrong) }
