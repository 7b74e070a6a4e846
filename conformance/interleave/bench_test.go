package interleave_test

import (
	"testing"

	"github.com/assay-go/assay/conformance/interleave"
)

// BenchmarkSchedules measures schedules of ten steps of two goroutines.
func BenchmarkSchedules(b *testing.B) {
	for _, strategy := range []string{"dfs", "random", "pct"} {
		b.Run("strategy="+strategy, func(b *testing.B) {
			o := interleave.Options{Strategy: strategy, Preemptions: interleave.Unbounded, Schedules: b.N}
			e := newExplorer(b, o)
			f := steps(5, 5)
			n := 0
			for ; n < b.N; n++ {
				if !e.Next() { // dfs has 252 of them
					e = newExplorer(b, o)
					e.Next()
				}
				e.Run(patience, f)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "schedules/s")
		})
	}
}
