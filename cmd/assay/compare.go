package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/impls"
	"github.com/assay-go/assay/internal/gate"
	"github.com/assay-go/assay/internal/measure"
)

// compareOptions are the flags of assay compare.
type compareOptions struct {
	impls    []string
	grid     bench.Grid
	budget   time.Duration
	margin   string
	resolves string
	markdown string
	asJSON   bool
	anyway   bool
	seed     uint64
}

func newCompareCommand() *cobra.Command {
	o := compareOptions{grid: bench.Quick}
	c := &cobra.Command{
		Use:   "compare BASE HEAD [PATTERN...]",
		Short: "Compare two revisions, or two result files",
		Long: `Compare says whether HEAD is slower than BASE, or allocates more. Both are
revisions of the git repository here, built from git's objects in a temporary
directory, or "." for the files as they are. The two programs take turns in
short slices, each implementation against itself. What differs by more than
the margin is measured again, by new processes; only what both runs find is
confirmed. If both are the same program, byte for byte, nothing is measured.

BASE and HEAD may also be two files of raw results, as assay bench writes
them. These were measured at different times, which is less certain, and must
be of the same machine.

The exit status is 0 if no regression is confirmed, 1 if one is, 2 if the work
could not be done, and 3 if the measurement could not have shown a regression:
more than half of the rows were disturbed, or too noisy for one of the
resolution.`,
		Example: `  assay compare main .
  assay compare v1.2.0 HEAD table counter --impl mutex,atomic --md summary.md
  assay compare old.raw.gz new.raw.gz`,
		Args: usage(cobra.MinimumNArgs(2)),
		RunE: func(c *cobra.Command, args []string) error {
			return runCompare(c, args[0], args[1], args[2:], o)
		},
	}
	f := c.Flags()
	f.StringSliceVar(&o.impls, "impl", nil, "the implementations to compare (default all)")
	f.Var(&o.grid, "grid", "the workloads to compare, quick, core or full")
	f.DurationVar(&o.budget, "budget", 3*time.Minute, "how long to measure")
	f.StringVar(&o.margin, "margin", "2%", "the largest difference that is none")
	f.StringVar(&o.resolves, "resolution", "10%", "the regression that most rows must be likely to show")
	f.StringVar(&o.markdown, "md", "", "a file to write the report to, as Markdown")
	f.BoolVar(&o.asJSON, "json", false, "write the report as JSON")
	f.BoolVar(&o.anyway, "anyway", false, "measure even if both are the same program")
	f.Uint64Var(&o.seed, "seed", 1, "the seed of every random choice")
	return c
}

func runCompare(c *cobra.Command, base, head string, patterns []string, o compareOptions) error {
	workloads, names, err := gate.Select(patterns, o.impls, o.grid, impls.All)
	if err != nil {
		return err
	}
	margin, err := percentage(o.margin)
	if err != nil {
		return fmt.Errorf("--margin: %w", err)
	}
	resolution, err := percentage(o.resolves)
	if err != nil {
		return fmt.Errorf("--resolution: %w", err)
	}
	if o.budget <= 0 {
		return fmt.Errorf("a budget of %v is no time at all; give it --budget 3m", o.budget)
	}
	progress := measure.NewProgress(c.ErrOrStderr())
	note := noteTo(c.ErrOrStderr())
	options := gate.Options{
		Base: gate.Side{Name: base}, Head: gate.Side{Name: head},
		Workloads: workloads, Impls: names, Budget: o.budget, Margin: margin, Resolution: resolution, Seed: o.seed,
		Reproduce: o.command(base, head, patterns),
		Progress:  progress.Show,
		Note: func(format string, args ...any) {
			progress.End()
			note(format, args...)
		},
	}
	var r *gate.Report
	if isFile(base) || isFile(head) {
		if len(patterns) == 0 && !c.Flags().Changed("grid") {
			options.Workloads = nil // whatever the files have
		}
		if len(o.impls) == 0 {
			options.Impls = nil
		}
		r, err = compareFiles(base, head, options)
	} else {
		r, err = compareRevisions(c.Context(), base, head, o.anyway, options)
		progress.End()
	}
	if err != nil {
		if c.Context().Err() != nil {
			return errors.New("interrupted; nothing was written")
		}
		return err
	}
	if err := o.write(c, r); err != nil {
		return err
	}
	return compareStatus(r)
}

// compareStatus returns the error for the exit status.
func compareStatus(r *gate.Report) error {
	switch r.Status {
	case gate.Regression:
		return finding("%s", r.Verdict())
	case gate.Inconclusive:
		return inconclusive("%s\n%s", r.Verdict(), strings.Join(r.Advice, "\n"))
	}
	return nil
}

func (o compareOptions) write(c *cobra.Command, r *gate.Report) error {
	if o.markdown != "" {
		var b bytes.Buffer
		if err := r.WriteMarkdown(&b); err != nil {
			return err
		}
		if err := replaceFile(o.markdown, b.Bytes()); err != nil {
			return fmt.Errorf("%w; choose another file with --md", err)
		}
	}
	if o.asJSON {
		return writeIndented(c, r)
	}
	return r.WriteText(c.OutOrStdout())
}

func writeIndented(c *cobra.Command, v any) error {
	out := json.NewEncoder(c.OutOrStdout())
	out.SetIndent("", "  ")
	return out.Encode(v)
}

// command returns the command line that does the same.
func (o compareOptions) command(base, head string, patterns []string) string {
	words := append([]string{"go run ./cmd/assay compare", base, head}, patterns...)
	if len(o.impls) > 0 {
		words = append(words, "--impl", strings.Join(o.impls, ","))
	}
	words = append(words, "--grid", string(o.grid), "--budget", o.budget.String(), "--margin", o.margin,
		"--resolution", o.resolves,
		"--seed", strconv.FormatUint(o.seed, 10))
	return strings.Join(words, " ")
}

func compareRevisions(
	ctx context.Context, base, head string, anyway bool, o gate.Options,
) (*gate.Report, error) {
	root, err := gate.FindRoot(ctx, ".")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "assay-compare-")
	if err != nil {
		return nil, fmt.Errorf("%w; set TMPDIR to a directory that can be written to", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // the system clears it in the end
	b := gate.Builder{Root: root, Dir: dir}
	o.Note("building %s", base)
	if o.Base, err = b.Build(ctx, base, "base"); err != nil {
		return nil, err
	}
	o.Note("building %s", head)
	if o.Head, err = b.Build(ctx, head, "head"); err != nil {
		return nil, err
	}
	if same, err := o.Identical(); err != nil {
		return nil, err
	} else if same && !anyway {
		return o.Unmeasured(), nil
	}
	o.Layouts = func(ctx context.Context, first, n int) (base, head []string, err error) {
		o.Note("linking %d programs, with their functions in random order", 2*n)
		if base, err = b.Layouts(ctx, o.Base, first, n); err == nil {
			head, err = b.Layouts(ctx, o.Head, first, n)
		}
		return base, head, err
	}
	return gate.Compare(ctx, o)
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

func compareFiles(base, head string, o gate.Options) (*gate.Report, error) {
	b, err := readResult(base)
	if err != nil {
		return nil, err
	}
	h, err := readResult(head)
	if err != nil {
		return nil, err
	}
	return gate.CompareFiles(b, h, o)
}

func readResult(name string) (*lockstep.Result, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%w; a file can only be compared with another file", err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	r, err := lockstep.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// percentage reads 2% or 0.02.
func percentage(text string) (float64, error) {
	digits, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if percent {
		v /= 100
	}
	if err != nil || !(v > 0 && v < 1) {
		return 0, fmt.Errorf("%q is no share between 0 and 100 %%; say 2%% or 0.02", text)
	}
	return v, nil
}
