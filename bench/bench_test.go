package bench_test

import (
	"flag"
	"testing"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/impls"
)

var grid = bench.Core

func init() {
	flag.Var(&grid, "assay.grid", "the workloads to measure, quick, core or full")
}

func BenchmarkDeferred(b *testing.B)   { bench.Run(b, bench.Deferred(grid), impls.All) }
func BenchmarkState(b *testing.B)      { bench.Run(b, bench.State(grid), impls.All) }
func BenchmarkRegistry(b *testing.B)   { bench.Run(b, bench.Registry(grid), impls.All) }
func BenchmarkIdleTimer(b *testing.B)  { bench.Run(b, bench.IdleTimer(grid), impls.All) }
func BenchmarkTicker(b *testing.B)     { bench.Run(b, bench.Ticker(grid), impls.All) }
func BenchmarkServer(b *testing.B)     { bench.Run(b, bench.Server(grid), impls.All) }
func BenchmarkTable(b *testing.B)      { bench.Run(b, bench.Table(grid), impls.All) }
func BenchmarkCounter(b *testing.B)    { bench.Run(b, bench.Counter(grid), impls.All) }
func BenchmarkPool(b *testing.B)       { bench.Run(b, bench.Pool(grid), impls.All) }
func BenchmarkEmitter(b *testing.B)    { bench.Run(b, bench.Emitter(grid), impls.All) }
func BenchmarkGate(b *testing.B)       { bench.Run(b, bench.Gate(grid), impls.All) }
func BenchmarkHibernator(b *testing.B) { bench.Run(b, bench.Hibernator(grid), impls.All) }
func BenchmarkShutdowner(b *testing.B) { bench.Run(b, bench.Shutdowner(grid), impls.All) }
