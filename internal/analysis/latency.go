package analysis

import (
	"math"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/internal/report"
)

// latency returns the samples of a contender from all processes, merged. Its
// histograms are nil if there are none.
func (w *workload) latency(i int) (all bench.Measurement, err error) {
	for _, p := range w.row.Processes {
		if i >= len(p.Latency) {
			continue
		}
		m, err := p.Latency[i].Measurement()
		if err != nil {
			return all, err
		}
		if all.Latency == nil {
			all.Latency, all.Timer = m.Latency, m.Timer
			continue
		}
		all.Latency.Merge(m.Latency)
		all.Timer.Merge(m.Timer)
	}
	return all, nil
}

// The quantiles of a curve, beside the maximum.
var quantiles = []float64{
	0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99995, 0.99999, 0.999999,
}

const (
	// floor is how many times what the timer takes a latency has to be.
	floor = 3

	// beyond is how many samples beyond a quantile it takes to report it.
	beyond = 10
)

// curves returns the distributions of the latency of those contenders of which
// more is known than what the timer takes.
func (w *workload) curves(name string) ([]report.Curve, error) {
	if w.void != "" {
		return nil, nil
	}
	var curves []report.Curve
	for i, c := range w.row.Contenders {
		if w.original(i) < i || w.unranked[i] != "" {
			continue
		}
		m, err := w.latency(i)
		if err != nil {
			return nil, err
		}
		if m.Latency == nil || !tells(m) {
			continue
		}
		curve := newCurve(m)
		curve.Impl, curve.Workload = c.Label, name
		curves = append(curves, curve)
	}
	return curves, nil
}

// tells reports whether the 99th percentile is known.
func tells(m bench.Measurement) bool {
	for _, metric := range m.Metrics() {
		if metric.Unit == "p99-ns" {
			return true
		}
	}
	return false
}

// newCurve returns the quantiles that are known, and the maximum.
func newCurve(m bench.Measurement) report.Curve {
	n := m.Latency.TotalCount()
	c := report.Curve{Count: n, Floor: float64(floor * m.Timer.ValueAtPercentile(50))}
	for _, q := range quantiles {
		value := m.Latency.ValueAtPercentile(100 * q)
		others := math.Round(1000*float64(n)*(1-q)) / 1000 // 10, not 9.999...
		if value >= floor*m.Timer.ValueAtPercentile(100*q) && others >= beyond {
			c.Quantile = append(c.Quantile, report.Quantile{Q: q, Ns: float64(value)})
		}
	}
	c.Quantile = append(c.Quantile, report.Quantile{Q: 1, Ns: float64(m.Latency.Max())})
	return c
}
