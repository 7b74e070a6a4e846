package gate

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
)

// A calibrator collects comparisons.
type calibrator struct {
	CalibrateOptions
	random *rand.Rand
	runs   int
	out    *Calibration

	// company are the rows whose objects have goroutines of their own, and long
	// those that need more time than a comparison of equals has.
	company, long map[rowKey]bool
}

func newCalibrator(o CalibrateOptions) *calibrator {
	if o.measure == nil {
		o.measure = planAndRun
	}
	if o.Note == nil {
		o.Note = func(string, ...any) {}
	}
	return &calibrator{
		CalibrateOptions: o, random: rand.New(rand.NewPCG(o.Seed, 0)),
		out:     &Calibration{Version: calibrationVersion, Load: o.Load, Seed: o.Seed},
		company: make(map[rowKey]bool), long: make(map[rowKey]bool),
	}
}

// A choice is a workload and an implementation.
type choice struct {
	workload bench.Workload
	impl     string
}

func (c choice) row() rowKey { return rowKey{c.workload.ID(), c.impl} }

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

// A series is of comparisons of one kind.
type series struct {
	n        int
	per      time.Duration
	slow     int  // by how many percent the head is slower
	together bool // base and head are one process
	any      bool // objects with goroutines of their own count like all others
}

// compare makes comparisons in batches, each with processes of its own, until there
// are enough. Those of objects with goroutines of their own are apart, and a fifth
// as many of them are enough.
func (c *calibrator) compare(ctx context.Context, choices []choice, s series) (all, company []Finding, err error) {
	if len(choices) == 0 {
		return nil, nil, nil
	}
	failures := 0
	for begin := time.Now(); len(all) < s.n; {
		// Always a whole batch, since its comparisons share what it takes to start.
		dealt, err := c.deal(choices, batch, func(x choice) bool {
			return s.per <= c.Per && c.long[x.row()] || !s.any && c.company[x.row()] && len(company) >= s.n/5
		})
		if err != nil {
			return nil, nil, err
		}
		had := len(all)
		all, company, err = c.batch(ctx, dealt, s, all, company)
		if ctx.Err() != nil {
			return nil, nil, context.Cause(ctx)
		}
		if err != nil {
			if failures++; failures == mostFailures {
				return nil, nil, fmt.Errorf("%d batches of comparisons in turn failed; the last: %w", failures, err)
			}
			continue
		}
		failures = 0
		if len(all) > had {
			left := time.Duration(float64(time.Since(begin)) * float64(s.n-len(all)) / float64(len(all)))
			c.Note("%d of %d, %v left", min(len(all), s.n), s.n, max(0, left).Round(time.Second))
		}
	}
	return all[:s.n], company, nil
}

// deal returns that many choices in random order, each as often as the others.
func (c *calibrator) deal(choices []choice, n int, skip func(choice) bool) ([]choice, error) {
	usable := slices.DeleteFunc(slices.Clone(choices), skip)
	if len(usable) == 0 {
		return nil, errors.New("no workload can be measured in the time of a comparison with one goroutine alone; " +
			"give comparisons more time with --per, or choose other patterns")
	}
	var dealt []choice
	for len(dealt) < n {
		for _, i := range c.random.Perm(len(usable)) {
			dealt = append(dealt, usable[i])
		}
	}
	return dealt[:n], nil
}

// batch measures some comparisons, which are appended to all or to company. It is an
// error if there are none.
func (c *calibrator) batch(
	ctx context.Context, choices []choice, s series, all, company []Finding,
) (_, _ []Finding, err error) {
	o := lockstep.Options{
		Binaries: []string{c.Binary, c.Binary}, Processes: calibrationProcesses, Shares: 1,
		Budget: s.per * time.Duration(len(choices)), Seed: c.random.Uint64(),
	}
	if s.together {
		o.Binaries = o.Binaries[:1]
	}
	result, _, err := c.measure(ctx, s.rows(choices), o)
	if err != nil {
		return all, company, err
	}
	c.runs++
	c.note(result)
	judge := rule{level, c.Margin, o.Seed}
	measured := make(map[rowKey]bool)
	for i := range result.Rows {
		row := &result.Rows[i]
		if len(row.Contenders) != 2 {
			continue
		}
		f := judge.time(row)
		measured[f.row()] = true
		if s.any || row.Alone {
			all = append(all, f)
		} else {
			company = append(company, f)
			c.company[f.row()] = true
		}
	}
	if len(measured) == 0 {
		return all, company, errors.New("none of its rows could be measured")
	}
	for _, choice := range choices {
		if s.per <= c.Per && !measured[choice.row()] {
			c.long[choice.row()] = true
		}
	}
	return all, company, nil
}

// rows returns those of a batch.
func (s series) rows(choices []choice) (rows []lockstep.Row) {
	binary := head
	if s.together {
		binary = base
	}
	for _, choice := range choices {
		other := choice.impl
		if s.slow > 0 {
			other = lockstep.Slowed(other, s.slow)
		}
		rows = append(rows, lockstep.Row{Workload: choice.workload, Contenders: []lockstep.Contender{
			{Label: "base", Impl: choice.impl}, {Label: "head", Impl: other, Binary: binary},
		}})
	}
	return rows
}

// calibrationProcesses are so many because processes differ more than what happens in
// them.
const calibrationProcesses = 10

// note keeps where and when it was measured.
func (c *calibrator) note(result *lockstep.Result) {
	h := result.Runs[0]
	if c.runs == 1 {
		c.out.Machine, c.out.Begin, c.out.Urgent = h.Machine, h.Begin, h.Urgent
		if len(h.Go) > 0 {
			c.out.Go = h.Go[0]
		}
	}
	for _, overhead := range h.Overhead {
		c.out.Overhead = max(c.out.Overhead, overhead)
	}
	c.out.End = h.End
}
