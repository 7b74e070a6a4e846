package lockstep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// A Plan says how often each row is measured.
type Plan struct {
	Rows      []PlannedRow
	Omitted   []Omission
	Processes int           // of each row
	Takes     time.Duration // expected, for the Run

	options  Options
	start    time.Duration // what starting the workers takes
	versions []string      // of Go, by binary
	overhead []float64     // of the harness, by binary
}

// A PlannedRow is a row with the times that it gets.
type PlannedRow struct {
	Row
	Goroutines int
	Blocks     int           // in each process
	Rounds     int           // in each block
	Takes      time.Duration // expected, in each process

	seats []seat
	cost  cost
	alone bool // no contender has goroutines of its own
}

// An Omission is a row, or a contender of one, that will not be measured.
type Omission struct {
	Row       string // the name of the workload
	Contender string // its label; empty if all of the row is left out
	Reason    string
}

// String returns the omission as a sentence without a full stop.
func (o Omission) String() string {
	if o.Contender == "" {
		return fmt.Sprintf("%s is left out: %s", o.Row, o.Reason)
	}
	return fmt.Sprintf("%s is measured without %s: %s", o.Row, o.Contender, o.Reason)
}

// NewPlan tries every row out and divides the budget, of which this is a part.
// The binaries must not change until the end of Run.
//
// A contender whose binary lacks the workload, or whose implementation lacks the
// pattern, is left out, and so is a row that the budget is too small for.
// It is an error if nothing is left.
func NewPlan(ctx context.Context, rows []Row, o Options) (*Plan, error) {
	begin := time.Now()
	o = o.withDefaults()
	if len(o.Binaries) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("%w; say which binary to run", err)
		}
		o.Binaries = []string{self}
	}
	if err := errors.Join(o.check(), checkRows(rows, len(o.Binaries))); err != nil {
		return nil, err
	}
	p := &Plan{options: o}
	if err := p.survey(ctx, rows); err != nil {
		return nil, err
	}
	p.divide(o.Budget - time.Since(begin) - time.Duration(o.Processes)*p.start)
	if len(p.Rows) == 0 {
		return nil, p.nothing()
	}
	return p, nil
}

// nothing says why there is nothing to measure.
func (p *Plan) nothing() error {
	const most = 5
	reasons := make([]string, len(p.Omitted))
	for i, o := range p.Omitted {
		reasons[i] = o.String()
	}
	if n := len(reasons) - most; n > 0 {
		reasons = append(reasons[:most], fmt.Sprintf("and %d more", n))
	}
	return fmt.Errorf("nothing can be measured:\n%s", strings.Join(reasons, "\n"))
}

// survey tries the rows out, in one process of each binary.
func (p *Plan) survey(ctx context.Context, rows []Row) error {
	restore, _ := hurry()
	defer restore()
	begin := time.Now()
	t, err := startTeam(ctx, p.options)
	if err != nil {
		return err
	}
	p.start = time.Since(begin)
	defer func() { t.stop() }()
	for _, c := range t {
		reply, err := c.ask(ctx, request{Do: doHarness}, p.options.Patience)
		if err != nil {
			return err
		}
		p.versions, p.overhead = append(p.versions, c.hello.Go), append(p.overhead, reply.Overhead)
	}
	defer p.sharePreparation()
	for i, row := range rows {
		p.options.Progress(Progress{Row: i + 1, Rows: len(rows), Name: row.Workload.ID()})
		planned, err := p.try(ctx, t, row)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil {
			p.Rows = append(p.Rows, planned)
			continue
		}
		p.omit(row, "", err.Error())
		if _, ok := errors.AsType[*rowError](err); ok {
			continue
		}
		t.stop()
		if t, err = startTeam(ctx, p.options); err != nil {
			return err
		}
	}
	return nil
}

// sharePreparation divides what it takes to draw the input of a workload among its rows.
func (p *Plan) sharePreparation() {
	count, most := make(map[string]int), make(map[string]time.Duration)
	for _, r := range p.Rows {
		id := r.Workload.ID()
		count[id]++
		most[id] = max(most[id], r.cost.prepare)
	}
	for i := range p.Rows {
		id := p.Rows[i].Workload.ID()
		p.Rows[i].cost.prepare = most[id] / time.Duration(count[id])
	}
}

func (p *Plan) omit(row Row, contender, reason string) {
	p.Omitted = append(p.Omitted, Omission{row.Workload.ID(), contender, reason})
}

// try finds out who can be measured, and what a round costs.
func (p *Plan) try(ctx context.Context, t team, row Row) (planned PlannedRow, err error) {
	id, o := row.Workload.ID(), p.options
	row.Contenders = slices.DeleteFunc(slices.Clone(row.Contenders), func(c Contender) bool {
		reason := t[c.Binary].lack(id, c.Impl)
		if reason != "" {
			p.omit(row, c.Label, reason)
		}
		return reason != ""
	})
	replies, err := t.each(ctx, row.Contenders, o.Patience, func(int) request {
		return request{Do: doPrepare, Workload: id}
	})
	if err != nil {
		return planned, err
	}
	for _, reply := range replies {
		planned.cost.prepare += reply.Prepare
	}
	var gauges []*gauge
	var able []Contender
	for _, c := range row.Contenders {
		ask := request{Do: doGauge, Impl: c.Impl, Serial: o.Serial, Several: o.Contended}
		reply, err := t[c.Binary].ask(ctx, ask, o.Patience)
		if err != nil {
			return planned, err
		}
		if reply.Gauge.Lacking {
			p.omit(row, c.Label, "the implementation "+c.Impl+" lacks the pattern")
			continue
		}
		gauges, able = append(gauges, reply.Gauge), append(able, c)
	}
	if _, err := t.each(ctx, row.Contenders, o.Patience, func(int) request {
		return request{Do: doFinish}
	}); err != nil {
		return planned, err
	}
	if len(able) == 0 {
		return planned, &rowError{text: "no contender is left"}
	}
	row.Contenders = able
	planned.Row, planned.Goroutines = row, gauges[0].Goroutines
	if len(binaries(able)) > 1 {
		// What follows at once is compared better.
		o.Serial, o.Contended = o.Serial*2/5, o.Contended/2
	}
	planned.alone = !slices.ContainsFunc(gauges, func(g *gauge) bool { return !g.Alone })
	planned.seats = newSeats(able, gauges, o)
	planned.cost.add(planned.seats, gauges, t.lead(binaries(able)))
	return planned, nil
}

// lack says what the worker lacks for a contender, or nothing.
func (c *child) lack(workload, impl string) string {
	if !slices.Contains(c.hello.Workloads, workload) {
		return "its binary has no such workload: " + c.path
	}
	if name, _ := slowed(impl); !slices.Contains(c.hello.Impls, name) {
		return fmt.Sprintf("there is no implementation %s in %s; it has %s",
			impl, c.path, strings.Join(c.hello.Impls, ", "))
	}
	return ""
}
