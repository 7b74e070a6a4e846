package measure

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/internal/analysis"
	"github.com/assay-go/assay/internal/certificate"
	"github.com/assay-go/assay/internal/files"
	"github.com/assay-go/assay/internal/report"
	beambench "github.com/assay-go/assay/reference/beam/bench"
)

// Laws is where the certificate is looked for that says who breaks a law.
const Laws = "reports/conformance.json"

// A command is the flags, and what they are about.
type command struct {
	choice
	all       []conformance.Implementation
	budget    time.Duration
	processes int
	machine   string
	seed      uint64
	output    string
	json      bool
	with      []string           // implementations on the BEAM
	beam      *beambench.Program // that measures them; nil without
}

// Command returns the command bench for the implementations. The program must
// call [lockstep.Main] with them first, and before that [beambench.Main].
func Command(all []conformance.Implementation) *cobra.Command {
	m := command{all: all, choice: choice{grid: bench.Core, procs: runtime.GOMAXPROCS(0)}}
	c := &cobra.Command{
		Use:   "bench [PATTERN...]",
		Short: "Measure the implementations",
		Long: `Bench measures what implementations of patterns take for their workloads, and
prints a ranking for each. It writes two files: FILE.txt in the Go benchmark
format, which benchstat reads, and FILE.raw.gz with everything that was measured,
which assay report and assay compare read.

Implementations take turns at a workload in slices of a millisecond, in random
order, in several processes: what slows the machine down for a while slows all
of them down. In every row one implementation takes part twice, as "aa". What is
found between it and itself is the error of the measurement.

With --with beam, the pattern as it is in Elixir takes part in every row that has a
counterpart there, on a BEAM of its own. It needs elixir: see docs/benchmarks.md.

The rows of a grid can be divided among machines: --shard 2/5 takes every fifth
row from the second on. assay report puts the files together.

Files are replaced when all is measured. The patterns are
` + strings.ToLower(sentence(bench.Patterns())) + `; without a PATTERN all are measured.`,
		Example: `  assay bench
  assay bench table --impl mutex,atomic --grid full --budget 20m -o table
  assay bench server table --with beam --budget 10m
  assay bench --grid full --shard 1/4 --machine ci -o shard-1`,
		ValidArgs: lower(bench.Patterns()),
	}
	f := c.Flags()
	f.StringSliceVar(&m.impls, "impl", nil, "the implementations to measure (default all)")
	f.DurationVar(&m.budget, "budget", 3*time.Minute, "how long to measure")
	f.Var(&m.grid, "grid", "the workloads to measure, quick, core or full")
	f.Var(&m.shard, "shard", "measure only this part of the rows, such as 2/5")
	f.IntVar(&m.processes, "processes", 5, "how many processes measure each row, one after the other; at least 3")
	f.StringVar(&m.machine, "machine", "", "the name of this machine in reports (default its processor)")
	f.Uint64Var(&m.seed, "seed", 0, "where random choices come from (default a new seed every time)")
	f.StringVarP(&m.output, "output", "o", "reports/bench", "the `FILE` to write, without its extension")
	f.StringSliceVar(&m.with, "with", nil, "what else takes turns, on the BEAM: "+sentence(beambench.Impls()))
	f.BoolVar(&m.json, "json", false, "print the report in JSON")
	c.RunE = func(c *cobra.Command, patterns []string) error {
		m.patterns = patterns
		if !c.Flags().Changed("seed") {
			m.seed = uint64(rand.Uint32())
		}
		if !c.Flags().Changed("output") && m.shard.parts > 0 {
			// Shards that share a directory do not replace each other.
			m.output += fmt.Sprintf("-%d-of-%d", m.shard.part, m.shard.parts)
		}
		return m.run(c)
	}
	return c
}

func (m command) run(c *cobra.Command) error {
	if m.budget <= 0 {
		return fmt.Errorf("a budget of %v is no time to measure; give some, such as --budget 3m", m.budget)
	}
	rows, lacks, err := m.rows(m.all)
	if err != nil {
		return err
	}
	if len(m.with) > 0 {
		missing, err := beside(rows, m.with)
		if err != nil {
			return err
		}
		lacks = append(lacks, missing...)
		if m.beam, err = beambench.Compile(c.Context()); err != nil {
			return err
		}
	}
	names := outputs(m.output)
	for _, name := range names {
		if err := files.Check(name); err != nil {
			return err
		}
	}
	cert, err := analysis.OpenLaws(Laws)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w, or remove it", err)
	}
	if len(m.impls) == 1 && m.beam == nil {
		lacks = append(lacks, m.impls[0]+" is the only one, so there is nothing to rank; name others with --impl")
	}
	for _, text := range lacks {
		fmt.Fprintln(c.ErrOrStderr(), text)
	}
	result, err := m.measure(c, rows)
	if err != nil {
		return err
	}
	return m.finish(c, result, cert, names)
}

// measure plans and runs the measurement.
func (m command) measure(c *cobra.Command, rows []lockstep.Row) (*lockstep.Result, error) {
	ctx, stderr := c.Context(), c.ErrOrStderr()
	p := NewProgress(stderr)
	o := lockstep.Options{
		Machine: m.machine, Budget: m.budget, Processes: m.processes, Seed: m.seed, Progress: p.Show,
	}
	if commit := revision(ctx); commit != "" {
		o.Commits = []string{commit}
	}
	if m.beam != nil {
		if err := addBeam(&o, m.beam); err != nil {
			return nil, err
		}
	}
	plan, err := lockstep.NewPlan(ctx, rows, o)
	p.End()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("interrupted before anything was measured; %s is as it was", m.output)
	}
	if err != nil {
		return nil, err
	}
	for _, text := range omissions(plan.Omitted) {
		fmt.Fprintln(stderr, text)
	}
	fmt.Fprintf(stderr, "measuring %d rows in %d processes each; it takes about %v\n",
		len(plan.Rows), plan.Processes, plan.Takes.Round(time.Second))
	result, err := lockstep.Run(ctx, plan)
	p.End()
	if ctx.Err() != nil {
		return nil, m.interrupted(ctx, result, plan)
	}
	if err != nil {
		return nil, err
	}
	return result, failures(result, func(text string) { fmt.Fprintln(stderr, text) })
}

// interrupted says what was measured, of which nothing is kept.
func (m command) interrupted(ctx context.Context, r *lockstep.Result, plan *lockstep.Plan) error {
	rows, done := 0, 0
	for i := range r.Rows {
		if n := len(r.Rows[i].Processes); n > 0 {
			rows++
			done += n
		}
	}
	return fmt.Errorf("%w: %d of %d measurements were made, of %d of %d rows; %s is as it was",
		cmp.Or(context.Cause(ctx), ctx.Err()), done, len(plan.Rows)*plan.Processes, rows, len(plan.Rows), m.output)
}

// omissions says what is left out, but not all of it if it is much.
func omissions(all []lockstep.Omission) []string {
	const most = 5
	var texts []string
	for i, o := range all {
		if i == most {
			return append(texts, fmt.Sprintf("and %d more are left out", len(all)-most))
		}
		texts = append(texts, o.String())
	}
	return texts
}

// failures tells which rows failed. It is an error if all did.
func failures(r *lockstep.Result, tell func(string)) error {
	failed := 0
	for i := range r.Rows {
		row := &r.Rows[i]
		if len(row.Failures) > 0 {
			failed++
			tell(row.Workload().ID() + " failed: " + row.Failures[0].Error)
		}
	}
	if failed == len(r.Rows) {
		return errors.New("every row failed, so nothing is written; mend this or measure others")
	}
	return nil
}

// finish writes the files and prints the rankings.
func (m command) finish(c *cobra.Command, r *lockstep.Result, cert *certificate.Certificate, names []string) error {
	if err := writeResult(names, r); err != nil {
		return err
	}
	fmt.Fprintf(c.ErrOrStderr(), "wrote %s\n", sentence(names))
	rep, err := analysis.Report([]*lockstep.Result{r}, cert, analysis.Options{
		Made: time.Now().UTC().Truncate(time.Second), Impls: Names(m.all),
	})
	if err != nil {
		return err
	}
	if m.json {
		return report.WriteJSON(c.OutOrStdout(), rep)
	}
	return Print(c.OutOrStdout(), rep)
}
