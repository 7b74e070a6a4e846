// Command worker measures the implementations of this module for another process. It is
// what assay compare builds from a revision: with nothing else in it, it is soon linked,
// and two revisions are the same program if they differ in reports and documents only.
package main

import (
	"fmt"
	"os"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/impls"
)

func main() {
	lockstep.Main(bench.Workloads(bench.Full), impls.All) // does not return in a worker
	fmt.Fprintln(os.Stderr, "worker: assay compare starts this program; run go run ./cmd/assay compare --help")
	os.Exit(2)
}
