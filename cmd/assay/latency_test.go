package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// What latency writes, report reads; alone it is too little for one.
func TestLatency(t *testing.T) {
	file := filepath.Join(t.TempDir(), "latency.jsonl")
	status, stdout, stderr := assay(t, "", "latency", "gate", "--budget", "100ms", "--rate", "1000", "-o", file)
	require.Equal(t, exitOK, status, stderr)
	require.Contains(t, stdout, "Gate")
	require.Regexp(t, `(?m)^atomic +1000 `, stdout)
	status, _, stderr = assay(t, "", "report", file, "-o", t.TempDir())
	require.Equal(t, exitUsage, status)
	require.Contains(t, stderr, "latencies alone make no report")

	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, data[:len(data)/2], 0o600))
	status, _, stderr = assay(t, "", "report", file, "-o", t.TempDir())
	require.Equal(t, exitUsage, status)
	require.Contains(t, stderr, "latency.jsonl: ")
}

func TestLatencyErrors(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"pattern": {[]string{"table"}, `"table" has no operations at a fixed rate: take `},
		"budget":  {[]string{"--budget", "0s"}, "--budget 0s: give more than 0"},
		"kind":    {[]string{"--arrivals", "sometimes"}, "sometimes"},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, stderr := assay(t, "", append([]string{"latency"}, test.args...)...)
			require.Equal(t, exitUsage, status)
			require.Contains(t, stderr, test.want)
		})
	}
}
