package gate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
)

// Options say what to compare, and how.
type Options struct {
	Base, Head Side

	Workloads []bench.Workload
	Impls     []string      // by name
	Slow      int           // by how many percent the head is slowed; see lockstep.Slowed
	Budget    time.Duration // for all, a third of which is kept for the second run
	Processes int           // of the first run; 0 for 12
	Margin    float64       // 0.02 is 2 %
	// Resolution is the regression that most rows have to be likely to show, lest the
	// comparison is inconclusive; 0 for 10 %.
	Resolution float64
	Seed       uint64
	Reproduce  string // the command
	Progress   func(lockstep.Progress)

	// Layouts returns that many programs of each side with their functions in random
	// order, from number first on. It may be nil: then all processes have the same order.
	Layouts func(ctx context.Context, first, n int) (base, head []string, err error)

	// Note is told what happens, in sentences.
	Note func(format string, args ...any)

	measure measure // nil for that of package lockstep
}

// A measure makes a plan and runs it.
type measure func(context.Context, []lockstep.Row, lockstep.Options) (*lockstep.Result, []lockstep.Omission, error)

const (
	// level bounds the probability that a single comparison finds a change where
	// there is none. The first run judges each row by itself, since a suspicion
	// costs some seconds only.
	level = 0.05

	// alpha bounds the probability that the second run confirms any change where
	// there is none. It knows nothing of the first one but what to measure, so the
	// number of all rows does not matter to it, only that of the suspects.
	alpha = 0.01
)

// usualProcesses are enough to suspect a row, and twice as many to confirm that.
// Student's distribution has long tails if there are fewer.
const usualProcesses = 12

// usualResolution is what a machine with two processors that others use, too, can show of
// most rows of the quick grid in three minutes.
const usualResolution = 0.1

// dear is how many shares of the budget a row may take. It is better to say of one
// that it does not fit than to see less in all others.
const dear = 4

// Compare measures the two sides and judges them.
func Compare(ctx context.Context, o Options) (*Report, error) {
	o = o.withDefaults()
	c := &comparison{Options: o, rule: rule{level, o.Margin, o.Seed}}
	rows := c.rows()
	first := o.Budget * 2 / 3
	result, omitted, err := c.run(ctx, rows, first, o.Processes, o.Seed)
	if err != nil {
		return nil, c.explain(err)
	}
	r := c.report(result)
	r.Findings = c.findings(result)
	if err := c.verdicts(r.Findings, alone); err != nil {
		return nil, err
	}
	r.Null = nullOf(result, o.Seed)
	r.Missing = missing(rows, result, omitted)
	if err := c.confirm(ctx, r, rows, o.Budget-first); err != nil {
		return nil, err
	}
	r.conclude()
	return r, nil
}

func (o Options) withDefaults() Options {
	if o.measure == nil {
		o.measure = planAndRun
	}
	o.Resolution = cmp.Or(o.Resolution, usualResolution)
	if o.Processes == 0 {
		o.Processes = usualProcesses
	}
	if o.Note == nil {
		o.Note = func(string, ...any) {}
	}
	return o
}

func planAndRun(
	ctx context.Context, rows []lockstep.Row, o lockstep.Options,
) (*lockstep.Result, []lockstep.Omission, error) {
	plan, err := lockstep.NewPlan(ctx, rows, o)
	if err != nil {
		return nil, nil, err
	}
	result, err := lockstep.Run(ctx, plan)
	return result, plan.Omitted, err
}

// A comparison is a Compare under way.
type comparison struct {
	Options
	rule
	laidOut int // layouts that were used
}

// The third binary is the base again, in a process of its own.
const again = 2

// One in so many rows has another one beside it in which base meets itself.
const nullth = 12

// rows returns a row for each workload and implementation, with base and head, and
// some in which the base is both.
func (c *comparison) rows() (all []lockstep.Row) {
	random := rand.New(rand.NewPCG(c.Seed, 0)) // a fixed step may be that of an axis
	for _, w := range c.Workloads {
		for _, impl := range c.Impls {
			other := impl
			if c.Slow > 0 {
				other = lockstep.Slowed(impl, c.Slow)
			}
			all = append(all, lockstep.Row{Workload: w, Contenders: []lockstep.Contender{
				{Label: "base:" + impl, Impl: impl},
				{Label: "head:" + impl, Impl: other, Binary: head},
			}})
			if random.IntN(nullth) == 0 || len(all) == 1 {
				all = append(all, lockstep.Row{Workload: w, Contenders: []lockstep.Contender{
					{Label: "base:" + impl, Impl: impl},
					{Label: "again:" + impl, Impl: impl, Binary: again},
				}})
			}
		}
	}
	return all
}

func (c *comparison) run(
	ctx context.Context, rows []lockstep.Row, budget time.Duration, processes int, seed uint64,
) (*lockstep.Result, []lockstep.Omission, error) {
	layouts, err := c.layouts(ctx, processes)
	if err != nil {
		return nil, nil, err
	}
	return c.measure(ctx, rows, lockstep.Options{
		Layouts:   layouts,
		Binaries:  []string{c.Base.binary, c.Head.binary, c.Base.binary},
		Commits:   []string{c.Base.Commit, c.Head.Commit, c.Base.Commit},
		Budget:    budget,
		Processes: processes,
		Seed:      seed,
		Shares:    dear,
		Progress:  c.Progress,
	})
}

// layouts returns the programs for so many processes, or none. No two runs share one.
// The base that meets itself differs from itself in its layout, as the head does.
func (c *comparison) layouts(ctx context.Context, processes int) (all [][]string, err error) {
	if c.Layouts == nil {
		return nil, nil
	}
	b, h, err := c.Layouts(ctx, c.laidOut, processes)
	if err != nil {
		return nil, err
	}
	c.laidOut += processes
	for k := range b {
		all = append(all, []string{b[k], h[k], b[(k+1)%len(b)]})
	}
	return all, nil
}

// explain names revisions where lockstep names binaries.
func (c *comparison) explain(err error) error {
	text := err.Error()
	for _, s := range []Side{c.Base, c.Head} {
		if s.binary == "" || !strings.Contains(text, s.binary) {
			continue
		}
		text = strings.ReplaceAll(text, s.binary, "the worker of "+s.Name)
		return fmt.Errorf("%s cannot be compared, since it does not speak the protocol of this program: %s",
			s.Name, text)
	}
	return err
}

func (c *comparison) report(result *lockstep.Result) *Report {
	h := result.Runs[0]
	r := &Report{
		Base: c.Base, Head: c.Head, Paired: true, Margin: c.Margin, Resolution: c.Resolution, Alpha: alpha,
		Budget: c.Budget.String(), Seed: c.Seed, Reproduce: c.Reproduce,
		Machine: h.Machine, Begin: h.Begin, End: h.End, Urgent: h.Urgent,
	}
	if len(h.Go) > head {
		r.Base.Go, r.Head.Go = h.Go[base], h.Go[head]
	}
	return r
}

// nullOf sums up the rows in which the base meets itself.
func nullOf(result *lockstep.Result, seed uint64) Null {
	var errs []float64
	var n Null
	for i := range result.Rows {
		row := &result.Rows[i]
		if len(row.Contenders) != 2 || isPair(row) {
			continue
		}
		f := rule{seed: seed}.time(row)
		if f.Void != "" {
			continue
		}
		n.Comparisons++
		if f.estimate.P < level {
			n.Alarms++
		}
		errs = append(errs, math.Abs(f.estimate.Center))
	}
	if len(errs) > 0 {
		n.Median, n.Worst = math.Expm1(middle(errs)), math.Expm1(slices.Max(errs))
	}
	return n
}

// missing says which rows are not in the result as they should be.
func missing(rows []lockstep.Row, result *lockstep.Result, omitted []lockstep.Omission) (all []Missing) {
	measured := make(map[rowKey]bool)
	for i := range result.Rows {
		if row := &result.Rows[i]; isPair(row) {
			measured[rowKey{row.Workload().ID(), row.Contenders[base].Impl}] = true
		}
	}
	for _, row := range rows {
		impl, id := row.Contenders[base].Impl, row.Workload.ID()
		if row.Contenders[head].Binary != head || measured[rowKey{id, impl}] {
			continue
		}
		lacking := make(map[string]string) // by label
		whole := "it was not measured"
		for _, o := range omitted {
			switch {
			case o.Row == id && o.Contender == "":
				whole = o.Reason
			case o.Row == id:
				lacking[o.Contender] = o.Reason
			}
		}
		b, h := lacking["base:"+impl], lacking["head:"+impl]
		switch {
		case b != "" && h != "": // neither has it
		case h != "":
			all = append(all, Missing{id, impl, "only the base has it: " + h, false})
		case b != "":
			all = append(all, Missing{id, impl, "only the head has it: " + b, false})
		default:
			all = append(all, Missing{id, impl, whole, true})
		}
	}
	return all
}

// confirm measures again what the first run has found.
func (c *comparison) confirm(ctx context.Context, r *Report, rows []lockstep.Row, budget time.Duration) error {
	suspects := make(map[rowKey]bool)
	for _, f := range r.Findings {
		if f.changed() {
			suspects[f.row()] = true
		}
	}
	if len(suspects) == 0 {
		return nil
	}
	const enough = 5 * time.Second
	budget = min(budget, time.Duration(len(suspects)+1)*enough)
	c.Note("found %d rows that differ; measuring them again for %v", len(suspects), budget.Round(time.Second))
	rows = slices.DeleteFunc(slices.Clone(rows), func(row lockstep.Row) bool {
		return row.Contenders[head].Binary != head || !suspects[rowKey{row.Workload.ID(), row.Contenders[base].Impl}]
	})
	result, _, err := c.run(ctx, rows, budget, 2*c.Processes, c.Seed+1)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil { // such as no time for a single row
		for i := range r.Findings {
			if f := &r.Findings[i]; f.changed() {
				f.Doubt = "it could not be measured again: " + err.Error()
			}
		}
		return nil
	}
	return c.settle(r.Findings, result)
}

// alone adjusts nothing: each row is judged by itself.
func alone(p []float64) ([]float64, error) { return p, nil }

// changed says whether a run has found a difference.
func (f Finding) changed() bool { return f.Verdict == stats.Slower || f.Verdict == stats.Faster }

// A change is a unit of a row in which a run has found a difference.
type change struct {
	row  rowKey
	unit string
}

// settle holds what the first run has found against the second one. What that says
// holds, since it is not there because it was large.
func (c *comparison) settle(first []Finding, second *lockstep.Result) error {
	suspects := make(map[change]*Finding)
	for i := range first {
		if f := &first[i]; f.changed() {
			suspects[change{f.row(), f.Unit}] = f
			f.Doubt = unrepeated + "there was no time for it; raise the budget"
		}
	}
	all := slices.DeleteFunc(c.findings(second), func(f Finding) bool {
		return suspects[change{f.row(), f.Unit}] == nil
	})
	if err := (rule{alpha, c.Margin, c.Seed}).verdicts(all, stats.Holm); err != nil {
		return err
	}
	for _, f := range all {
		found := suspects[change{f.row(), f.Unit}]
		switch {
		case f.Void != "":
			found.Doubt = unrepeated + f.Void
		case f.Verdict == found.Verdict:
			*found = f
			found.Confirmed = true
		case f.Verdict == stats.Tie:
			*found = f
		default:
			found.Doubt = fmt.Sprintf("the second run says %v: %s", f.Verdict, f.difference())
		}
	}
	return nil
}

// unrepeated is what a doubt begins with that more time may settle.
const unrepeated = "it could not be measured again: "
