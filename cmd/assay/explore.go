package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/internal/rewrite/overlay"
)

// exploreOptions are the flags of assay explore.
type exploreOptions struct {
	with        []string
	run         string
	strategy    string
	preemptions int
	schedules   int
	budget      time.Duration
	seed        int64
	replay      string
	args        []string // for the tests
}

// exploreStrategies are the ways to choose the next schedule.
var exploreStrategies = []string{"mix", "dfs", "random", "pct"}

func newExploreCommand() *cobra.Command {
	var o exploreOptions
	c := &cobra.Command{
		Use:   "explore PKG... [-- TESTFLAGS]",
		Short: "Run tests under every schedule",
		Long: `Explore looks for the schedule that breaks a test. It builds the packages so
that a scheduler decides which goroutine goes on, and runs their tests. Those
that call interleave.Test, or check a law of package conformance, run under one
schedule after the other; other tests run as usual.

The source is not changed: the go command builds rewritten copies. Goroutines,
locks, atomics, channels, timers and random numbers are under control in the
named packages, their tests, and what --with names, modules of the module cache
included. Everything else runs between two steps.

A violation is printed with its schedule and the command that replays it.

What stands after -- goes to the tests, as after go test -args.`,
		Example: `  assay explore ./...
  assay explore ./cache --with github.com/puzpuzpuz/xsync/v4 --for 30s
  assay explore ./cache --run '^TestEvict$' --strategy pct --seed 7
  assay explore ./cache -- -assay.cases=100`,
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, packages []string) error {
			if dash := c.ArgsLenAtDash(); dash >= 0 {
				packages, o.args = packages[:dash], packages[dash:]
			}
			if len(packages) == 0 {
				return usageError(c, errors.New("no package is named before --"))
			}
			if err := o.valid(); err != nil {
				return usageError(c, err)
			}
			return runExplore(c, packages, o)
		},
	}
	f := c.Flags()
	f.StringSliceVar(&o.with, "with", nil, "other packages to put under control")
	f.StringVar(&o.run, "run", "", "run only the tests that match this `regexp`")
	f.StringVar(&o.strategy, "strategy", "mix",
		"how to choose schedules: dfs (all of them), random, pct (random priorities),\n"+
			"or mix (dfs, and pct for the second half of the budget)")
	f.IntVar(&o.preemptions, "preemptions", 2,
		"how often a schedule may interrupt a goroutine that could go on")
	f.IntVar(&o.schedules, "schedules", 0, "how many schedules to try of each test (default what suits the test)")
	f.DurationVar(&o.budget, "for", 0, "how long to explore each test (default what suits the test)")
	f.Int64Var(&o.seed, "seed", 0, "where random schedules come from (default a new seed every time)")
	f.StringVar(&o.replay, "replay", "", "try only the `schedule` that a violation has named")
	return c
}

// valid tells what is wrong with the flags.
func (o *exploreOptions) valid() error {
	_, err := regexp.Compile(o.run)
	switch {
	case err != nil:
		return fmt.Errorf("--run %q: %w", o.run, err)
	case !slices.Contains(exploreStrategies, o.strategy):
		return fmt.Errorf("there is no strategy %q: take %s", o.strategy, strings.Join(exploreStrategies, ", "))
	case o.preemptions < 0:
		return fmt.Errorf("--preemptions %d: give 0 or more", o.preemptions)
	case o.schedules < 0:
		return fmt.Errorf("--schedules %d: give 1 or more", o.schedules)
	case o.budget < 0:
		return fmt.Errorf("--for %v: give more than 0", o.budget)
	case strings.ContainsFunc(o.replay, func(r rune) bool { return r <= ' ' }):
		return fmt.Errorf("--replay %q is not a schedule: a schedule has no spaces", o.replay)
	}
	return nil
}

// environment returns the variable by which package interleave and the laws know
// that they are to explore, and how: pairs of a key and a value, with spaces in
// between. What is not there is left to them.
func (o *exploreOptions) environment() string {
	settings := []string{"strategy=" + o.strategy, fmt.Sprintf("preemptions=%d", o.preemptions)}
	if o.budget > 0 {
		settings = append(settings, fmt.Sprintf("for=%v", o.budget))
	}
	if o.schedules > 0 {
		settings = append(settings, fmt.Sprintf("schedules=%d", o.schedules))
	}
	if o.seed != 0 {
		settings = append(settings, fmt.Sprintf("seed=%d", o.seed))
	}
	if o.replay != "" {
		settings = append(settings, "replay="+o.replay)
	}
	if len(o.with) > 0 {
		settings = append(settings, "with="+strings.Join(o.with, ","))
	}
	for _, arg := range o.args {
		settings = append(settings, "arg="+url.QueryEscape(arg))
	}
	return "ASSAY_EXPLORE=" + strings.Join(settings, " ")
}

func runExplore(c *cobra.Command, packages []string, o exploreOptions) error {
	ctx, stderr := c.Context(), c.ErrOrStderr()
	dir, err := os.MkdirTemp("", "assay-explore-")
	if err != nil {
		return fmt.Errorf("%w; set TMPDIR to a directory that can be written to", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // the system clears it in the end
	err = explore(ctx, c.OutOrStdout(), stderr, dir, packages, o)
	if ctx.Err() != nil {
		return errors.New("interrupted; the source is as it was")
	}
	return err
}

// explore rewrites the packages into dir, and tests them.
func explore(ctx context.Context, stdout, stderr io.Writer, dir string, packages []string, o exploreOptions) error {
	fmt.Fprintf(stderr, "rewriting %s\n", strings.Join(append(slices.Clone(packages), o.with...), " "))
	build, err := overlay.Make(ctx, overlay.Options{Packages: packages, With: o.with}, dir)
	if err != nil {
		return err
	}
	for _, w := range build.Warnings {
		fmt.Fprintf(stderr, "warning: %s\n", w)
	}
	fmt.Fprintf(stderr, "rewrote %s; building the tests\n", counted("file", build.Files))
	log := newExploreLog(stdout, stderr, dir, o)
	if err := exploreTests(ctx, log, build, o); err != nil {
		return err
	}
	return log.conclude(build.Packages, o)
}
