package beam

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// ErrMissing is the error of Find where there is no elixir.
var ErrMissing = errors.New("beam: no elixir in PATH: run make beam to install one, or set BEAM_ELIXIR")

// harness are the files that every script needs, relative to it and in order.
var harness = []string{"harness/check.exs", "harness/puppet.exs", "harness/events.exs"}

// Find returns the path of the elixir to use. The error is ErrMissing if there is
// none in PATH, and another one if BEAM_ELIXIR names what cannot be run.
func Find() (string, error) {
	if name := os.Getenv("BEAM_ELIXIR"); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", fmt.Errorf("beam: BEAM_ELIXIR: %w: unset it, or name an elixir", err)
		}
		return path, nil
	}
	path, err := exec.LookPath("elixir")
	if err != nil {
		return "", ErrMissing
	}
	return path, nil
}

// Run runs a script in a virtual machine of its own and returns what it printed.
// It is an error if the script does not come to its end; claims that fail are
// none. When ctx is done the virtual machine is killed.
func Run(ctx context.Context, elixir, script string) (*Transcript, error) {
	var args []string
	for _, name := range harness {
		args = append(args, "-r", name)
	}
	// Schedulers that have nothing to do sleep at once and leave the processors to others.
	args = append(args, "--erl", "+sbwt none", filepath.Base(script))

	cmd := exec.CommandContext(ctx, elixir, args...)
	cmd.Dir = filepath.Dir(script)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.WaitDelay = 5 * time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, fmt.Errorf("beam: %s: %w\n%s", script, err, strings.TrimSpace(stderr.String()))
	}
	t, err := Parse(&stdout)
	if err != nil {
		return nil, fmt.Errorf("beam: %s: %w\n%s", script, err, strings.TrimSpace(stderr.String()))
	}
	return t, nil
}
