package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// assay runs the command.
func assay(t *testing.T, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(stdin), &out, &err)
	return status, out.String(), err.String()
}

// log returns the path of an input of package certificate.
func log(name string) string {
	return filepath.Join("..", "..", "internal", "certificate", "testdata", name+".jsonl")
}

func TestUsage(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want string // on standard error
	}{
		"unknown command": {[]string{"lawz"}, `unknown command "lawz" for "assay"; run assay --help`},
		"unknown flag":    {[]string{"laws", "--xml"}, "unknown flag: --xml; run assay laws --help"},
		"no file":         {[]string{"report"}, "only received 0; run assay report --help"},
		"missing file":    {[]string{"report", "nowhere.json"}, "write it with go test -json ./impls > nowhere.json"},
		"argument":        {[]string{"laws", "Table"}, `"Table" for "assay laws"; run assay laws --help`},
	} {
		t.Run(name, func(t *testing.T) {
			status, stdout, stderr := assay(t, "", test.args...)
			require.Equal(t, exitUsage, status)
			require.Empty(t, stdout)
			require.Contains(t, stderr, test.want)
			require.True(t, strings.HasPrefix(stderr, "assay: "), stderr)
		})
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{}, {"--help"}, {"report", "--help"}, {"--version"}} {
		status, stdout, stderr := assay(t, "", args...)
		require.Equal(t, exitOK, status, args)
		require.NotEmpty(t, stdout, args)
		require.Empty(t, stderr, args)
	}
}

func TestLaws(t *testing.T) {
	status, text, _ := assay(t, "", "laws")
	require.Equal(t, exitOK, status)
	require.Regexp(t, `(?m)^Table\.NoLostUpdate +checked +\S`, text)
	require.Regexp(t, `(?m)^Gate\.Once +(checked|\*unchecked\*) +\S`, text)

	status, list, _ := assay(t, "", "laws", "--json")
	require.Equal(t, exitOK, status)
	var laws []struct {
		ID, Text string
		Checked  bool
	}
	require.NoError(t, json.Unmarshal([]byte(list), &laws))
	require.Equal(t, len(laws), strings.Count(text, "checked ")+strings.Count(text, "checked* "))
	for _, l := range laws {
		require.NotEmpty(t, l.Text, l.ID)
		require.Contains(t, text, l.ID)
	}
}

func TestReport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	status, stdout, stderr := assay(t, "", "report", log("good"), "-o", dir)
	require.Equal(t, exitOK, status, stderr)
	require.Contains(t, stdout, "mutex: 4 of 4 laws hold")
	require.FileExists(t, filepath.Join(dir, "conformance.json"))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 2, "a temporary file stays behind")

	status, _, stderr = assay(t, "", "report", log("mixed"), "-o", dir)
	require.Equal(t, exitFailed, status)
	require.Contains(t, stderr, "not every law holds; see the reasons in "+filepath.Join(dir, "conformance.md"))
	text, err := os.ReadFile(filepath.Join(dir, "conformance.md"))
	require.NoError(t, err)
	require.Contains(t, string(text), "**violated**", "a broken law is reported all the same")

	status, _, stderr = assay(t, "", "report", log("good"), log("unbuilt"), "-o", dir)
	require.Equal(t, exitUsage, status)
	require.Contains(t, stderr, "broken did not build")
}

func TestReportStdin(t *testing.T) {
	input, err := os.ReadFile(log("good"))
	require.NoError(t, err)
	dir := t.TempDir()
	status, _, stderr := assay(t, string(input), "report", "-", "-o", dir)
	require.Equal(t, exitOK, status, stderr)
	require.FileExists(t, filepath.Join(dir, "conformance.md"))
}

// A bad input leaves the old report as it is.
func TestReportKeeps(t *testing.T) {
	input, err := os.ReadFile(log("good"))
	require.NoError(t, err)
	for name, test := range map[string]struct{ input, want string }{
		"empty":     {"", "holds no test events"},
		"text":      {"PASS\n", "standard input is not the output of go test -json"},
		"truncated": {string(input[:len(input)/2]), "standard input is truncated"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			old := filepath.Join(dir, "conformance.md")
			require.NoError(t, os.WriteFile(old, []byte("old"), 0o600))
			status, _, stderr := assay(t, test.input, "report", "-", "-o", dir)
			require.Equal(t, exitUsage, status)
			require.Contains(t, stderr, test.want)
			text, err := os.ReadFile(old)
			require.NoError(t, err)
			require.Equal(t, "old", string(text))
			require.NoFileExists(t, filepath.Join(dir, "conformance.json"))
		})
	}
}

func TestReportUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	status, _, stderr := assay(t, "", "report", log("good"), "-o", file)
	require.Equal(t, exitUsage, status)
	require.Contains(t, stderr, "choose another directory with -o")
}
