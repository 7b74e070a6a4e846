package beambench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/assay-go/assay/bench/lockstep"
)

// A vm is a virtual machine that runs Assay.Main. What it prints elsewhere than
// on the pipe of the answers is kept, and shown if it ends.
type vm struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	said    *tail
	version string
}

// startVM starts a program that speaks the protocol on the file descriptors 3
// and 4: see main.ex.
func startVM(ctx context.Context, argv, env []string) (*vm, error) {
	requests, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, answers, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, requests.Close(), in.Close())
	}
	v := &vm{cmd: exec.CommandContext(ctx, argv[0], argv[1:]...), in: in, out: bufio.NewReader(out), said: &tail{}}
	v.cmd.Env = env
	v.cmd.Stdout, v.cmd.Stderr = v.said, v.said
	v.cmd.ExtraFiles = []*os.File{requests, answers}
	v.cmd.WaitDelay = time.Second
	err = v.cmd.Start()
	// The other ends are the program's alone, so that each side sees the other go.
	err = errors.Join(err, requests.Close(), answers.Close())
	if err != nil {
		return nil, fmt.Errorf("starting the virtual machine: %w", err)
	}
	line, err := v.read("the start")
	if err != nil {
		return nil, err
	}
	version, ready := strings.CutPrefix(line, "ready ")
	if !ready {
		_ = v.stop()
		return nil, fmt.Errorf("the virtual machine began with %.80q instead of its version", line)
	}
	v.version = version
	return v, nil
}

// ask makes a request of the words and returns the answer's, without the ok.
func (v *vm) ask(words ...string) (string, error) {
	request := strings.Join(words, " ")
	if _, err := io.WriteString(v.in, request+"\n"); err != nil {
		return "", v.gone(fmt.Sprintf("the request %.60q", request))
	}
	line, err := v.read(fmt.Sprintf("the request %.60q", request))
	if err != nil {
		return "", err
	}
	verdict, rest, _ := strings.Cut(line, " ")
	switch verdict {
	case "ok":
		return rest, nil
	case "error":
		return "", errors.New(rest)
	}
	return "", fmt.Errorf("%w: it answered the request %.60q with %.80q", lockstep.ErrGone, request, line)
}

func (v *vm) read(occasion string) (string, error) {
	line, err := v.out.ReadString('\n')
	if err != nil {
		return "", v.gone(occasion)
	}
	return strings.TrimSuffix(line, "\n"), nil
}

// gone says how the virtual machine ended.
func (v *vm) gone(occasion string) error {
	_ = v.stop() // the state says it
	return fmt.Errorf("%w: the virtual machine ended at %s (%s)%s",
		lockstep.ErrGone, occasion, v.cmd.ProcessState, v.said)
}

// stop ends the virtual machine, which ends when its requests do, and waits for it.
func (v *vm) stop() error {
	_ = v.in.Close() // it may be closed
	timer := time.AfterFunc(2*time.Second, func() { _ = v.cmd.Process.Kill() })
	defer timer.Stop()
	return v.cmd.Wait()
}

// A tail keeps the end of what is written to it.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	const most = 4 << 10
	t.text = append(t.text, p...)
	t.text = t.text[max(0, len(t.text)-most):]
	return len(p), nil
}

// String returns what was written, to be appended to a sentence.
func (t *tail) String() string {
	text := strings.TrimSpace(string(t.text))
	if text == "" {
		return ""
	}
	return ":\n" + text
}
