package gate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
)

// CalibrateOptions say how to find out what a machine can tell.
type CalibrateOptions struct {
	Binary      string // the program to measure with, which plays base and head
	Workloads   []bench.Workload
	Impls       []string
	Comparisons int           // of equals
	Per         time.Duration // for each of them
	Slowdown    int           // in percent
	Margin      float64
	Seed        uint64
	Load        int // for the record: how many processes kept the processors busy
	Note        func(format string, args ...any)

	measure measure
}

// A Calibration is what a machine can tell.
type Calibration struct {
	Version  int              `json:"version"` // of this format
	Machine  lockstep.Machine `json:"machine"`
	Begin    lockstep.Weather `json:"begin"`
	End      lockstep.Weather `json:"end"`
	Go       string           `json:"go"`
	Load     int              `json:"load"` // processes that did nothing but compute
	Seed     uint64           `json:"seed"`
	Overhead float64          `json:"overhead"` // of the harness, in nanoseconds per operation

	Serial    Equals    `json:"serial"`    // base and head as two processes, as in compare
	Together  Equals    `json:"together"`  // both in one process, as in bench
	Contended Equals    `json:"contended"` // several goroutines, two processes
	Slowdown  Slowdowns `json:"slowdown"`  // serial, two processes
}

// Equals is what came of comparing equals with equals. Errors and differences
// are shares: 0.01 is 1 %.
type Equals struct {
	Comparisons int     `json:"comparisons"` // that could be judged
	Void        int     `json:"void"`        // that could not
	Seconds     float64 `json:"seconds"`     // for each
	Alarms      int     `json:"alarms"`      // at 5 %
	Rate        float64 `json:"rate"`        // of alarms, with its exact interval of 95 %
	Low         float64 `json:"low"`
	High        float64 `json:"high"`
	Median      float64 `json:"median"` // of the absolute error
	P95         float64 `json:"p95"`
	// Detectable is the median of the smallest differences that were likely to be
	// found, and PerSecond the same for a second of running: it goes with the
	// root of the time.
	Detectable float64 `json:"detectable"`
	PerSecond  float64 `json:"per_second"`
}

// Slowdowns is what came of comparing equals of which one does more work.
type Slowdowns struct {
	Percent     int     `json:"percent"`
	Comparisons int     `json:"comparisons"`
	Void        int     `json:"void"`
	Seconds     float64 `json:"seconds"`
	Found       int     `json:"found"` // called slower
	Share       float64 `json:"share"` // with its exact interval of 95 %
	Low         float64 `json:"low"`
	High        float64 `json:"high"`
	Median      float64 `json:"median"` // of the measured ratio, less 1
}

const (
	// calibrationVersion is that of the format.
	calibrationVersion = 1

	// batch is how many comparisons share processes. They are of different rows.
	batch = 10

	// slowFor is how long a slowdown has to be found.
	slowFor = 10 * time.Second

	// mostFailures is how many batches may fail in turn.
	mostFailures = 3
)

// A calibrator collects comparisons.
type calibrator struct {
	CalibrateOptions
	random *rand.Rand
	runs   int
	out    *Calibration
}

// Calibrate compares implementations with themselves, and with what is slower. One
// comparison in ten is of a slowdown, and there are as many contended ones.
func Calibrate(ctx context.Context, o CalibrateOptions) (*Calibration, error) {
	if o.measure == nil {
		o.measure = planAndRun
	}
	if o.Note == nil {
		o.Note = func(string, ...any) {}
	}
	c := &calibrator{
		CalibrateOptions: o, random: rand.New(rand.NewPCG(o.Seed, 0)),
		out: &Calibration{Version: calibrationVersion, Load: o.Load, Seed: o.Seed},
	}
	serial, contended := c.split()
	if len(serial) == 0 {
		return nil, errors.New("there is no workload with one goroutine to calibrate with; choose another pattern")
	}
	for _, kind := range []struct {
		name     string
		choices  []choice
		n        int
		together bool
		into     *Equals
	}{
		{"one goroutine, two processes", serial, o.Comparisons, false, &c.out.Serial},
		{"one goroutine, one process", serial, (o.Comparisons + 2) / 3, true, &c.out.Together},
		{"several goroutines, two processes", contended, (o.Comparisons + 9) / 10, false, &c.out.Contended},
	} {
		o.Note("comparing equals: %s, %d times", kind.name, kind.n)
		all, err := c.compare(ctx, kind.choices, kind.n, o.Per, 0, kind.together)
		if err != nil {
			return nil, err
		}
		*kind.into = equals(all, o.Per)
	}
	n := max(1, (o.Comparisons+9)/10)
	o.Note("comparing with what is %d %% slower: %d times, %v each", o.Slowdown, n, slowFor)
	all, err := c.compare(ctx, serial, n, slowFor, o.Slowdown, false)
	if err != nil {
		return nil, err
	}
	c.out.Slowdown = c.slowdowns(all)
	return c.out, nil
}

// A choice is a workload and an implementation.
type choice struct {
	workload bench.Workload
	impl     string
}

// split returns what can be compared with one goroutine and with several, of
// which no more than can run at a time.
func (c *calibrator) split() (serial, contended []choice) {
	for _, w := range c.Workloads {
		for _, impl := range c.Impls {
			switch goroutinesOf(w) {
			case "1":
				serial = append(serial, choice{w, impl})
			case "2":
				if runtime.GOMAXPROCS(0) < 2 {
					continue
				}
				contended = append(contended, choice{w, impl})
			}
		}
	}
	return serial, contended
}

// goroutinesOf returns the value of that axis.
func goroutinesOf(w bench.Workload) string {
	for _, a := range w.Axes {
		if a.Key == "goroutines" {
			return a.Value
		}
	}
	return ""
}

// compare makes n comparisons in batches, each with processes of its own.
func (c *calibrator) compare(
	ctx context.Context, choices []choice, n int, per time.Duration, slow int, together bool,
) (all []Finding, err error) {
	if len(choices) == 0 {
		return nil, nil
	}
	var deck []choice
	failures := 0
	for begin := time.Now(); len(all) < n; {
		size := min(batch, n-len(all))
		for len(deck) < size {
			for _, i := range c.random.Perm(len(choices)) {
				deck = append(deck, choices[i])
			}
		}
		findings, err := c.batch(ctx, deck[:size], per, slow, together)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		deck = deck[size:]
		if err == nil && len(findings) == 0 {
			err = errors.New("none of its rows could be measured")
		}
		if err != nil {
			if failures++; failures == mostFailures {
				return nil, fmt.Errorf("%d batches of comparisons in turn failed; the last: %w", failures, err)
			}
			continue
		}
		failures = 0
		all = append(all, findings...)
		left := time.Duration(float64(time.Since(begin)) * float64(n-len(all)) / float64(len(all)))
		c.Note("%d of %d, %v left", len(all), n, max(0, left).Round(time.Second))
	}
	return all, nil
}

// batch measures some comparisons.
func (c *calibrator) batch(
	ctx context.Context, choices []choice, per time.Duration, slow int, together bool,
) ([]Finding, error) {
	o := lockstep.Options{
		Binaries: []string{c.Binary, c.Binary}, Processes: calibrationProcesses,
		Budget: per * time.Duration(len(choices)), Seed: c.random.Uint64(),
	}
	binary := head
	if together {
		o.Binaries, binary = o.Binaries[:1], base
	}
	var rows []lockstep.Row
	for _, choice := range choices {
		other := choice.impl
		if slow > 0 {
			other = lockstep.Slowed(other, slow)
		}
		rows = append(rows, lockstep.Row{Workload: choice.workload, Contenders: []lockstep.Contender{
			{Label: "base", Impl: choice.impl}, {Label: "head", Impl: other, Binary: binary},
		}})
	}
	result, _, err := c.measure(ctx, rows, o)
	if err != nil {
		return nil, err
	}
	c.runs++
	c.note(result)
	judge := rule{alpha, c.Margin, o.Seed}
	var all []Finding
	for i := range result.Rows {
		if row := &result.Rows[i]; len(row.Contenders) == 2 {
			all = append(all, judge.time(row))
		}
	}
	return all, nil
}

// calibrationProcesses are as many as assay bench has.
const calibrationProcesses = 5

// note keeps where and when it was measured.
func (c *calibrator) note(result *lockstep.Result) {
	h := result.Runs[0]
	if c.runs == 1 {
		c.out.Machine, c.out.Begin = h.Machine, h.Begin
		if len(h.Go) > 0 {
			c.out.Go = h.Go[0]
		}
	}
	for _, overhead := range h.Overhead {
		c.out.Overhead = max(c.out.Overhead, overhead)
	}
	c.out.End = h.End
}

// equals sums up comparisons of equals.
func equals(all []Finding, per time.Duration) Equals {
	e := Equals{Seconds: per.Seconds()}
	var errs, seen []float64
	for _, f := range all {
		if f.Void != "" {
			e.Void++
			continue
		}
		e.Comparisons++
		if f.estimate.P < alpha {
			e.Alarms++
		}
		errs = append(errs, math.Abs(f.estimate.Center))
		seen = append(seen, f.Seen)
	}
	e.Rate, e.Low, e.High = share(e.Alarms, e.Comparisons)
	if e.Comparisons > 0 {
		slices.Sort(errs)
		e.Median, e.P95 = math.Expm1(middle(errs)), math.Expm1(errs[(95*len(errs)+99)/100-1])
		e.Detectable = middle(seen)
		e.PerSecond = e.Detectable * math.Sqrt(e.Seconds)
	}
	return e
}

// slowdowns sums up comparisons with what is slower. Each is judged by itself.
func (c *calibrator) slowdowns(all []Finding) Slowdowns {
	s := Slowdowns{Percent: c.Slowdown, Seconds: slowFor.Seconds()}
	var ratios []float64
	for _, f := range all {
		if f.Void != "" {
			s.Void++
			continue
		}
		s.Comparisons++
		ratios = append(ratios, f.Ratio)
		if (stats.Rule{Alpha: alpha, Margin: c.Margin}).Judge(f.estimate, f.estimate.P) == stats.Slower {
			s.Found++
		}
	}
	s.Share, s.Low, s.High = share(s.Found, s.Comparisons)
	if len(ratios) > 0 {
		s.Median = middle(ratios) - 1
	}
	return s
}
