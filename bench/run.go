package bench

import (
	"errors"
	"runtime"
	"sync"
	"testing"

	"github.com/assay-go/assay/conformance"
)

// Run measures what implementations take for workloads, each pair as a
// sub-benchmark. An implementation that lacks the pattern is skipped.
//
// The implementations take turns at each workload, rather than the workloads at
// each implementation: what slows the machine down for a while slows all
// contenders down, and the name tells them apart in any order.
func Run(b *testing.B, workloads []Workload, impls []conformance.Implementation) {
	for _, w := range workloads {
		setup := sync.OnceValue(w.Prepare)
		for _, impl := range impls {
			b.Run(w.Name(impl.Name), func(b *testing.B) { measure(b, impl, setup()) })
		}
	}
}

func measure(b *testing.B, impl conformance.Implementation, setup Setup) {
	instance, err := setup(impl)
	if errors.Is(err, ErrNotImplemented) {
		b.Skip(err)
	}
	if err != nil {
		b.Fatal(err)
	}
	runtime.GC() // of what filling the object left behind
	b.ReportAllocs()
	m := Drive(b, instance, b.N)
	metrics := m.Metrics()
	if instance.Renew != nil {
		metrics = append(metrics, m.perOp(b.N)...)
	}
	if instance.Report != nil {
		metrics = append(metrics, instance.Report()...)
	}
	if err := instance.Close(); err != nil {
		b.Fatal(err)
	}
	for _, metric := range metrics {
		b.ReportMetric(metric.Value, metric.Unit)
	}
	if len(instance.Ops) > 1 && b.N >= fewest {
		b.ReportMetric(m.Overlap, "overlap")
	}
}
