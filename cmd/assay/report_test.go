package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/internal/analysis/synthetic"
	"github.com/assay-go/assay/internal/report"
)

// writeFile writes a file in a new directory and returns its name.
func writeFile(t *testing.T, name string, data []byte) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(name, data, 0o600))
	return name
}

// raw returns a result as assay bench writes it. Families of the certificate in
// internal/certificate/testdata/mixed.jsonl have part in it.
func raw(t *testing.T, seed uint64, workloads ...string) []byte {
	t.Helper()
	var rows []lockstep.RowResult
	for _, w := range workloads {
		rows = append(rows, synthetic.Row(w,
			synthetic.Contender{Impl: "mutex", Ns: 100}, synthetic.Contender{Impl: "channel", Ns: 300},
			synthetic.Contender{Label: "aa", Impl: "mutex", Ns: 100}))
	}
	var b bytes.Buffer
	require.NoError(t, lockstep.Write(&b, synthetic.Result("m", seed, rows...)))
	return b.Bytes()
}

// readReport reads the report in a directory.
func readReport(t *testing.T, dir string) *report.Report {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "report.json"))
	require.NoError(t, err)
	defer f.Close()
	r, err := report.ReadJSON(f)
	require.NoError(t, err)
	return r
}

func TestReportResults(t *testing.T) {
	t.Chdir(t.TempDir())
	dir := t.TempDir()
	shards := []string{
		writeFile(t, "1.raw.gz", raw(t, 1, "Table/reads=99", "Gate/op=do/goroutines=1")),
		writeFile(t, "2.raw.gz", raw(t, 2, "Table/reads=50")),
	}
	status, stdout, stderr := assay(t, "", "report", shards[0], shards[1], "-o", dir)
	require.Equal(t, exitOK, status, stderr)
	require.Equal(t, filepath.Join(dir, "report.html")+": 3 of 3 workloads of 2 patterns are ranked\n"+
		"A/A: 0 of 3 comparisons called different (one in 20 is to be expected), "+
		"median error 0 %, 95 of 100 below 0 %\n"+
		"The harness takes at most 0.25 ns per operation.\n", stdout)
	r := readReport(t, dir)
	require.Len(t, r.Patterns, 2)
	require.Equal(t, "Table", r.Patterns[0].Name)
	require.Len(t, r.Patterns[0].Workloads, 2)
	require.InDelta(t, 3, r.Patterns[1].Workloads[0].Cells[1].Ratio.Value, 1e-6)
	for name, want := range map[string]string{
		"report.html": "</html>", "report.md": "# Which one should I take?", "report.csv": "Table,reads=99,m,mutex",
	} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Contains(t, string(text), want, name)
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 4, "a temporary file stays behind")
}

// The certificate comes from the tests, a file, a flag or where it usually is.
func TestReportResultsLaws(t *testing.T) {
	t.Chdir(t.TempDir())
	results := writeFile(t, "bench.raw.gz", raw(t, 1, "Table/reads=99"))
	laws := func(args ...string) int {
		t.Helper()
		dir := t.TempDir()
		status, _, stderr := assay(t, "", append([]string{"report", results, "-o", dir}, args...)...)
		require.Equal(t, exitOK, status, stderr)
		return len(readReport(t, dir).Laws)
	}
	require.Zero(t, laws())
	input, err := os.ReadFile(filepath.Join(logs, "good.jsonl"))
	require.NoError(t, err)
	fresh := writeFile(t, "good.jsonl", input)
	want := laws(fresh)
	require.Positive(t, want)

	_, _, stderr := assay(t, "", "report", fresh, "-o", "reports")
	require.FileExists(t, "reports/conformance.json", stderr)
	require.Equal(t, want, laws(), "that in reports is the default")
	require.NoError(t, os.Rename("reports/conformance.json", "laws.json"))
	require.Zero(t, laws())
	require.Equal(t, want, laws("--laws", "laws.json"))
	require.Equal(t, want, laws("laws.json"))
	for _, args := range [][]string{
		{"laws.json", "--laws", "laws.json"},
		{"laws.json", fresh},
		{"laws.json", "laws.json"},
		{"--laws", "nowhere.json"},
		{"--laws", fresh},
	} {
		status, _, _ := assay(t, "", append([]string{"report", results, "-o", "new"}, args...)...)
		require.Equal(t, exitUsage, status, args)
		require.NoDirExists(t, "new")
	}
}

// What the laws are on the BEAM comes from a flag or from where it usually is.
func TestReportResultsBEAM(t *testing.T) {
	there, err := filepath.Abs(filepath.Join("..", "..", "reports", "beam.json"))
	require.NoError(t, err)
	text, err := os.ReadFile(there)
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	results := writeFile(t, "bench.raw.gz", raw(t, 1, "Table/reads=99"))
	dir := t.TempDir()
	report := func(args ...string) (int, string) {
		t.Helper()
		status, _, stderr := assay(t, "", append([]string{"report", results, "-o", dir}, args...)...)
		return status, stderr
	}
	status, stderr := report()
	require.Equal(t, exitOK, status, stderr)
	require.Nil(t, readReport(t, dir).BEAM)
	status, stderr = report("--beam", there)
	require.Equal(t, exitOK, status, stderr)
	require.Len(t, readReport(t, dir).BEAM.Errata, 15)
	require.NoError(t, os.Mkdir("reports", 0o755))
	require.NoError(t, os.WriteFile("reports/beam.json", text, 0o600))
	status, stderr = report()
	require.Equal(t, exitOK, status, stderr)
	require.NotNil(t, readReport(t, dir).BEAM)
	require.NoError(t, os.WriteFile("reports/beam.json", text[:len(text)/2], 0o600))
	status, stderr = report()
	require.Equal(t, exitUsage, status)
	require.Contains(t, stderr, "reports/beam.json: the laws on the BEAM are truncated")
	status, stderr = report("--beam", "nowhere.json")
	require.Equal(t, exitUsage, status)
	require.Contains(t, stderr, "write it with make beam")
}

// logs is where the inputs of package certificate are, from anywhere.
var logs = func() string {
	dir, err := filepath.Abs(filepath.Join("..", "..", "internal", "certificate", "testdata"))
	if err != nil {
		panic(err) // there is no working directory
	}
	return dir
}()

// A bad input is named, and leaves all reports as they are.
func TestReportResultsKeeps(t *testing.T) {
	t.Chdir(t.TempDir())
	whole := raw(t, 1, "Table/reads=99")
	good := writeFile(t, "good.raw.gz", whole)
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"truncated.raw.gz": {whole[:len(whole)/2], "the file is truncated: measure again, or copy it again"},
		"head.raw.gz":      {whole[:4], "no file of raw measurements"},
		"foreign.raw.gz":   {[]byte("\x1f\x8b\x08 and so on, but no more"), ""},
		"same.raw.gz":      {whole, "leave one of them out"},
		"bench.txt":        {[]byte("goos: linux\n"), "give the file .raw.gz that assay bench wrote beside it"},
		"unit.txt":         {[]byte("Unit p50-ns better=lower\n"), "give the file .raw.gz"},
		"report.json":      {[]byte(`{"format": "assay-report"}`), "is a report already"},
		"conformance.json": {[]byte("{\n  \"schema\": 1,\n"), "the certificate is truncated"},
		"empty":            {nil, "holds no test events"},
		"text":             {[]byte("PASS\n"), "is not the output of go test -json"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, old := range []string{"report.html", "report.json", "conformance.md"} {
				require.NoError(t, os.WriteFile(filepath.Join(dir, old), []byte("old"), 0o600))
			}
			bad := writeFile(t, name, test.data)
			status, stdout, stderr := assay(t, "", "report", good, bad, "-o", dir)
			require.Equal(t, exitUsage, status)
			require.Empty(t, stdout)
			require.Contains(t, stderr, bad)
			require.Contains(t, stderr, test.want)
			entries, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Len(t, entries, 3)
			for _, e := range entries {
				text, err := os.ReadFile(filepath.Join(dir, e.Name()))
				require.NoError(t, err)
				require.Equal(t, "old", string(text), e.Name())
			}
		})
	}
}

func TestReportOnlyLaws(t *testing.T) {
	t.Chdir(t.TempDir())
	status, _, _ := assay(t, "", "report", filepath.Join(logs, "good.jsonl"))
	require.Equal(t, exitOK, status)
	status, _, stderr := assay(t, "", "report", "reports/conformance.json")
	require.Equal(t, exitUsage, status)
	require.Contains(t, stderr, "reports/conformance.json is a certificate already")
}

// Raw results come through a pipe as well.
func TestReportResultsStdin(t *testing.T) {
	t.Chdir(t.TempDir())
	status, stdout, stderr := assay(t, string(raw(t, 1, "Gate/op=do")), "report", "-")
	require.Equal(t, exitOK, status, stderr)
	require.True(t, strings.HasPrefix(stdout, filepath.Join("reports", "report.html")), stdout)
	require.FileExists(t, "reports/report.csv")
}
