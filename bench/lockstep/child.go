package lockstep

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// A child is a worker, as its parent sees it.
type child struct {
	path  string
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	said  *tail // on standard error
	hello *hello
}

// startChild starts a worker. Its environment and arguments are the same for
// every binary: their size moves the stack, which can matter (Mytkowicz et al.,
// Producing Wrong Data Without Doing Anything Obviously Wrong, ASPLOS 2009).
func startChild(ctx context.Context, path string, env []string, files []*os.File, o Options) (*child, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	c := &child{path: path, cmd: exec.CommandContext(ctx, path), said: &tail{}}
	c.cmd.Args = []string{"assay-lockstep"}
	c.cmd.Dir = filepath.VolumeName(path) + string(filepath.Separator)
	c.cmd.Env = append(environment(o.Procs), env...)
	c.cmd.Stderr, c.cmd.ExtraFiles = c.said, files
	c.cmd.WaitDelay = time.Second // for what still holds its standard error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.out = bufio.NewReader(out)
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting a worker: %w", err)
	}
	if err := c.greet(ctx, o); err != nil {
		c.kill()
		return nil, err
	}
	return c, nil
}

// environment returns that of workers.
func environment(procs int) []string {
	env := []string{
		workerVariable + "=" + strconv.Itoa(protocol), "GOMAXPROCS=" + strconv.Itoa(procs),
	}
	for _, key := range []string{"PATH", "HOME", "GODEBUG", "GOEXPERIMENT", "SYSTEMROOT"} {
		if v, ok := os.LookupEnv(key); ok {
			env = append(env, key+"="+v)
		}
	}
	return env
}

func (c *child) greet(ctx context.Context, o Options) error {
	p, err := c.ask(ctx, request{Do: doHello}, o.Patience)
	if err == nil && p.Hello == nil {
		err = errors.New("it answered without saying who it is")
	}
	if err != nil {
		return fmt.Errorf("%s is no worker: %w; does its main call lockstep.Main first?", c.path, err)
	}
	c.hello = p.Hello
	return p.Hello.check(c.path)
}

// ask makes a request and waits for the reply, for so long. An error that is no
// rowError means that the worker is of no use any more.
func (c *child) ask(ctx context.Context, r request, limit time.Duration) (*reply, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	var late atomic.Bool
	timer := time.AfterFunc(limit, func() {
		late.Store(true)
		_ = c.cmd.Process.Kill() // it may have ended
	})
	defer timer.Stop()
	_, err = c.in.Write(append(text, '\n'))
	var line []byte
	if err == nil {
		line, err = c.out.ReadBytes('\n')
	}
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case late.Load():
		return nil, fmt.Errorf("no answer to the request %q within %v, so the worker was killed; "+
			"an operation hangs, or the machine is overloaded", r.Do, limit)
	case err != nil:
		return nil, fmt.Errorf("the worker ended at the request %q (%s)%s", r.Do, c.kill(), c.said)
	}
	p := &reply{}
	if err := json.Unmarshal(line, p); err != nil {
		return nil, fmt.Errorf("the worker answered the request %q with %.80q (%w)", r.Do, line, err)
	}
	if p.Error != "" {
		return nil, &rowError{p.Error, p.Left}
	}
	return p, nil
}

// stop ends the worker and waits for it.
func (c *child) stop() {
	_ = c.in.Close() // the worker ends when its requests do
	timer := time.AfterFunc(2*time.Second, func() { _ = c.cmd.Process.Kill() })
	defer timer.Stop()
	_ = c.cmd.Wait() // how it ended does not matter any more
}

// kill ends the worker now and returns how it ended.
func (c *child) kill() string {
	if c.cmd.ProcessState == nil {
		// It may be about to end by itself, and how is worth knowing.
		timer := time.AfterFunc(time.Second, func() { _ = c.cmd.Process.Kill() })
		defer timer.Stop()
		_ = c.in.Close()
		_ = c.cmd.Wait() // the state says it
	}
	return c.cmd.ProcessState.String()
}

// A tail keeps the end of what is written to it. The command writes it from one
// goroutine and is done with it when Wait returns.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	const most = 16 << 10
	t.text = append(t.text, p...)
	t.text = t.text[max(0, len(t.text)-most):]
	return len(p), nil
}

// String returns what a program says when it fails, to be appended to a sentence.
func (t *tail) String() string {
	const most = 6
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "panic:") || strings.HasPrefix(line, "fatal error:") {
			lines = lines[i:]
			break
		}
	}
	if lines[0] == "" {
		return ""
	}
	return ":\n" + strings.Join(lines[:min(most, len(lines))], "\n")
}
