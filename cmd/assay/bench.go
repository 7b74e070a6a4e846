package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/impls"
)

// benchOptions are the flags of assay bench.
type benchOptions struct {
	impls  []string // by name; empty for all
	budget time.Duration
	grid   bench.Grid
	output string
}

func newBenchCommand() *cobra.Command {
	o := benchOptions{grid: bench.Core}
	c := &cobra.Command{
		Use:   "bench [PATTERN...]",
		Short: "Measure the implementations",
		Long: `Bench measures what implementations of patterns take for their workloads. It
writes the measurements in the Go benchmark format and prints a table of them,
with a column for each implementation, by benchstat.

It measures in rounds. Each has every row once, in a process of its own, with
the implementations in turn: what slows the machine down for a while slows all
of them down. The budget is divided among the rounds and rows; building comes
on top of it.

The output is replaced only when all rounds are complete. The patterns are
` + strings.ToLower(sentence(bench.Patterns())) + `; without a PATTERN all are measured.`,
		Example: `  assay bench
  assay bench table --impl mutex,atomic --grid full --budget 20m -o table.txt`,
		ValidArgs: lower(bench.Patterns()),
		RunE: func(c *cobra.Command, patterns []string) error {
			return runBench(c, patterns, o)
		},
	}
	f := c.Flags()
	f.StringSliceVar(&o.impls, "impl", nil, "the implementations to measure (default all)")
	f.DurationVar(&o.budget, "budget", 3*time.Minute, "how long to measure")
	f.Var(&o.grid, "grid", "the workloads to measure, core or full")
	f.StringVarP(&o.output, "output", "o", "reports/bench.txt", "the file to write")
	return c
}

func runBench(c *cobra.Command, patterns []string, o benchOptions) error {
	selection, err := selectBench(patterns, o.impls, impls.All)
	if err != nil {
		return err
	}
	file, err := createBenchFile(o.output)
	if err != nil {
		return err
	}
	defer file.discard()
	ctx, stderr := c.Context(), c.ErrOrStderr()
	err = measureBench(ctx, file, stderr, selection, o)
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted; %s is as it was", o.output)
	}
	if err != nil {
		return err
	}
	if err := file.commit(); err != nil {
		return fmt.Errorf("%w; choose another file with -o", err)
	}
	fmt.Fprintf(stderr, "wrote %s\n", o.output)
	return printBenchTable(ctx, c.OutOrStdout(), o.output)
}

// measureBench builds the benchmarks, plans the rounds and runs them. It writes
// the measurements to w.
func measureBench(ctx context.Context, w, stderr io.Writer, s benchSelection, o benchOptions) error {
	dir, err := os.MkdirTemp("", "assay-bench-")
	if err != nil {
		return fmt.Errorf("%w; set TMPDIR to a directory that can be written to", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // the system clears it in the end
	fmt.Fprintln(stderr, "building the benchmarks")
	program, err := buildBench(ctx, filepath.Join(dir, "bench.test"), s, o.grid)
	if err != nil {
		return err
	}
	fmt.Fprintln(stderr, "listing the rows")
	list, err := program.list(ctx)
	if err != nil {
		return err
	}
	for _, lack := range list.lacking() {
		fmt.Fprintln(stderr, lack)
	}
	plan, err := planBench(list.rows, o.budget)
	if err != nil {
		return err
	}
	fmt.Fprintln(stderr, plan)
	if _, err := io.WriteString(w, benchHeader(list.config, program.environment(ctx))); err != nil {
		return err
	}
	return program.measure(ctx, w, plan, newBenchProgress(stderr, plan))
}
