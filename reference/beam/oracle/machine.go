package oracle

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/assay-go/assay/reference/beam"
)

// patience is how long a program may take. The machine itself gives up earlier.
const patience = time.Minute

// A Machine is a virtual machine that plays programs. It ends with Close, and with
// the process that has started it, whose end of the pipe is then closed.
type Machine struct {
	Versions beam.Versions
	PID      int // of its process

	mu     sync.Mutex // one program at a time
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout *bufio.Reader
	stderr bytes.Buffer // to be read when the process has ended
	remove func()
}

// Start starts a machine with that elixir, as [beam.Find] returns it. It compiles
// what the machine runs, unless that is in the cache.
func Start(elixir string) (*Machine, error) {
	dir, remove, err := compiled(elixir)
	if err != nil {
		return nil, err
	}
	m := &Machine{remove: remove}
	// Nobody but the program reads stdin; schedulers that have nothing to do sleep at once.
	m.cmd = exec.Command(elixir, "--erl", "-noinput +sbwt none", "-pa", dir, "-e", "Oracle.main()")
	m.cmd.Env = environment()
	m.cmd.Stderr = &m.stderr
	m.cmd.WaitDelay = 5 * time.Second
	if m.stdin, err = m.cmd.StdinPipe(); err == nil {
		var stdout io.Reader
		stdout, err = m.cmd.StdoutPipe()
		m.stdout = bufio.NewReader(stdout)
	}
	if err == nil {
		err = m.cmd.Start()
	}
	if err != nil {
		remove()
		return nil, fmt.Errorf("oracle: %w", err)
	}
	if err := m.greet(); err != nil {
		return nil, err
	}
	return m, nil
}

// chatter is how many lines a virtual machine may print of its own accord before the
// first of ours. That of OTP 29 warns of a library that it does not find.
const chatter = 20

// greet reads lines up to the one that has the versions.
func (m *Machine) greet() error {
	var said []string
	for range chatter {
		line, err := m.read()
		if err != nil {
			return fmt.Errorf("%w\nIt said: %q", err, said)
		}
		fields := strings.Split(line, "\t")
		if len(fields) == 5 && fields[0] == "beam" {
			m.Versions = beam.Versions{OTP: fields[1], ERTS: fields[2], Elixir: fields[3]}
			m.PID, err = strconv.Atoi(fields[4])
			return err
		}
		said = append(said, line)
	}
	m.kill()
	return fmt.Errorf("oracle: the machine did not say its versions, but %q", said)
}

// Run has the machine play a program and returns what each call returned.
func (m *Machine) Run(p Program) (observations []string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	// A machine that has gone is noticed by the read, which knows more.
	_, _ = io.WriteString(m.stdin, p.String()+"\n")
	line, err := m.read()
	if err != nil {
		return nil, fmt.Errorf("%w\nin the program %s", err, p)
	}
	answer, good := strings.CutPrefix(line, "= ")
	if !good {
		return nil, fmt.Errorf("oracle: the machine cannot play it: %s\nin the program %s", line, p)
	}
	observations = strings.Split(answer, separator)
	if want, got := len(p.Calls), len(observations); want != got {
		return nil, fmt.Errorf("oracle: %d observations of %d calls: %s\nin the program %s", got, want, line, p)
	}
	return observations, nil
}

// read returns the next line without its end.
func (m *Machine) read() (string, error) {
	alarm := time.AfterFunc(patience, func() { _ = m.cmd.Process.Kill() })
	defer alarm.Stop()
	line, err := m.stdout.ReadString('\n')
	if err == nil {
		return strings.TrimSuffix(line, "\n"), nil
	}
	reason := "has ended"
	if !alarm.Stop() {
		reason = fmt.Sprintf("was killed, since it said nothing for %v", patience)
	}
	m.kill() // so that stderr is complete
	return "", fmt.Errorf("oracle: the machine %s: %w\n%s", reason, err, strings.TrimSpace(m.stderr.String()))
}

// kill ends a machine that may not end by itself.
func (m *Machine) kill() {
	_ = m.cmd.Process.Kill()
	_ = m.Close()
}

// Close ends the machine.
func (m *Machine) Close() error {
	_ = m.stdin.Close() // which ends it
	err := m.cmd.Wait()
	m.remove()
	return err
}
