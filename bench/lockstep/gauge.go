package lockstep

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"time"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/conformance"
)

// measureGauge finds out how long an implementation takes, with slices of about
// the length for one goroutine or several.
func measureGauge(setup bench.Setup, impl conformance.Implementation, r request) (*gauge, error) {
	var instance *bench.Instance
	var err error
	runtime.GC() // the first one starts goroutines
	alive, heap := runtime.NumGoroutine(), newGarbage()
	making := stint(func() { instance, err = setup(impl) })
	share := heap.share()
	making += time.Duration(share * float64(stint(runtime.GC)))
	if errors.Is(err, bench.ErrNotImplemented) {
		return &gauge{Lacking: true}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("impl=%s: %w", impl.Name, err)
	}
	g := &gauge{Goroutines: len(instance.Ops), Make: making}
	ended := settle(alive)
	before := goroutinesSoFar()
	failed := hopeless // lest the crew tries to run together, which takes long
	c := newContestant(seat{}, instance, newLatencies(), &failed)
	length := r.Serial
	if g.Goroutines > 1 {
		length = r.Several
	}
	slice := func(round, n int) (Slice, error) { return c.slice(round, n), nil }
	_ = g.approach(slice, length) // no slice fails
	g.Alone = g.Goroutines == 1 && ended && goroutinesSoFar() == before
	if err := c.close(false); err != nil {
		return nil, fmt.Errorf("impl=%s: %w", impl.Name, err)
	}
	return g, nil
}

// settle waits a moment until there are no more goroutines than that, and says whether
// it came to that.
func settle(goroutines int) bool {
	const polls, pause = 100, 10 * time.Microsecond
	for range polls {
		if runtime.NumGoroutine() <= goroutines {
			return true
		}
		time.Sleep(pause)
	}
	return false
}

// approach doubles the operations until a slice takes about the length. A single
// slice may have been disturbed, so the least of three counts.
func (g *gauge) approach(slice func(round, n int) (Slice, error), length time.Duration) error {
	const repeats, most = 3, 1 << 30
	for n := 1; ; n *= 2 {
		enough := func(part time.Duration) bool { return n >= most || g.Op*float64(n) > float64(length/part) }
		if err := g.add(slice, n, 1); err != nil {
			return err
		}
		if !enough(2) {
			continue
		}
		if err := g.add(slice, n, repeats); err != nil || enough(4) {
			return err
		}
	}
}

// add sets the times to the least of some slices.
func (g *gauge) add(slice func(round, n int) (Slice, error), n, repeats int) error {
	g.Op, g.Renew = math.Inf(1), math.Inf(1)
	for range repeats {
		begin := time.Now()
		s, err := slice(0, n)
		if err != nil {
			return err
		}
		renew := time.Since(begin) - s.Elapsed
		g.Op = min(g.Op, max(s.PerOp(), 0.01)) // the clock may stand still meanwhile
		g.Renew = min(g.Renew, float64(renew)/float64(s.Ops))
	}
	return nil
}

// newSeats decides how many operations a slice has. Contenders with the same
// implementation get the same number, so that equals are compared in the same
// way; others get their own, so that their slices are about as long. If what has to be
// renewed takes longer than the operations, slices are shorter.
func newSeats(contenders []Contender, gauges []*gauge, o Options) []seat {
	seats := make([]seat, len(contenders))
	for i, c := range contenders {
		slowest, fastest, renew := 0.0, gauges[i].Op, 0.0
		impl, _ := slowed(c.Impl)
		for j, other := range contenders {
			if name, _ := slowed(other.Impl); name == impl {
				slowest, fastest = max(slowest, gauges[j].Op), min(fastest, gauges[j].Op)
				renew = max(renew, gauges[j].Renew)
			}
		}
		length, parallel := o.Serial, 1
		if g := gauges[i].Goroutines; g > 1 {
			length, parallel = o.Contended, min(g, o.Procs)
		}
		length = max(length, gauges[i].Length)
		seats[i] = seat{
			Contender: i, Impl: c.Impl,
			Ops:    scaled(1, float64(length)/max(slowest, (slowest+renew)/2)),
			Stride: bench.Stride(fastest * float64(parallel)),
		}
	}
	return seats
}
