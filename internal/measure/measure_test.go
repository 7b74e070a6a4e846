package measure

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/impls"
	"github.com/assay-go/assay/internal/report"
	beambench "github.com/assay-go/assay/reference/beam/bench"
)

func TestMain(m *testing.M) {
	beambench.Main()
	lockstep.Main(bench.Workloads(bench.Full), impls.All)
	os.Exit(m.Run())
}

// command runs the command in a directory of its own and returns what it says.
func runCommand(ctx context.Context, t *testing.T, stderr io.Writer, args ...string) (stdout string, err error) {
	t.Helper()
	var out bytes.Buffer
	c := Command(impls.All)
	c.SilenceErrors, c.SilenceUsage = true, true
	c.SetArgs(args)
	c.SetOut(&out)
	c.SetErr(stderr)
	err = c.ExecuteContext(ctx)
	return out.String(), err
}

func TestCommandErrors(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	require.NoError(t, os.Mkdir("taken.txt", 0o700))
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"pattern":   {[]string{"tabel"}, `no benchmarks of a pattern "tabel"; choose from deferred, state, `},
		"impl":      {[]string{"--impl", "mutes"}, `no implementation "mutes"; choose from mutex, channel, `},
		"lacking":   {[]string{"emitter", "--impl", "std"}, "std does not implement Emitter; there is nothing"},
		"grid":      {[]string{"--grid", "huge"}, `there is no grid "huge"; choose one of ["quick" "core" "full"]`},
		"shard":     {[]string{"--shard", "6/5"}, `"6/5" is no shard`},
		"no rows":   {[]string{"shutdowner", "--shard", "3/3"}, "there is nothing to measure; choose other patterns"},
		"budget":    {[]string{"--budget", "0s"}, "a budget of 0s is no time to measure"},
		"output":    {[]string{"-o", "taken"}, "taken.txt is not a regular file; choose another one with -o"},
		"processes": {[]string{"gate", "--processes", "2"}, "2 processes are too few for an interval; take at least 3"},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, err := runCommand(t.Context(), t, &bytes.Buffer{}, test.args...)
			require.ErrorContains(t, err, test.want)
			require.Empty(t, stdout)
		})
	}
	require.NoError(t, os.MkdirAll("reports", 0o700))
	require.NoError(t, os.WriteFile(Laws, []byte("{"), 0o600))
	_, err := runCommand(t.Context(), t, &bytes.Buffer{}, "gate")
	require.ErrorContains(t, err, "reports/conformance.json: the certificate is truncated")
	left, err := filepath.Glob(filepath.Join(dir, "*", ".*"))
	require.NoError(t, err)
	require.Empty(t, left, "nothing is left behind")
}

// The command measures, with processes of its own.
func TestCommand(t *testing.T) {
	if testing.Short() {
		t.Skip("measures for some seconds")
	}
	dir := t.TempDir()
	t.Chdir(dir)
	args := []string{
		"gate", "--impl", "atomic,mutex", "--shard", "2/3", "--processes", "3", "--budget", "4s",
		"--machine", "here", "--seed", "7",
	}
	var stderr bytes.Buffer
	stdout, err := runCommand(t.Context(), t, &stderr, args...)
	require.NoError(t, err, stderr.String())
	require.Contains(t, stdout, "Gate\n")
	require.Contains(t, stdout, "\nA/A: ")
	require.Contains(t, stderr.String(), "measuring 1 rows in 3 processes each; it takes about ")
	const stem = "reports/bench-2-of-3"
	require.Contains(t, stderr.String(), "wrote "+stem+".txt and "+stem+".raw.gz")
	text, err := os.ReadFile(stem + ".txt")
	require.NoError(t, err)
	require.Contains(t, string(text), "\nmachine: here\n")
	require.Contains(t, string(text), "BenchmarkGate/impl=mutex/op=do/goroutines=1")
	require.Contains(t, string(text), "/as=aa")
	f, err := os.Open(stem + ".raw.gz")
	require.NoError(t, err)
	defer f.Close()
	r, err := lockstep.Read(f)
	require.NoError(t, err)
	require.EqualValues(t, 7, r.Runs[0].Seed)
	require.Len(t, r.Rows, 1)
	require.Equal(t, "mutex", r.Rows[0].Contenders[0].Impl, "in the order of the list")
	require.Len(t, r.Rows[0].Contenders, 3)
	entries, err := os.ReadDir("reports")
	require.NoError(t, err)
	require.Len(t, entries, 2, "nothing else is left")
}

// A run that is interrupted leaves the old files and no others.
func TestCommandInterrupted(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("old.txt", []byte("old"), 0o600))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := runCommand(ctx, t, &bytes.Buffer{}, "gate", "-o", "old")
	require.EqualError(t, err, "interrupted before anything was measured; old is as it was")
	text, err := os.ReadFile("old.txt")
	require.NoError(t, err)
	require.Equal(t, "old", string(text))
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

// So does one that is interrupted while it measures, and it says how far it was.
func TestCommandInterruptedLate(t *testing.T) {
	if testing.Short() {
		t.Skip("starts to measure")
	}
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stderr := writerFunc(func(p []byte) (int, error) {
		if strings.HasPrefix(string(p), "process 1 of 5") {
			cancel()
		}
		return len(p), nil
	})
	_, err := runCommand(ctx, t, stderr, "gate", "--impl", "mutex", "--budget", "20s", "-o", "new")
	require.ErrorContains(t, err, "of 15 measurements were made, of 0 of 3 rows; new is as it was")
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	require.Empty(t, entries)
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := &lockstep.Result{Rows: []lockstep.RowResult{
		{Processes: make([]lockstep.Process, 2)}, {}, {Processes: make([]lockstep.Process, 1)},
	}}
	p := &lockstep.Plan{Rows: make([]lockstep.PlannedRow, 3), Processes: 5}
	require.EqualError(t, command{output: "x"}.interrupted(ctx, r, p),
		"context canceled: 3 of 15 measurements were made, of 2 of 3 rows; x is as it was")
}

// Shards have every row once, with the same contenders as the whole.
func TestRowsShards(t *testing.T) {
	ids := func(s shard) map[string][]lockstep.Contender {
		rows, _, err := choice{grid: bench.Core, shard: s, procs: 2}.rows(impls.All)
		require.NoError(t, err)
		all := make(map[string][]lockstep.Contender)
		for _, r := range rows {
			all[r.Workload.ID()] = r.Contenders
		}
		return all
	}
	whole := ids(shard{})
	require.Len(t, whole, len(bench.Workloads(bench.Core)))
	parts, sizes := make(map[string][]lockstep.Contender), make(map[int]bool)
	for i := range 5 {
		part := ids(shard{i + 1, 5})
		sizes[len(part)] = true
		for id, contenders := range part {
			require.NotContains(t, parts, id)
			parts[id] = contenders
		}
	}
	require.Equal(t, whole, parts)
	require.LessOrEqual(t, len(sizes), 2, "shards are of the same size")
}

// Every row has one implementation twice, and over all rows each has its turn.
func TestRowsEqual(t *testing.T) {
	rows, lacks, err := choice{grid: bench.Core, procs: 2}.rows(impls.All)
	require.NoError(t, err)
	require.Equal(t, []string{"std does not implement Emitter", "std does not implement Hibernator"}, lacks)
	turns := make(map[string]int)
	for _, r := range rows {
		last := r.Contenders[len(r.Contenders)-1]
		require.Equal(t, equal, last.Label)
		times := 0
		for _, c := range r.Contenders {
			if c.Impl == last.Impl {
				times++
			}
		}
		require.Equal(t, 2, times, r.Workload.ID())
		turns[last.Impl]++
	}
	require.Len(t, turns, len(impls.All))
}

// With one processor there is no contention to measure.
func TestRowsOneProcessor(t *testing.T) {
	rows, lacks, err := choice{patterns: []string{"GATE"}, grid: bench.Core, procs: 1}.rows(impls.All)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "Gate/op=do/goroutines=1", rows[0].Workload.ID())
	require.Equal(t, []string{
		"2 rows with several goroutines are left out: no contention is possible with GOMAXPROCS=1",
	}, lacks)
	_, _, err = choice{patterns: []string{"gate"}, grid: bench.Core, procs: 1, shard: shard{1, 3}}.rows(impls.All)
	require.ErrorContains(t, err, "no contention is possible with GOMAXPROCS=1; there is nothing to measure")
}

func TestImplements(t *testing.T) {
	of := func(pattern, key, value string) bool {
		return implements(conformance.Implementation{Gate: impls.All[0].Gate, IntTable: impls.All[0].IntTable},
			bench.Workload{Pattern: pattern, Axes: []bench.Axis{{Key: key, Value: value}}})
	}
	require.True(t, of("Gate", "op", "do"))
	require.True(t, of("Shutdowner", "of", "gate"))
	require.False(t, of("Shutdowner", "of", "server"))
	require.True(t, of("Table", "key", "int"))
	require.False(t, of("Table", "key", "string"))
	require.True(t, of("Novelty", "op", "do"), "the plan finds out")
}

func TestShardSet(t *testing.T) {
	var s shard
	require.NoError(t, s.Set("2/5"))
	require.Equal(t, "2/5", s.String())
	for _, bad := range []string{"", "2", "0/5", "6/5", "-1/5", "2/5x", "a/b", "2/0", "+2/5"} {
		require.Error(t, s.Set(bad), bad)
	}
	require.Equal(t, shard{2, 5}, s, "a bad one changes nothing")
}

// Elsewhere than on a terminal there is a line for each process, and some between.
func TestProgress(t *testing.T) {
	var b strings.Builder
	p := NewProgress(&b)
	now := time.Unix(0, 0)
	p.now = func() time.Time { return now }
	at := lockstep.Progress{Row: 1, Rows: 4, Name: "Gate/op=do"}
	p.Show(at)
	at.Row = 2
	p.Show(at)
	for i := range 4 {
		now = now.Add(10 * time.Second)
		p.Show(lockstep.Progress{
			Row: i + 1, Rows: 4, Process: 1 + i/3, Processes: 2, Name: "Gate/op=do",
			Left: time.Duration(30-10*i)*time.Second + time.Millisecond,
		})
	}
	p.End()
	require.Equal(t, `trying row 1 of 4: Gate op=do
process 1 of 2, measurement 1 of 4, 30s left: Gate op=do
process 1 of 2, measurement 3 of 4, 10s left: Gate op=do
process 2 of 2, measurement 4 of 4, 0s left: Gate op=do
`, b.String())
}

func TestOutputs(t *testing.T) {
	want := []string{"a/b.txt", "a/b.raw.gz"}
	for _, name := range []string{"a/b", "a/b.txt", "a/b.raw.gz"} {
		require.Equal(t, want, outputs(name))
	}
}

func TestFailures(t *testing.T) {
	bad := lockstep.RowResult{Pattern: "Gate", Failures: []lockstep.Failure{{Error: "a panic"}}}
	var told []string
	tell := func(text string) { told = append(told, text) }
	require.NoError(t, failures(&lockstep.Result{Rows: []lockstep.RowResult{bad, {Pattern: "State"}}}, tell))
	require.Equal(t, []string{"Gate failed: a panic"}, told)
	require.ErrorContains(t, failures(&lockstep.Result{Rows: []lockstep.RowResult{bad}}, tell), "every row failed")
}

func TestOmissions(t *testing.T) {
	all := make([]lockstep.Omission, 7)
	texts := omissions(all)
	require.Len(t, texts, 6)
	require.Equal(t, "and 2 more are left out", texts[5])
	require.Len(t, omissions(all[:5]), 5)
}

func TestStamped(t *testing.T) {
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "0123456789abcdef"}
	require.Equal(t, "0123456789ab", stamped([]debug.BuildSetting{revision, {Key: "vcs.modified", Value: "false"}}))
	require.Equal(t, "0123456789ab+changes",
		stamped([]debug.BuildSetting{{Key: "vcs.modified", Value: "true"}, revision}))
	require.Empty(t, stamped(nil))
}

func TestPrintReferences(t *testing.T) {
	ours := []report.Cell{{Impl: "a", Rank: 1, Value: report.Estimate{Value: 10}, Verdict: "best"}}
	r := &report.Report{Patterns: []report.Pattern{{Name: "Gate", Workloads: []report.Workload{
		{Name: "op=do", Cells: ours, References: []report.Cell{
			{Impl: "beam", Ratio: report.Estimate{Value: 12, Low: 11, High: 13.2}},
		}},
		{Name: "op=x", Cells: ours, References: []report.Cell{{Impl: "beam", Unranked: "nothing is like it"}}},
	}}}}
	var b strings.Builder
	require.NoError(t, Print(&b, r))
	require.Contains(t, b.String(), "  op=do  a 10 ns; beam 12 (11 to 13)\n"+
		"  op=x   a 10 ns; beam: nothing is like it\n")
	require.Contains(t, b.String(), besideLegend)
}

func TestPrint(t *testing.T) {
	at := func(value float64) report.Estimate { return report.Estimate{Value: value} }
	r := &report.Report{
		Machines: make([]report.Machine, 1), Tie: 0.02, Overhead: 0.0123,
		Null: report.Null{Comparisons: 74, Alarms: 2, Median: 0.003, P95: 0.0119},
		Patterns: []report.Pattern{{Name: "Gate", Workloads: []report.Workload{
			{Name: "op=do", Cells: []report.Cell{
				{Impl: "a", Rank: 1, Value: at(12.345), Verdict: "best"},
				{Impl: "b", Rank: 1, Ratio: at(1.004), Verdict: "tie"},
				{Impl: "c", Rank: 1, Ratio: at(1.1), Verdict: "inconclusive", Seen: 0.123},
				{Impl: "d", Rank: 4, Ratio: at(1.5), Verdict: "slower"},
				{Impl: "e", Rank: 4, Ratio: at(12.6), Verdict: "slower"},
				{Impl: "f", Unranked: "it breaks a law"},
			}},
			{Name: "op=long", Cells: []report.Cell{{Impl: "a", Rank: 1, Value: at(2.5e6), Verdict: "best"}}},
			{Name: "op=x", Void: "it failed: a panic"},
		}}},
	}
	var b strings.Builder
	require.NoError(t, Print(&b, r))
	require.Equal(t, `Gate
  op=do    a 12.3 ns = b 1.00 ~ c 1.10 (12 %) < d 1.50 ~ e 13; not ranked: f (it breaks a law)
  op=long  a 2.5 ms
  op=x     no ranking: it failed: a panic

a < b: b takes longer than the first, by that factor. a = b: the same within 2 %.
a ~ b: not told apart; in parentheses the difference that the run could have seen.
A/A: 2 of 74 comparisons called different (one in 20 is to be expected), median error 0.3 %, 95 of 100 below 1.2 %
The harness takes at most 0.012 ns per operation.
`, b.String())
	require.Contains(t, Trust(&report.Report{}), "A/A: nothing was compared with itself.")
}
