package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
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

// besideBEAM returns the fixture with what the BEAM takes, which is made up, and with the
// laws there. In some workloads it was not measured, or cannot be compared. For
// Table there is another form of it.
func besideBEAM(t *testing.T) *report.Report {
	t.Helper()
	r := fixture(t)
	data, err := os.ReadFile("../../reports/beam.json")
	require.NoError(t, err)
	r.BEAM = new(report.BEAM)
	require.NoError(t, json.Unmarshal(data, r.BEAM))
	n := 0
	for i := range r.Patterns {
		p := &r.Patterns[i]
		for j := range p.Workloads {
			w := &p.Workloads[j]
			n++
			if n%7 == 5 {
				continue
			}
			w.References = append(w.References, made(w.Cells[0], "beam", 0.4+float64(n*n%37)*1.7))
			if p.Name == "Table" {
				w.References = append(w.References, made(w.Cells[0], "beam-public", 0.2+float64(n*n%37)*50))
			}
			if n%11 == 2 {
				w.References[0].Ratio = report.Estimate{}
				w.References[0].Unranked = "its goroutines overlapped in 3 of 120 pairs of slices, too few to contend"
			}
		}
	}
	return r
}

// made returns a reference that takes so many times as long as the best.
func made(best report.Cell, name string, ratio float64) report.Cell {
	around := func(v float64) report.Estimate { return report.Estimate{Value: v, Low: v * 0.96, High: v * 1.05} }
	c := report.Cell{
		Impl: name, Value: around(best.Value.Value * ratio), Ratio: around(ratio), Verdict: report.Reference,
		P: 1, Seen: 0.04, Slices: 120, Dropped: 0.1,
	}
	for key, v := range best.Metrics {
		if strings.HasPrefix(key, "heap") {
			c.Metrics = map[string]float64{key: v * 6}
		}
	}
	return c
}

func render(t *testing.T, r *report.Report) string {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, report.WriteHTML(&buf, r))
	return buf.String()
}
