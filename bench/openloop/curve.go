package openloop

import (
	"fmt"

	"github.com/assay-go/assay/internal/report"
)

// Curves returns the curves of a report for the pattern of the result, one for
// each row. It has the quantiles that may be reported; a row without any has a
// curve without any.
func (r *Result) Curves() []report.Curve {
	var curves []report.Curve
	for _, row := range r.Rows {
		c := report.Curve{
			Impl: row.Impl, Workload: r.workload(row), Open: true, Rate: row.Rate,
			Lateness: float64(row.Lateness.ValueAtQuantile(99)), Floor: row.Floor(),
			Count: row.Latency.TotalCount(),
		}
		for _, claim := range row.Claims() {
			if claim.Withheld == "" {
				c.Quantile = append(c.Quantile, report.Quantile{Q: claim.Q, Ns: claim.Latency})
			}
		}
		curves = append(curves, c)
	}
	return curves
}

// workload returns the axes, with the arrivals and the load.
func (r *Result) workload(row *Row) string {
	text := name(r.Axes) + "/arrivals=" + string(r.Arrivals)
	if row.Load > 0 {
		text += fmt.Sprintf("/load=%g", 100*row.Load)
	}
	return text
}
