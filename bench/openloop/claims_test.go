package openloop

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/internal/report"
)

// rowOf returns a row with n operations that take 1 to n microseconds.
func rowOf(n int) *Row {
	row := newRow("fake", 1000, 0.5)
	row.Arrivals, row.Returned = n, []float64{1000, 1000, 600}
	for i := range n {
		took := time.Duration(i+1) * time.Microsecond
		record(row.Latency, took)
		record(row.Response, took)
		record(row.Lateness, 1)
		record(row.Timer, 50)
	}
	return row
}

// reported returns the quantiles that may be reported.
func reported(row *Row) (all []float64) {
	for _, c := range row.Claims() {
		if c.Withheld == "" {
			all = append(all, c.Q)
		}
	}
	return all
}

func TestClaims(t *testing.T) {
	assert.Equal(t, []float64{0.5, 0.75, 0.9, 0.95, 0.99, 1}, reported(rowOf(1000)))
	assert.Equal(t, []float64{0.5, 1}, reported(rowOf(39)))
	assert.Empty(t, reported(rowOf(19)))
	last := rowOf(19).Claims()[len(quantiles)]
	assert.Equal(t, "there is no quantile that may be reported", last.Withheld)
	assert.Equal(t, "fewer than 10 of 19 samples are beyond it", rowOf(19).Claims()[0].Withheld)
	assert.InEpsilon(t, 500e3, rowOf(1000).Claims()[0].Latency, 1e-3)
}

func TestWithheld(t *testing.T) {
	row := rowOf(1000)
	for range 200 {
		record(row.Timer, 700*time.Microsecond) // while the system had the processor
	}
	assert.Equal(t, []float64{0.5, 0.75}, reported(row), "and no maximum")
	assert.Regexp(t, "^it is less than 3 times what timing nothing takes, 700\\d\\d\\d ns$", row.Claims()[2].Withheld)

	row = rowOf(1000)
	row.Response.Reset()
	record(row.Response, 220*time.Microsecond)
	assert.Empty(t, reported(row), "the last one that has samples enough is in doubt, and so is the maximum")

	row = rowOf(1000)
	row.Returned = []float64{1000, 900, 800}
	assert.Empty(t, reported(row))
	assert.Equal(t, "operations returned at 90 % of the rate at which they arrived", row.Claims()[0].Withheld)

	row = rowOf(1000)
	row.Failed, row.Error = 2, "wrong reply"
	assert.Equal(t, "2 of 1000 operations failed: wrong reply", row.Claims()[0].Withheld)
}

func TestCurves(t *testing.T) {
	slow := rowOf(100)
	slow.Returned = nil
	r := &Result{
		Pattern: "Pool", Arrivals: Poisson, Rows: []*Row{rowOf(100), slow},
		Axes: []bench.Axis{{Key: "work", Value: "10us"}, {Key: "workers", Value: "2"}},
	}
	curves := r.Curves()
	require.Len(t, curves, 2)
	assert.Equal(t, report.Curve{
		Impl: "fake", Workload: "work=10us/workers=2/arrivals=poisson/load=50", Open: true, Rate: 1000,
		Lateness: 1, Floor: 150, Count: 100,
		Quantile: []report.Quantile{{Q: 0.5, Ns: 50015}, {Q: 0.75, Ns: 75007}, {Q: 1, Ns: 100031}},
	}, curves[0])
	assert.Empty(t, curves[1].Quantile, "it is saturated")
}
