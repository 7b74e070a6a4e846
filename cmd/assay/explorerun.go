package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/assay-go/assay/internal/rewrite/overlay"
)

// exploreTests runs go test and records what it reports. Failing tests are not
// an error.
func exploreTests(ctx context.Context, log *exploreLog, build *overlay.Build, o exploreOptions) error {
	args := []string{"test", "-json", "-vet=off", "-count=1", "-timeout=0"}
	args = append(args, build.Flags...)
	if o.run != "" {
		args = append(args, "-run="+o.run)
	}
	args = append(args, build.Packages...)
	if len(o.args) > 0 {
		args = append(append(args, "-args"), o.args...)
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	// One goroutine goes on at a time, so a second processor only disturbs.
	cmd.Env = append(os.Environ(), o.environment(), "GOMAXPROCS=1")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	var stray, stderr strings.Builder
	out := &lineWriter{line: func(line string) {
		var e exploreEvent
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			fmt.Fprintln(&stray, line)
			return
		}
		log.add(e)
	}}
	cmd.Stdout, cmd.Stderr = out, &stderr
	err := cmd.Run()
	if _, failed := errors.AsType[*exec.ExitError](err); failed && len(log.failed) > 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("go test: %w\n%s", err, stray.String()+stderr.String())
	}
	return nil
}

// An exploreEvent is a line of go test -json.
type exploreEvent struct {
	Action      string
	Package     string
	ImportPath  string // of a package that is built
	Test        string
	Output      string
	Key, Value  string // of an attribute
	FailedBuild string
}

// The attributes by which a test tells about its exploration. A test without the
// first was not explored.
const (
	attrSchedules   = "assay.schedules"   // how many were tried
	attrPreemptions = "assay.preemptions" // the bound up to which all were tried
	attrExhausted   = "assay.exhausted"   // of how many cases all were tried, as a sentence
	attrSchedule    = "assay.schedule"    // the one that breaks the test
	attrFalls       = "assay.falls"       // of what is wrong on purpose: whether a schedule shows it
	attrRefused     = "assay.refused"     // why the schedule to replay is not one of this test
	attrPage        = "assay.page"        // the file with the page about a violation
)
