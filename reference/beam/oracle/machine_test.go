package oracle_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/impls"
	"github.com/assay-go/assay/reference/beam"
	"github.com/assay-go/assay/reference/beam/oracle"
)

// helper is the variable of the environment that turns the test binary into a
// process that starts a machine, has it busy and says its PID.
const helper = "ASSAY_ORACLE_HELPER"

// endless is a program that takes some seconds.
const endless = "IdleClock;wait 400"

// everything is a family that has all patterns.
var everything = impls.All[0]

func help() {
	elixir, err := beam.Find()
	if err != nil {
		panic(err)
	}
	m, err := oracle.Start(elixir)
	if err != nil {
		panic(err)
	}
	p, err := oracle.Parse(endless)
	if err != nil {
		panic(err)
	}
	go func() { _, _ = m.Run(p) }()
	fmt.Println(m.PID)
	select {}
}

// TestNoOrphan demands that a machine ends with the process that has started it,
// however that ends, and in the middle of a program.
func TestNoOrphan(t *testing.T) {
	find(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helper+"=1")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	require.NoError(t, err)
	require.True(t, alive(pid))
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	require.Eventually(t, func() bool { return !alive(pid) }, 30*time.Second, 5*time.Millisecond)
}

// alive tells whether there is such a process. One that waits for its parent to
// notice that it has ended is none.
func alive(pid int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err == nil {
		_, state, _ := strings.Cut(string(status), ") ")
		return !strings.HasPrefix(state, "Z")
	}
	return signal(pid, syscall.Signal(0)) == nil
}

func signal(pid int, s os.Signal) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	return p.Signal(s)
}

func TestRunReportsMachinesThatFail(t *testing.T) {
	m, err := oracle.Start(find(t))
	require.NoError(t, err)
	_, err = m.Run(oracle.Program{Pattern: "Chair", Calls: []oracle.Call{{Verb: "sit"}}})
	require.ErrorContains(t, err, "the machine cannot play it: ! ")
	require.ErrorContains(t, err, "in the program Chair;sit")
	got, err := m.Run(parse(t, "Table;size"))
	require.NoError(t, err, "the machine lives on")
	require.Equal(t, []string{"0"}, got)

	time.AfterFunc(50*time.Millisecond, func() { _ = signal(m.PID, os.Kill) })
	_, err = m.Run(parse(t, endless))
	require.ErrorContains(t, err, "the machine has ended")
	require.ErrorContains(t, err, "in the program "+endless)
	c, err := m.Search(everything, "Table", 1, 10)
	require.ErrorContains(t, err, "the machine has ended")
	require.Nil(t, c)
}

// TestClose demands that nothing is left of a machine, even where there is no cache.
func TestClose(t *testing.T) {
	elixir := find(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	t.Setenv("XDG_CACHE_HOME", file)
	t.Setenv("TMPDIR", dir)
	m, err := oracle.Start(elixir)
	require.NoError(t, err)
	left, err := filepath.Glob(filepath.Join(dir, "assay-oracle-*"))
	require.NoError(t, err)
	require.Len(t, left, 1)
	require.NoError(t, m.Close())
	require.NoDirExists(t, left[0])
	require.False(t, alive(m.PID))
	_, err = m.Run(parse(t, "Table;size"))
	require.ErrorContains(t, err, "in the program Table;size")
}

func parse(t *testing.T, text string) oracle.Program {
	t.Helper()
	p, err := oracle.Parse(text)
	require.NoError(t, err)
	return p
}
