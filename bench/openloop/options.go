package openloop

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

// Options say how to measure a workload. The zero value measures for 10 s.
type Options struct {
	// Budget is about how long the stretches of the workload take together. Each
	// implementation has one at each rate, even if they take longer.
	Budget time.Duration

	// Loads are the shares of the closed-loop throughput of the slowest
	// implementation at which the operations arrive: 0.2, 0.5 and 0.8 if there
	// are none.
	Loads []float64

	// Rates are in arrivals per second. If there are some, Loads does not count.
	Rates []float64

	Arrivals Arrivals      // Constant if empty
	Stretch  time.Duration // 100 ms if 0; longer at rates that give it fewer than 10 arrivals
	Callers  int           // how many operations may be outstanding at a time: 10,000 if 0
	Seed     uint64        // of the order of turns and of Poisson arrivals
	Machine  string        // the name that goes into the result
	Progress func(Progress)

	wait wait
}

// Progress is what a measurement tells before each stretch.
type Progress struct {
	Pattern, Name      string        // of the workload
	Stretch, Stretches int           // from 1
	Left               time.Duration // about
}

func (o Options) withDefaults() Options {
	def := func(d *time.Duration, usual time.Duration) {
		if *d == 0 {
			*d = usual
		}
	}
	def(&o.Budget, 10*time.Second)
	def(&o.Stretch, 100*time.Millisecond)
	if o.Callers == 0 {
		o.Callers = 10_000
	}
	if o.Arrivals == "" {
		o.Arrivals = Constant
	}
	if len(o.Loads) == 0 {
		o.Loads = []float64{0.2, 0.5, 0.8}
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.wait == nil {
		o.wait = yield
	}
	return o
}

// check says which option makes no sense.
func (o Options) check(w Workload) error {
	if kind := Constant; o.Arrivals != "" {
		if err := kind.Set(string(o.Arrivals)); err != nil {
			return err
		}
	}
	if o.Budget < 0 || o.Stretch < 0 || o.Callers < 0 {
		return fmt.Errorf("budget %v, stretch %v and callers %d: they must not be negative",
			o.Budget, o.Stretch, o.Callers)
	}
	for _, x := range append(append([]float64{}, o.Loads...), o.Rates...) {
		if !(x > 0 && x < 1e9) { // nor NaN
			return fmt.Errorf("a load or rate of %g: it must be positive, and less than 1e9", x)
		}
	}
	if len(w.Contenders) == 0 {
		return fmt.Errorf("no implementation has the pattern %s", w.Pattern)
	}
	for _, c := range w.Contenders {
		if c.Impl == Nothing {
			return errors.New("an implementation is named " + Nothing + ", as is that of the harness; rename it")
		}
	}
	return nil
}

// flooders returns how many operations are outstanding in a flood.
func (o Options) flooders() int { return min(o.Callers, 4*runtime.GOMAXPROCS(0)) }
