package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
)

// rawFile writes a file of raw results with one row, in which mutex takes so many
// nanoseconds in each process, and returns its name.
func rawFile(t *testing.T, processors int, marked bool, times ...time.Duration) string {
	t.Helper()
	row := lockstep.RowResult{
		Pattern: "Table", Axes: []bench.Axis{{Key: "goroutines", Value: "1"}}, Goroutines: 1,
		Contenders: []lockstep.Contender{{Label: "mutex", Impl: "mutex"}},
	}
	for _, nanoseconds := range times {
		var b lockstep.Block
		b.Outcomes = []lockstep.Outcome{{Ops: 100}}
		for round := range 5 {
			s := lockstep.Slice{Round: round, Ops: 1000, Elapsed: 1000 * nanoseconds, Overlap: 1}
			if marked {
				s.Mark = lockstep.Preempted
			}
			b.Slices = append(b.Slices, s)
		}
		row.Processes = append(row.Processes, lockstep.Process{Blocks: []lockstep.Block{b, b}})
	}
	r := &lockstep.Result{
		Runs: []lockstep.Header{{
			Machine: lockstep.Machine{CPU: "made up", NumCPU: processors}, Go: []string{"go1.26"},
		}},
		Rows: []lockstep.RowResult{row},
	}
	var text bytes.Buffer
	require.NoError(t, lockstep.Write(&text, r))
	name := filepath.Join(t.TempDir(), "raw.gz")
	require.NoError(t, os.WriteFile(name, text.Bytes(), 0o600))
	return name
}

func TestCompareStatus(t *testing.T) {
	old := rawFile(t, 2, false, 1000, 1001, 1002, 1003)
	for name, test := range map[string]struct {
		head   string
		status int
		want   string
	}{
		"equal":  {rawFile(t, 2, false, 1001, 1002, 1003, 1000), exitOK, "no regression: "},
		"faster": {rawFile(t, 2, false, 901, 902, 903, 900), exitOK, "no regression, and 1 improvement confirmed: "},
		"slower": {rawFile(t, 2, false, 1101, 1102, 1103, 1100), exitFailed, "1 regression confirmed: "},
		"void":   {rawFile(t, 2, true, 1000, 1001, 1002, 1003), exitInconclusive, "inconclusive: "},
	} {
		t.Run(name, func(t *testing.T) {
			markdown := filepath.Join(t.TempDir(), "summary.md")
			status, stdout, stderr := assay(t, "", "compare", old, test.head, "--md", markdown)
			require.Equal(t, test.status, status, stderr)
			require.Contains(t, stdout, test.want)
			text, err := os.ReadFile(markdown)
			require.NoError(t, err)
			require.Contains(t, string(text), "measured at different times")

			status, stdout, _ = assay(t, "", "compare", old, test.head, "--json")
			require.Equal(t, test.status, status)
			var report struct{ Status string }
			require.NoError(t, json.Unmarshal([]byte(stdout), &report))
			require.NotEmpty(t, report.Status)
		})
	}
}

// What cannot be compared is told, and nothing is overwritten.
func TestCompareErrors(t *testing.T) {
	old, other := rawFile(t, 2, false, 1000, 1001, 1002), rawFile(t, 64, false, 1000, 1001, 1002)
	whole, err := os.ReadFile(old)
	require.NoError(t, err)
	truncated := filepath.Join(t.TempDir(), "truncated.gz")
	require.NoError(t, os.WriteFile(truncated, whole[:len(whole)-20], 0o600))
	foreign := filepath.Join(t.TempDir(), "bench.txt")
	require.NoError(t, os.WriteFile(foreign, []byte("BenchmarkTable 1 2 ns/op\n"), 0o600))
	markdown := filepath.Join(t.TempDir(), "summary.md")
	require.NoError(t, os.WriteFile(markdown, []byte("old"), 0o600))
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"one":       {[]string{old}, "requires at least 2 arg(s), only received 1; run assay compare --help"},
		"machines":  {[]string{old, other}, "so they cannot be compared; measure both on one machine"},
		"truncated": {[]string{old, truncated}, "the file is truncated"},
		"foreign":   {[]string{foreign, old}, "bench.txt: this is no file of raw measurements"},
		"mixed":     {[]string{old, "main"}, "a file can only be compared with another file"},
		"pattern":   {[]string{old, old, "tabel"}, `no workloads of a pattern "tabel"; choose from deferred, `},
		"impl":      {[]string{old, old, "--impl", "mutes"}, `there is no implementation "mutes"; choose from mutex, `},
		"margin":    {[]string{old, old, "--margin", "200%"}, `--margin: "200%" is no share between 0 and 100 %`},
		"budget":    {[]string{old, old, "--budget", "0s"}, "a budget of 0s is no time at all"},
		"revision":  {[]string{"no-such-revision", "."}, `there is no revision "no-such-revision"`},
	} {
		t.Run(name, func(t *testing.T) {
			status, stdout, stderr := assay(t, "", append([]string{"compare", "--md", markdown}, test.args...)...)
			require.Equal(t, exitUsage, status)
			require.Empty(t, stdout)
			require.Contains(t, stderr, test.want)
		})
	}
	text, err := os.ReadFile(markdown)
	require.NoError(t, err)
	require.Equal(t, "old", string(text))
}

func TestPercentage(t *testing.T) {
	for text, want := range map[string]float64{"2%": 0.02, "0.05": 0.05, " 1.5 % ": 0.015} {
		got, err := percentage(text)
		require.NoError(t, err)
		require.InDelta(t, want, got, 1e-12)
	}
	for _, text := range []string{"", "x", "0", "-1%", "100%", "NaN"} {
		_, err := percentage(text)
		require.Error(t, err, text)
	}
}

func TestCalibrateUsage(t *testing.T) {
	dir := t.TempDir()
	output := filepath.Join(dir, "calibration.json")
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"pattern":     {[]string{"tabel"}, `there are no workloads of a pattern "tabel"`},
		"comparisons": {[]string{"--comparisons", "0"}, "0 comparisons are none"},
		"per":         {[]string{"--per", "1ms"}, "1ms is too short for a comparison; give it --per 100ms or more"},
		"slowdowns":   {[]string{"--slowdowns", "0.1%"}, "--slowdowns 0.1% is less than 1 %"},
		"share":       {[]string{"--slowdowns", "many"}, `--slowdowns: "many" is no share`},
		"load":        {[]string{"--load", "-1"}, "a load of -1 processes is none"},
		"output":      {[]string{"-o", dir}, " is not a regular file; choose another one with -o"},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, stderr := assay(t, "", append([]string{"calibrate", "-o", output}, test.args...)...)
			require.Equal(t, exitUsage, status)
			require.Contains(t, stderr, test.want)
			require.NoFileExists(t, output)
		})
	}
}

// The command that makes a load ends with its input.
func TestBusy(t *testing.T) {
	status, stdout, stderr := assay(t, "", busyName)
	require.Equal(t, exitOK, status)
	require.Empty(t, stdout+stderr)
	_, help, _ := assay(t, "", "--help")
	require.NotContains(t, help, busyName)
}

func TestSelftestOptions(t *testing.T) {
	o := selftestOptions("program", time.Minute, nil)
	require.Len(t, o.Workloads, 2)
	require.Equal(t, 20*time.Second, o.Budget)
}
