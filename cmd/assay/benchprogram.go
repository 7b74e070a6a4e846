package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/assay-go/assay/bench"
)

const module = "github.com/assay-go/assay"

// A benchProgram is the compiled benchmarks with the choice of what to run.
type benchProgram struct {
	path      string
	root      string // of the module
	selection benchSelection
	grid      bench.Grid
}

// buildBench compiles the benchmarks to path, without profile-guided
// optimization: it would favour one implementation behind an interface.
func buildBench(ctx context.Context, path string, s benchSelection, g bench.Grid) (*benchProgram, error) {
	root, err := moduleRoot(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := output(ctx, root, "go", "test", "-c", "-pgo=off", "-o", path, "./bench"); err != nil {
		return nil, fmt.Errorf("building the benchmarks: %w; see go vet ./bench", err)
	}
	return &benchProgram{path, root, s, g}, nil
}

// moduleRoot returns the directory of the module's source.
func moduleRoot(ctx context.Context) (string, error) {
	root, err := output(ctx, "", "go", "list", "-m", "-f", "{{.Dir}}", module)
	if err == nil && root == "" {
		err = errors.New("the module is not downloaded")
	}
	if err != nil {
		return "", fmt.Errorf("the source of the benchmarks is not here (%w); run assay bench in a clone of %s",
			err, module)
	}
	return root, nil
}

// output returns what a command prints, without the newline at the end.
func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return strings.TrimSpace(stdout.String()), nil
}

// list runs each row for one operation.
func (p *benchProgram) list(ctx context.Context) (*benchList, error) {
	l := &benchList{}
	last := time.Now()
	err := p.run(ctx, func(line string) {
		now := time.Now()
		l.add(line, now.Sub(last))
		last = now
	}, "-test.benchtime=1x", "-test.v")
	return l, p.explain(err, l)
}

// measure runs the rounds of the plan and writes their results to w.
func (p *benchProgram) measure(ctx context.Context, w io.Writer, plan benchPlan, progress *benchProgress) error {
	progress.start()
	defer progress.end()
	for range plan.rounds {
		l := &benchList{}
		var failed error
		err := p.run(ctx, func(line string) {
			if l.add(line, 0) {
				_, err := fmt.Fprintln(w, line)
				failed = errors.Join(failed, err)
				progress.next()
			}
		}, "-test.benchtime="+plan.benchtime.String())
		if err := errors.Join(p.explain(err, l), failed); err != nil {
			return err
		}
		if len(l.rows) != len(plan.rows) {
			return fmt.Errorf("a round measured %d rows instead of %d; is %s writing to standard output?",
				len(l.rows), len(plan.rows), module)
		}
	}
	return nil
}

// run runs the benchmarks and calls the function for each line they print.
// When ctx is done, they are interrupted.
func (p *benchProgram) run(ctx context.Context, line func(string), args ...string) error {
	cmd := exec.CommandContext(ctx, p.path, append([]string{
		"-test.run=^$", "-test.timeout=0", "-test.bench=" + p.selection.regexp(),
		"-assay.grid=" + string(p.grid),
	}, args...)...)
	out := &lineWriter{line: line}
	cmd.Dir, cmd.Stdout, cmd.Stderr = filepath.Dir(p.path), out, out
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(runtime.GOMAXPROCS(0)))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	return cmd.Run()
}

// explain adds to the error of a run what it printed.
func (p *benchProgram) explain(err error, l *benchList) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the benchmarks failed (%w), so nothing was written; mend this or leave it out with --impl:\n%s",
		err, strings.Join(l.other, "\n"))
}
