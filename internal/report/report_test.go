package report_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/report"
)

//go:generate go run ./testdata/fixture ../../reports/bench.txt ../../reports/conformance.json testdata/report.json

// fixture returns a report of all patterns.
func fixture(t *testing.T) *report.Report {
	t.Helper()
	f, err := os.Open("testdata/report.json")
	require.NoError(t, err)
	defer f.Close()
	r, err := report.ReadJSON(f)
	require.NoError(t, err)
	return r
}

func render(t *testing.T, r *report.Report) string {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, report.WriteHTML(&buf, r))
	return buf.String()
}
