package bench_test

import (
	"flag"
	"testing"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/impls"
)

var grid = bench.Core

func init() {
	flag.Var(&grid, "assay.grid", "the workloads to measure, core or full")
}

func BenchmarkState(b *testing.B)  { bench.Run(b, bench.State(grid), impls.All) }
func BenchmarkTable(b *testing.B)  { bench.Run(b, bench.Table(grid), impls.All) }
func BenchmarkServer(b *testing.B) { bench.Run(b, bench.Server(grid), impls.All) }
