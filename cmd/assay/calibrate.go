package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/impls"
	"github.com/assay-go/assay/internal/gate"
)

// calibrateOptions are the flags of assay calibrate.
type calibrateOptions struct {
	comparisons int
	per         time.Duration
	slowdown    string
	load        int
	output      string
	asJSON      bool
	seed        uint64
}

func newCalibrateCommand() *cobra.Command {
	var o calibrateOptions
	c := &cobra.Command{
		Use:   "calibrate [PATTERN...]",
		Short: "Find out what this machine can tell",
		Long: `Calibrate compares implementations with themselves. How often it calls them
different is the rate of false alarms, and what it measures is the error. Then
it compares them with themselves when every twentieth operation is done twice,
and says how many of these slowdowns it finds. Objects with goroutines of their
own are apart from the others: what these take depends on where they run. What
does not fit in the time of a comparison is not compared.

It takes three times as long as the comparisons of one goroutine do.`,
		Example: `  assay calibrate
  assay calibrate table --comparisons 40 --load 2 -o loaded.json`,
		RunE: func(c *cobra.Command, patterns []string) error { return runCalibrate(c, patterns, o) },
	}
	f := c.Flags()
	f.IntVar(&o.comparisons, "comparisons", 300, "how many comparisons of equals to make")
	f.DurationVar(&o.per, "per", time.Second, "how long each takes")
	f.StringVar(&o.slowdown, "slowdowns", "5%", "how much slower the slowdowns are, in whole percent")
	f.IntVar(&o.load, "load", 0, "how many processes keep processors busy meanwhile")
	f.StringVarP(&o.output, "output", "o", "reports/calibration.json", "the file to write")
	f.BoolVar(&o.asJSON, "json", false, "print JSON, too")
	f.Uint64Var(&o.seed, "seed", 1, "the seed of every random choice")
	return c
}

func runCalibrate(c *cobra.Command, patterns []string, o calibrateOptions) error {
	workloads, names, err := gate.Select(patterns, nil, bench.Quick, impls.All)
	if err != nil {
		return err
	}
	slow, err := o.check()
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	ctx := c.Context()
	rest, err := keepBusy(ctx, self, o.load)
	if err != nil {
		return err
	}
	defer rest()
	result, err := gate.Calibrate(ctx, gate.CalibrateOptions{
		Binary: self, Workloads: workloads, Impls: names, Comparisons: o.comparisons, Per: o.per,
		Slowdown: slow, Margin: usualMargin, Seed: o.seed, Load: o.load, Note: noteTo(c.ErrOrStderr()),
	})
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted; %s is as it was", o.output)
	}
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(result, "", "  ")
	if err != nil {
		return err
	}
	if err := replaceFile(o.output, append(data, '\n')); err != nil {
		return fmt.Errorf("%w; choose another file with -o", err)
	}
	fmt.Fprintf(c.ErrOrStderr(), "wrote %s\n", o.output)
	if o.asJSON {
		return writeIndented(c, result)
	}
	return result.WriteText(c.OutOrStdout())
}

// usualMargin is the largest difference that is none.
const usualMargin = 0.02

// check returns the slowdown in percent.
func (o calibrateOptions) check() (int, error) {
	const least = 100 * time.Millisecond
	share, err := percentage(o.slowdown)
	slow := int(100*share + 0.5)
	switch {
	case err != nil:
		return 0, fmt.Errorf("--slowdowns: %w", err)
	case slow < 1:
		return 0, fmt.Errorf("--slowdowns %s is less than 1 %%; say 5%%", o.slowdown)
	case o.comparisons < 1:
		return 0, fmt.Errorf("%d comparisons are none; give it --comparisons 300", o.comparisons)
	case o.per < least:
		return 0, fmt.Errorf("%v is too short for a comparison; give it --per %v or more", o.per, least)
	case o.load < 0:
		return 0, fmt.Errorf("a load of %d processes is none; leave --load away", o.load)
	}
	info, err := os.Stat(o.output)
	if err == nil && !info.Mode().IsRegular() {
		return 0, fmt.Errorf("%s is not a regular file; choose another one with -o", o.output)
	}
	return slow, nil
}

// keepBusy starts processes that compute until rest is called, or this one ends.
func keepBusy(ctx context.Context, self string, n int) (rest func(), err error) {
	var inputs []io.Closer
	var commands []*exec.Cmd
	rest = func() {
		for i, c := range commands {
			_ = inputs[i].Close() // this ends it
			_ = c.Wait()          // how does not matter
		}
	}
	for range n {
		c := exec.CommandContext(ctx, self, busyName)
		c.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(2)) // one waits for the end
		in, err := c.StdinPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			rest()
			return nil, fmt.Errorf("starting a process for --load: %w", err)
		}
		inputs, commands = append(inputs, in), append(commands, c)
	}
	return rest, nil
}

const busyName = "busy"

// newBusyCommand returns the command that --load starts. It computes until its
// input ends.
func newBusyCommand() *cobra.Command {
	return &cobra.Command{
		Use: busyName, Hidden: true, Args: usage(cobra.NoArgs), Short: "Keep a processor busy until the input ends",
		RunE: func(c *cobra.Command, _ []string) error {
			over := make(chan struct{})
			go func() {
				_, _ = io.Copy(io.Discard, c.InOrStdin()) // whatever ends it
				close(over)
			}()
			compute(over)
			return nil
		},
	}
}

// compute holds a processor until over is closed.
func compute(over <-chan struct{}) {
	for x := uint64(1); ; {
		for range 1 << 20 {
			x ^= x << 13
			x ^= x >> 7
			x ^= x << 17
		}
		select {
		case <-over:
			return
		default:
		}
	}
}

func newSelftestCommand() *cobra.Command {
	var asJSON bool
	var budget time.Duration
	c := &cobra.Command{
		Use:   "selftest",
		Short: "Show that compare finds what it must",
		Long: `Selftest runs compare with this program as base and head: as it is, and with
every twentieth and every tenth operation done twice. The exit status is 0 if
only the slower ones are confirmed to be slower, 3 if this machine is too busy to
tell, and 1 else.`,
		Args: usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error { return runSelftest(c, budget, asJSON) },
	}
	c.Flags().DurationVar(&budget, "budget", 54*time.Second, "how long to measure")
	c.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return c
}

func runSelftest(c *cobra.Command, budget time.Duration, asJSON bool) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	all, err := gate.Selftest(c.Context(), selftestOptions(self, budget, noteTo(c.ErrOrStderr())))
	if err != nil {
		if c.Context().Err() != nil {
			return errors.New("interrupted")
		}
		return err
	}
	var text strings.Builder
	status := gate.WriteTrials(&text, all)
	if asJSON {
		err = writeIndented(c, all)
	} else {
		_, err = io.WriteString(c.OutOrStdout(), text.String())
	}
	switch {
	case err != nil:
		return err
	case status == gate.Inconclusive:
		return inconclusive("this machine is too busy to tell, or the budget too small; raise --budget, " +
			"and see what assay calibrate says")
	case status != gate.Clean:
		return finding("the gate does not find what it must, or finds what is not there; " +
			"see what assay calibrate says of this machine")
	}
	return nil
}

// selftestOptions compare a few quick workloads of one goroutine.
func selftestOptions(self string, budget time.Duration, note func(string, ...any)) gate.Options {
	side := func(name string) gate.Side { return gate.Program(name, self) }
	o := gate.Options{
		Base: side("this program"), Head: side("the same, slowed"),
		Impls: []string{"mutex"}, Budget: budget / 3, Margin: usualMargin, Seed: 1, Note: note,
	}
	for _, pattern := range []string{"State", "Table"} {
		for _, w := range bench.Workloads(bench.Core) {
			if w.Pattern == pattern && strings.Contains(w.ID()+"/", "/goroutines=1/") {
				o.Workloads = append(o.Workloads, w)
				break
			}
		}
	}
	return o
}
