package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	model "github.com/assay-go/assay/internal/report"
	results "github.com/assay-go/assay/reports"
)

// gateReport is a report of one pattern with two implementations.
func gateReport() *model.Report {
	best := model.Estimate{Value: 1, Low: 1, High: 1}
	return &model.Report{
		Commit:   "abc",
		Machines: []model.Machine{{Name: "here", CPU: "A", Processors: 2, Maxprocs: 2}},
		Patterns: []model.Pattern{{Name: "Gate", Workloads: []model.Workload{{
			Name: "op=do/goroutines=2", Machine: "here", Unit: "ns/op",
			Axes: []model.Axis{{Key: "op", Value: "do"}, {Key: "goroutines", Value: "2"}},
			Cells: []model.Cell{
				{
					Impl: "mutex", Rank: 1, Verdict: "best", Ratio: best,
					Value: model.Estimate{Value: 20, Low: 19, High: 21},
				},
				{
					Impl: "atomic", Rank: 2, Verdict: "slower", Value: model.Estimate{Value: 30, Low: 29, High: 31},
					Ratio: model.Estimate{Value: 1.5, Low: 1.4, High: 1.6},
				},
			},
		}}}},
		Laws: []model.Law{{Pattern: "Gate", Name: "Once", Verdicts: map[string]model.Verdict{
			"mutex": {Verdict: "lacking", Reason: "it may run twice"}, "atomic": {Verdict: "ok"},
		}}},
	}
}

// writeReport writes a report and returns its name.
func writeReport(t *testing.T, name string, r *model.Report) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, model.WriteJSON(&b, r))
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, b.Bytes(), 0o600))
	return name
}

func TestChoose(t *testing.T) {
	from := writeReport(t, filepath.Join(t.TempDir(), "report.json"), gateReport())
	status, stdout, stderr := assay(t, "", "choose", "gate", "--goroutines", "2", "--axis", "op=do", "--from", from)
	require.Equal(t, exitOK, status, stderr)
	require.Contains(t, stdout, "Gate op=do goroutines=2\n  measured, from here: A, 2 processors\n")
	require.Regexp(t, `(?m)^1 +mutex +best +20 ns/op +1 +0 \(0 B\) +Once$`, stdout)
	require.Regexp(t, `(?m)^2 +atomic +slower +30 ns/op +1\.50 \(1\.40 to 1\.60\)`, stdout)
	require.Contains(t, stdout, "mutex lacks Once: it may run twice")
	require.Contains(t, stdout, "Source: "+from+", commit abc, 0001-01-01\n")

	status, stdout, stderr = assay(t, "", "choose", "gate", "--needs", "Once", "--procs", "4", "--json", "--from", from)
	require.Equal(t, exitOK, status, stderr)
	var answer struct {
		Source, Pattern, Basis string
		Choices                []struct{ Impl string }
		LeftOut                []struct{ Impl, Reason string } `json:"left_out"`
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &answer))
	require.Equal(t, from, answer.Source)
	require.Equal(t, "guess", answer.Basis, "no machine with 4 processors was measured")
	require.Equal(t, "atomic", answer.Choices[0].Impl)
	require.Equal(t, "mutex", answer.LeftOut[0].Impl)
}

func TestChooseRefused(t *testing.T) {
	from := writeReport(t, filepath.Join(t.TempDir(), "report.json"), gateReport())
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no pattern": {nil, "accepts 1 arg(s), received 0; run assay choose --help"},
		"pattern":    {[]string{"door"}, `the report has no pattern "door"; it has gate`},
		"axis":       {[]string{"gate", "--reads", "9"}, `has an axis "reads"; there are op and goroutines`},
		"value":      {[]string{"gate", "--op", "undo"}, "op=undo was not measured"},
		"no value":   {[]string{"gate", "--op", ""}, "the axis op has no value"},
		"form":       {[]string{"gate", "--axis", "op"}, `--axis "op" has no form key=value`},
		"processors": {[]string{"gate", "--procs", "0"}, "--procs is 0, and must be at least 1"},
		"law":        {[]string{"gate", "--needs", "Twice"}, `Gate has no law "Twice"; it has Once`},
		"flag":       {[]string{"gate", "--colour", "red"}, "unknown flag: --colour"},
		"both ways":  {[]string{"gate", "--op", "do", "--axis", "op=do"}, "the axis op was given twice"},
		"no file":    {[]string{"gate", "--from", "nowhere.json"}, "give the report.json that assay report writes"},
		"other JSON": {
			[]string{"gate", "--from", "../../reports/conformance.json"},
			"conformance.json: report: the file is JSON but not a report",
		},
		"not a JSON":  {[]string{"gate", "--from", "main.go"}, "main.go: report: the file is not JSON"},
		"two sources": {[]string{"door", "--from", from}, from + " and " + from},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"choose", "--from", from}, test.args...)
			status, stdout, stderr := assay(t, "", args...)
			require.Equal(t, exitUsage, status)
			require.Empty(t, stdout)
			require.Contains(t, stderr, test.want)
		})
	}
}

// An answer that ranks nobody is printed, and is a finding.
func TestChooseNobody(t *testing.T) {
	r := gateReport()
	r.Patterns[0].Workloads[0].Void = "its goroutines did not contend"
	from := writeReport(t, filepath.Join(t.TempDir(), "report.json"), r)
	status, stdout, stderr := assay(t, "", "choose", "gate", "--from", from)
	require.Equal(t, exitFailed, status)
	require.Contains(t, stdout, "Nobody can be ranked.")
	require.Contains(t, stdout, "op=do/goroutines=2 is void: its goroutines did not contend.")
	require.Contains(t, stderr, "nobody can be ranked for Gate")
}

// Without --from the report is that of the module, wherever in it one stands.
func TestChooseModule(t *testing.T) {
	dir := t.TempDir()
	below := filepath.Join(dir, "a", "b")
	require.NoError(t, os.MkdirAll(below, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module m\n"), 0o600))
	t.Chdir(below)
	committedReports = nil
	t.Cleanup(func() { committedReports = results.Files })
	status, _, stderr := assay(t, "", "choose", "gate")
	require.Equal(t, exitUsage, status)
	require.Contains(t, stderr, "there is no reports/report.json in this module; write one with assay bench")

	writeReport(t, filepath.Join(dir, "reports", "report.json"), gateReport())
	status, stdout, stderr := assay(t, "", "choose", "gate")
	require.Equal(t, exitOK, status, stderr)
	require.Contains(t, stdout, filepath.Join("reports", "report.json")+", commit abc")
}

// Elsewhere it is the one that the command was built with.
func TestChooseCommitted(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, model.WriteJSON(&b, gateReport()))
	committedReports = fstest.MapFS{"report.json": {Data: b.Bytes()}}
	t.Cleanup(func() { committedReports = results.Files })
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module m\n"), 0o600))
	t.Chdir(dir)
	status, stdout, stderr := assay(t, "", "choose", "gate")
	require.Equal(t, exitOK, status, stderr)
	require.Contains(t, stdout, "Source: the report of this assay, commit abc")
}

// Raw measurements become a report, all of them together.
func TestChooseRaw(t *testing.T) {
	raw := filepath.Join(t.TempDir(), "a.raw.gz")
	require.NoError(t, os.WriteFile(raw, []byte{0x1f, 0x8b, 8, 0}, 0o600))
	old := rawReport
	t.Cleanup(func() { rawReport = old })
	rawReport = nil
	status, _, stderr := assay(t, "", "choose", "gate", "--from", raw)
	require.Equal(t, exitUsage, status)
	require.Contains(t, stderr, raw+" holds raw measurements; run assay report "+raw+" -o DIR")

	var got []string
	rawReport = func(files []string) (*model.Report, error) { got = files; return gateReport(), nil }
	status, _, stderr = assay(t, "", "choose", "gate", "--from", raw, "--from", raw)
	require.Equal(t, exitOK, status, stderr)
	require.Equal(t, []string{raw, raw}, got)

	rawReport = func([]string) (*model.Report, error) { return nil, errors.New("it is cut off") }
	status, _, stderr = assay(t, "", "choose", "gate", "--from", raw)
	require.Equal(t, exitUsage, status)
	require.Contains(t, stderr, "it is cut off")
}
