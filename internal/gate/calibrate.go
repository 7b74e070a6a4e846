package gate

import (
	"cmp"
	"context"
	"errors"
	"math"
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
	Urgent   bool             `json:"urgent,omitempty"` // measured before other work, at niceness -19
	Load     int              `json:"load"`             // processes that did nothing but compute
	Seed     uint64           `json:"seed"`
	Overhead float64          `json:"overhead"` // of the harness, in nanoseconds per operation

	Serial    Equals    `json:"serial"`    // base and head as two processes, as in compare
	Together  Equals    `json:"together"`  // both in one process, as in bench
	Company   Equals    `json:"company"`   // two processes, and goroutines of the object's own
	Contended Equals    `json:"contended"` // several goroutines, two processes
	Slowdown  Slowdowns `json:"slowdown"`  // serial
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
	// Worst are the comparisons with the largest errors, of at most five rows.
	Worst []RowError `json:"worst,omitempty"`
}

// A RowError is the error of a comparison of equals.
type RowError struct {
	Workload string  `json:"workload"`
	Impl     string  `json:"impl"`
	Error    float64 `json:"error"` // absolute
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
	calibrationVersion = 3

	// batch is how many comparisons share processes. They are of different rows.
	batch = 10

	// slowFor is how long a slowdown has to be found.
	slowFor = 10 * time.Second

	// mostFailures is how many batches may fail in turn.
	mostFailures = 3
)

// Calibrate compares implementations with themselves, and with what is slower. One
// comparison in ten is of a slowdown, and there are as many contended ones.
func Calibrate(ctx context.Context, o CalibrateOptions) (*Calibration, error) {
	c := newCalibrator(o)
	serial, contended := c.split()
	if len(serial) == 0 {
		return nil, errors.New("there is no workload with one goroutine to calibrate with; choose another pattern")
	}
	some := (o.Comparisons + 9) / 10
	for _, kind := range []struct {
		name    string
		choices []choice
		series
		into *Equals
	}{
		{"one goroutine, two processes", serial, series{n: o.Comparisons, per: o.Per}, &c.out.Serial},
		{
			"one goroutine, one process", serial,
			series{n: (o.Comparisons + 2) / 3, per: o.Per, together: true},
			&c.out.Together,
		},
		{"several goroutines, two processes", contended, series{n: some, per: o.Per, any: true}, &c.out.Contended},
	} {
		c.Note("comparing equals: %s, %d times", kind.name, kind.n)
		all, company, err := c.compare(ctx, kind.choices, kind.series)
		if err != nil {
			return nil, err
		}
		*kind.into = equals(all, o.Per)
		c.Note("%s", kind.into)
		if kind.into == &c.out.Serial {
			c.out.Company = equals(company, o.Per)
		}
	}
	c.Note("comparing with what is %d %% slower: %d times, %v each", o.Slowdown, some, slowFor)
	all, _, err := c.compare(ctx, serial, series{n: some, per: slowFor, slow: o.Slowdown})
	if err != nil {
		return nil, err
	}
	c.out.Slowdown = c.slowdowns(all)
	return c.out, nil
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
		if f.estimate.P < level {
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
	e.Worst = worst(all)
	return e
}

// worst returns the largest errors, one of each row.
func worst(all []Finding) (errs []RowError) {
	const most = 5
	sorted := slices.SortedFunc(slices.Values(all), func(a, b Finding) int {
		return cmp.Compare(math.Abs(b.estimate.Center), math.Abs(a.estimate.Center))
	})
	seen := make(map[rowKey]bool)
	for _, f := range sorted {
		if f.Void == "" && !seen[f.row()] && len(errs) < most {
			seen[f.row()] = true
			errs = append(errs, RowError{f.Workload, f.Impl, math.Expm1(math.Abs(f.estimate.Center))})
		}
	}
	return errs
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
		if (stats.Rule{Alpha: level, Margin: c.Margin}).Judge(f.estimate, f.estimate.P) == stats.Slower {
			s.Found++
		}
	}
	s.Share, s.Low, s.High = share(s.Found, s.Comparisons)
	if len(ratios) > 0 {
		s.Median = middle(ratios) - 1
	}
	return s
}
