package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/conformance"
)

// runBenchCommand runs assay bench and returns what it says.
func runBenchCommand(t *testing.T, args ...string) (stderr string, err error) {
	t.Helper()
	var out bytes.Buffer
	c := newBenchCommand()
	c.SilenceErrors, c.SilenceUsage = true, true
	c.SetArgs(args)
	c.SetOut(&out)
	c.SetErr(&out)
	err = c.ExecuteContext(t.Context())
	return out.String(), err
}

func TestBenchErrors(t *testing.T) {
	output := filepath.Join(t.TempDir(), "bench.txt")
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"pattern": {[]string{"tabel"}, `no benchmarks of a pattern "tabel"; choose from deferred, state, `},
		"impl":    {[]string{"--impl", "mutes"}, `no implementation "mutes"; choose from mutex, `},
		"grid":    {[]string{"--grid", "huge"}, `there is no grid "huge"; choose core or full`},
		"output":  {[]string{"-o", os.DevNull}, os.DevNull + " is not a regular file; choose another one with -o"},
		"budget": {
			[]string{"state", "--impl", "mutex", "--budget", "10ms", "-o", output},
			"a budget of 10ms is too small for 15 rows in 6 rounds: give them --budget ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "budget" && testing.Short() {
				t.Skip("builds the benchmarks")
			}
			_, err := runBenchCommand(t, test.args...)
			require.ErrorContains(t, err, test.want)
		})
	}
	entries, err := os.ReadDir(filepath.Dir(output))
	require.NoError(t, err)
	require.Empty(t, entries, "nothing is left behind")
}

func TestBenchInterrupted(t *testing.T) {
	output := filepath.Join(t.TempDir(), "bench.txt")
	require.NoError(t, os.WriteFile(output, []byte("old"), 0o600))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := newBenchCommand()
	c.SilenceErrors, c.SilenceUsage = true, true
	c.SetArgs([]string{"-o", output})
	c.SetOut(&bytes.Buffer{})
	c.SetErr(writerFunc(func(p []byte) (int, error) {
		cancel() // as soon as it has something to say
		return len(p), nil
	}))
	require.EqualError(t, c.ExecuteContext(ctx), "interrupted; "+output+" is as it was")
	data, err := os.ReadFile(output)
	require.NoError(t, err)
	require.Equal(t, "old", string(data))
	entries, err := os.ReadDir(filepath.Dir(output))
	require.NoError(t, err)
	require.Len(t, entries, 1, "nothing is left behind")
}

func TestBenchTable(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := printBenchTable(ctx, io.Discard, "bench.txt")
	require.ErrorContains(t, err, "the measurements are complete, but benchstat could not print them: ")
	require.ErrorContains(t, err, "\n  go tool -modfile=scripts/tools.mod benchstat -col /impl bench.txt")
}

func TestBenchSelect(t *testing.T) {
	all := []conformance.Implementation{{Name: "mutex"}, {Name: "a+b"}}
	for name, test := range map[string]struct {
		patterns, impls []string
		want            string
	}{
		"all": {nil, nil, "^Benchmark(" + strings.Join(bench.Patterns(), "|") + `)$/^impl=(mutex|a\+b)$`},
		"one": {[]string{"table"}, []string{"mutex"}, `^Benchmark(Table)$/^impl=(mutex)$`},
		"two": {[]string{"Server", "STATE"}, []string{"a+b"}, `^Benchmark(Server|State)$/^impl=(a\+b)$`},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := selectBench(test.patterns, test.impls, all)
			require.NoError(t, err)
			require.Equal(t, test.want, s.regexp())
		})
	}
}

func TestBenchPlan(t *testing.T) {
	rows := make([]benchRow, 100)
	for i := range rows {
		rows[i].setup = time.Millisecond
	}
	for name, test := range map[string]struct {
		budget    time.Duration
		rounds    int
		benchtime time.Duration
	}{
		// Setting up takes 400 ms a round.
		"usual":  {3 * time.Minute, 6, 185 * time.Millisecond},
		"least":  {12 * time.Second, 6, 10 * time.Millisecond},
		"longer": {6 * 161 * time.Second, 6, time.Second},
		"rounds": {10 * 161 * time.Second, 10, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := planBench(rows, test.budget)
			require.NoError(t, err)
			require.Equal(t, test.rounds, p.rounds)
			require.Equal(t, test.benchtime, p.benchtime)
			require.LessOrEqual(t, p.total(), test.budget)
		})
	}
	for name, test := range map[string]struct {
		rows   []benchRow
		budget time.Duration
		want   string
	}{
		"small": {rows, 10 * time.Second, "a budget of 10s is too small for 100 rows in 6 rounds: " +
			"give them --budget 13s, or measure fewer patterns or implementations"},
		"negative": {rows, -1, "a budget of -1ns is too small for 100 rows in 6 rounds: " +
			"give them --budget 13s, or measure fewer patterns or implementations"},
		"empty": {nil, time.Minute, "nothing to measure: none of the implementations has any of the patterns"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := planBench(test.rows, test.budget)
			require.EqualError(t, err, test.want)
		})
	}
}
