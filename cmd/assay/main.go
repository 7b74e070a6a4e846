// Assay tests and measures implementations of concurrency patterns.
//
//	assay laws                   list the laws
//	assay bench [PATTERN...]     measure the implementations
//	assay report FILE... -o DIR  write what tests and measurements say
//	assay latency [PATTERN...]   measure latency at a fixed rate of arrivals
//	assay compare BASE HEAD      say whether one revision is slower than another
//	assay calibrate              say what can be told apart on this machine
//	assay selftest               say whether compare would notice a regression
//	assay choose PATTERN         say which implementation to take
//	assay explore PKG...         run tests under every schedule
//
// Its exit status is 0 if all is well, 1 if a law is violated or a measurement
// got worse, 2 if it could not do its work, and 3 if a comparison could not tell.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/impls"
	beambench "github.com/assay-go/assay/reference/beam/bench"
)

// The exit statuses.
const (
	exitOK     = 0
	exitFailed = 1 // the work is done, and what it found is bad
	exitUsage  = 2 // the work could not be done
)

func main() {
	beambench.Main()                                      // does not return in a worker on the BEAM
	lockstep.Main(bench.Workloads(bench.Full), impls.All) // does not return in a worker
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run is main without the process.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	fmt.Fprintf(stderr, "assay: %v\n", err)
	if _, failed := errors.AsType[*findingError](err); failed {
		return exitFailed
	}
	if _, unknown := errors.AsType[*inconclusiveError](err); unknown {
		return exitInconclusive
	}
	return exitUsage
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "assay",
		Short:         "Test and measure implementations of concurrency patterns",
		Version:       version(),
		Args:          usage(cobra.NoArgs),
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(usageError)
	root.AddCommand(newLawsCommand(), newReportCommand(), newBenchCommand(), newExploreCommand(), newChooseCommand(),
		newLatencyCommand(), newCompareCommand(), newCalibrateCommand(), newSelftestCommand(), newBusyCommand())
	return root
}

// A findingError says what the work found, as opposed to why it could not be
// done. The exit status tells them apart.
type findingError struct{ text string }

func (e *findingError) Error() string { return e.text }

// finding returns an error for exit status 1.
func finding(format string, args ...any) error {
	return &findingError{fmt.Sprintf(format, args...)}
}

// usage makes the errors of a check of arguments say where to read on.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usageError(c, err)
		}
		return nil
	}
}

func usageError(c *cobra.Command, err error) error {
	return fmt.Errorf("%w; run %s --help", err, c.CommandPath())
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "unknown"
	}
	return info.Main.Version
}
