package lockstep

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
)

func start(t *testing.T, o Options) team {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	o.Binaries = []string{self}
	tm, err := startTeam(t.Context(), o.withDefaults())
	require.NoError(t, err)
	t.Cleanup(tm.stop)
	return tm
}

func TestWorkerHello(t *testing.T) {
	c := start(t, Options{Procs: 3})[0]
	require.Equal(t, 3, c.hello.Procs)
	require.Contains(t, c.hello.Workloads, "Fake/goroutines=1/renew=yes")
	require.Contains(t, c.hello.Impls, "slow")
}

// A request that makes no sense is refused, and the worker goes on.
func TestWorkerRefuses(t *testing.T) {
	c := start(t, Options{})[0]
	for _, test := range []struct {
		request request
		want    string
	}{
		{request{Do: "dance"}, `there is no request "dance"`},
		{request{Do: doPrepare, Workload: "Fake/x=1"}, "this binary has no workload Fake/x=1"},
		{request{Do: doGauge, Impl: "nobody"}, "this binary has no implementation nobody"},
		{request{Do: doOpen, Seats: []seat{{Impl: "nobody"}}}, "no implementation nobody"},
		{request{Do: doBlock}, "a block has contenders"},
		{request{Do: doBlock, Workers: []int{1}, Owners: []int{1}}, "this worker has no baton"},
		{request{Do: doBurst, Seat: 3}, "contender 3 has no object"},
	} {
		_, err := c.ask(t.Context(), test.request, time.Minute)
		require.ErrorContains(t, err, test.want)
		require.IsType(t, &rowError{}, err)
	}
	_, err := c.ask(t.Context(), request{Do: doFinish}, time.Minute)
	require.NoError(t, err)
}

// A worker that is killed, or hangs, or whose requests end, is an error that says
// so, or the end of it.
func TestWorkerEnds(t *testing.T) {
	hang := request{Do: doGauge, Impl: "hanging", Serial: 1}
	prepared := func() *child {
		c := start(t, Options{})[0]
		_, err := c.ask(t.Context(), request{Do: doPrepare, Workload: fake("1", false).ID()}, time.Minute)
		require.NoError(t, err)
		return c
	}
	t.Run("killed", func(t *testing.T) {
		c := start(t, Options{})[0]
		require.NoError(t, c.cmd.Process.Kill())
		_, err := c.ask(t.Context(), request{Do: doFinish}, time.Minute)
		require.ErrorContains(t, err, `the worker ended at the request "finish" (signal: killed)`)
	})
	t.Run("hanging", func(t *testing.T) {
		_, err := prepared().ask(t.Context(), hang, 10*time.Millisecond)
		require.ErrorContains(t, err, `no answer to the request "gauge" within 10ms`)
	})
	t.Run("orphan", func(t *testing.T) {
		c := prepared()
		text, err := json.Marshal(hang)
		require.NoError(t, err)
		_, err = c.in.Write(append(text, '\n'))
		require.NoError(t, err)
		// The end of the requests is all that the death of a parent looks like.
		require.NoError(t, c.in.Close())
		require.NoError(t, c.cmd.Wait())
	})
}

// What is no worker is called so.
func TestWorkerForeign(t *testing.T) {
	for name, test := range map[string]struct{ script, want string }{
		"silent": {"exit 3", `is no worker: the worker ended at the request "hello" (exit status 3)`},
		"chatty": {
			"read request; echo hi; cat >&2",
			`is no worker: the worker answered the request "hello" with "hi\n"`,
		},
		"noisy": {"echo no such mood >&2; exit 1", "no such mood"},
		"echo":  {"cat", "it answered without saying who it is; does its main call lockstep.Main first?"},
		"other": {
			`read request; echo '{"hello":{"protocol":99}}'; cat`,
			"speaks version 99 of the lockstep protocol and this program version 3",
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "binary")
			require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+test.script+"\n"), 0o700))
			_, err := NewPlan(t.Context(), []Row{{fake("1", false), contenders("plain")}},
				Options{Binaries: []string{path}})
			require.ErrorContains(t, err, test.want)
			require.ErrorContains(t, err, path)
		})
	}
	_, err := NewPlan(t.Context(), []Row{{fake("1", false), contenders("plain")}},
		Options{Binaries: []string{filepath.Join(t.TempDir(), "nothing")}})
	require.ErrorIs(t, err, os.ErrNotExist)
}

// A main that forgets Main would start workers without end.
func TestWorkerForgotten(t *testing.T) {
	t.Setenv(workerVariable, "1")
	_, err := NewPlan(t.Context(), []Row{{fake("1", false), contenders("plain")}}, Options{})
	require.ErrorContains(t, err, "its main does not call lockstep.Main")
}

func TestServeErrors(t *testing.T) {
	never := func() {}
	err := serve(strings.NewReader("{}\nhello\n"), io.Discard, func(request) reply { return reply{} }, never)
	require.ErrorContains(t, err, `in the request "hello\n"`)
	quits := make(chan bool, 1)
	err = serve(strings.NewReader(""), io.Discard, nil, func() { quits <- true })
	require.ErrorContains(t, err, "ended")
	require.True(t, <-quits)
}

func TestPlanErrors(t *testing.T) {
	row := Row{fake("1", false), contenders("plain")}
	for want, test := range map[string]struct {
		rows []Row
		o    Options
	}{
		"no rows":               {nil, Options{}},
		"has no contenders":     {[]Row{{fake("1", false), nil}}, Options{}},
		"is in binary 2 of 1":   {[]Row{{fake("1", false), []Contender{{"a", "plain", 2}}}}, Options{}},
		"have the label \"a\"":  {[]Row{{fake("1", false), []Contender{{"a", "x", 0}, {"a", "y", 0}}}}, Options{}},
		"2 processes":           {[]Row{row}, Options{Processes: 2}},
		"an option is negative": {[]Row{row}, Options{Budget: -1}},
		"no such workload":      {[]Row{{bench.Workload{Pattern: "X"}, contenders("plain")}}, Options{}},
		"of the budget":         {[]Row{row}, Options{Budget: 1}},
	} {
		_, err := NewPlan(t.Context(), test.rows, test.o)
		require.ErrorContains(t, err, want)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	o := Options{Progress: func(p Progress) {
		if p.Process == 2 {
			cancel()
		}
	}}
	p := plan(ctx, t, o, Row{fake("1", false), contenders("plain", "slow")})
	r, err := Run(ctx, p)
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, r.Rows[0].Processes, 1, "what was measured before")
	require.Empty(t, r.Rows[0].Failures)
	requireNoChildren(t)

	_, err = NewPlan(ctx, []Row{{fake("1", false), contenders("plain")}}, o)
	require.ErrorIs(t, err, context.Canceled)
	requireNoChildren(t)
}

func TestProgress(t *testing.T) {
	var all []Progress
	o := Options{Progress: func(p Progress) { all = append(all, p) }}
	measure(t, o, Row{fake("1", false), contenders("plain")})
	require.Len(t, all, 1+fewestProcesses)
	require.Equal(t, Progress{Row: 1, Rows: 1, Name: "Fake/goroutines=1"}, all[0])
	for i, p := range all[1:] {
		require.Equal(t, i+1, p.Row)
		require.Equal(t, fewestProcesses, p.Rows)
		require.Equal(t, i+1, p.Process)
		require.LessOrEqual(t, p.Left, budget)
	}
}

// The harness takes less than a nanosecond per operation.
func TestOverhead(t *testing.T) {
	if instrumented {
		t.Skip("the race detector slows the harness down")
	}
	require.Less(t, math.Abs(Overhead(100*time.Millisecond)), 1.0)
}
