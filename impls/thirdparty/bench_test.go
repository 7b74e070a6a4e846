package thirdparty_test

import (
	"flag"
	"slices"
	"testing"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/impls"
	"github.com/assay-go/assay/impls/thirdparty"
)

var grid = bench.Core

func init() {
	flag.Var(&grid, "assay.grid", "the workloads to measure, quick, core or full")
}

// contenders are the families of assay and the libraries, side by side.
var contenders = slices.Concat(impls.All, thirdparty.All)

func BenchmarkTable(b *testing.B) { bench.Run(b, bench.Table(grid), contenders) }
func BenchmarkPool(b *testing.B)  { bench.Run(b, bench.Pool(grid), contenders) }
