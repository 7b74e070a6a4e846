package analysis_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
	"github.com/assay-go/assay/internal/analysis"
	"github.com/assay-go/assay/internal/analysis/synthetic"
	"github.com/assay-go/assay/internal/report"
)

// scaled returns rows that follow the law, one for each number of goroutines.
func scaled(law stats.Scaling, counts ...int) []lockstep.RowResult {
	var rows []lockstep.RowResult
	for _, n := range counts {
		rows = append(rows, synthetic.Row(fmt.Sprintf("Counter/op=add/goroutines=%d/shards=8", n),
			fake{Impl: "a", Ns: 1e9 / law.Throughput(float64(n))},
			fake{Label: "aa", Impl: "a", Ns: 1e9 / law.Throughput(float64(n))}))
	}
	return rows
}

var law = stats.Scaling{Lambda: 1e6, Sigma: 0.1, Kappa: 0.02}

func TestScalingFit(t *testing.T) {
	r := made(t, nil, scaled(law, 8, 1, 2, 4, 64)...)
	require.Len(t, r.Patterns[0].Scaling, 1, "an equal one has no line of its own")
	s := r.Patterns[0].Scaling[0]
	require.Equal(t, "a", s.Impl)
	require.Equal(t, "op=add/shards=8", s.Workload)
	require.Empty(t, s.Unfitted)
	var counts []int
	for _, p := range s.Points {
		counts = append(counts, p.N)
		// Processes take up to 4 % longer.
		require.InEpsilon(t, law.Throughput(float64(p.N)), p.Throughput.Value, 0.03)
		require.Less(t, p.Throughput.Low, p.Throughput.Value)
		require.Greater(t, p.Throughput.High, p.Throughput.Value)
	}
	require.Equal(t, []int{1, 2, 4, 8, 64}, counts)
	require.InEpsilon(t, law.Lambda, s.Fit.Lambda.Value, 0.05)
	require.InDelta(t, law.Sigma, s.Fit.Contention.Value, 0.01)
	require.InDelta(t, law.Kappa, s.Fit.Coherency.Value, 0.005)
	require.InDelta(t, law.Peak(), s.Fit.Peak, 0.5)
	require.Len(t, s.Fit.Band, 8, "up to as many as there are processors")
	for i, p := range s.Fit.Band {
		require.Equal(t, i+1, p.N)
		require.InEpsilon(t, law.Throughput(float64(p.N)), p.Throughput.Value, 0.05)
		require.Less(t, p.Throughput.Low, p.Throughput.Value)
		require.Greater(t, p.Throughput.High, p.Throughput.Value)
	}
}

func TestScalingUnfitted(t *testing.T) {
	r := synthetic.Result("m", 1, scaled(law, 1, 2, 4, 8)...)
	r.Runs[0].Machine.NumCPU = 2
	rep, err := analysis.Report([]*lockstep.Result{r}, nil, analysis.Options{})
	require.NoError(t, err)
	s := rep.Patterns[0].Scaling[0]
	require.Nil(t, s.Fit)
	require.Len(t, s.Points, 4)
	require.Equal(t, "2 numbers of goroutines up to the 2 processors were measured, "+
		"and the scalability law takes 4", s.Unfitted)
}

// Without contention there is no most, and infinity stays out of the report.
func TestScalingLinear(t *testing.T) {
	r := made(t, nil, scaled(stats.Scaling{Lambda: 1e6}, 1, 2, 4, 8)...)
	require.NotNil(t, r.Patterns[0].Scaling[0].Fit)
	require.GreaterOrEqual(t, r.Patterns[0].Scaling[0].Fit.Peak, 0.0)
}

// A row that did not contend says nothing about contention.
func TestScalingVoid(t *testing.T) {
	rows := scaled(law, 1, 2, 4)
	rows[2] = drained(rows[2])
	r := made(t, nil, rows...)
	require.Len(t, r.Patterns[0].Scaling, 1)
	require.Equal(t, []int{1, 2}, counts(r.Patterns[0].Scaling[0]))
	require.Empty(t, made(t, nil, scaled(law, 1)...).Patterns[0].Scaling, "one point is no line")
}

func counts(s report.Scaling) []int {
	var all []int
	for _, p := range s.Points {
		all = append(all, p.N)
	}
	return all
}
