package lockstep

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"

	"github.com/assay-go/assay/bench"
)

// units are those that other tools do not know, and which direction is better.
var units = []struct{ unit, better string }{
	{"p50-ns", "lower"},
	{"p99-ns", "lower"},
	{"p99.9-ns", "lower"},
	{"max-ns", "lower"},
	{"overlap", "higher"},
}

// WriteBench writes the measurements in the Go benchmark format, one line for
// each process and contender. A contender whose label is not its implementation
// has another axis, as: BenchmarkGate/impl=mutex/op=do/goroutines=2/as=head.
//
// The time per operation is the median of the slices that have no mark, or of
// all if there is no other. Rows that failed are left out.
func WriteBench(w io.Writer, r *Result) error {
	for _, u := range units {
		if _, err := fmt.Fprintf(w, "Unit %s better=%s\n", u.unit, u.better); err != nil {
			return err
		}
	}
	out := benchfmt.NewWriter(w)
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Failures != nil {
			continue
		}
		for _, p := range row.Processes {
			for c := range row.Contenders {
				result, err := p.result(row, c, r.Runs[p.Run])
				if err != nil {
					return fmt.Errorf("%s: %w", row.Workload().ID(), err)
				}
				if err := out.Write(result); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// result returns the line of a contender.
func (p Process) result(row *RowResult, contender int, h Header) (*benchfmt.Result, error) {
	c := row.Contenders[contender]
	name := row.Pattern + "/" + row.Workload().Name(c.Impl)
	if c.Label != c.Impl {
		name += "/as=" + strings.ReplaceAll(c.Label, " ", "_")
	}
	if h.Machine.Procs > 1 {
		name += "-" + strconv.Itoa(h.Machine.Procs)
	}
	each, overlaps, ops := p.kept(contender)
	result := &benchfmt.Result{Config: config(h, c), Name: benchfmt.Name(name), Iters: ops}
	add := func(value float64, unit string) {
		result.Values = append(result.Values, benchfmt.Value{Value: value, Unit: unit})
	}
	add(median(each), "ns/op")
	if bytes, allocs, known := p.allocations(contender); known {
		add(bytes, "B/op")
		add(allocs, "allocs/op")
	}
	if row.Goroutines > 1 {
		add(median(overlaps), "overlap")
	}
	extra, err := p.metrics(contender)
	for _, m := range extra {
		add(m.Value, m.Unit)
	}
	return result, err
}

// kept returns the times per operation and the overlaps of the slices that
// count, and their operations.
func (p Process) kept(contender int) (each, overlaps []float64, ops int) {
	for _, marked := range []bool{false, true} {
		for _, b := range p.Blocks {
			for _, s := range b.Slices {
				if s.Contender == contender && (s.Counts() || marked) {
					each = append(each, s.PerOp())
					overlaps = append(overlaps, s.Overlap)
					ops += s.Ops
				}
			}
		}
		if ops > 0 {
			break
		}
	}
	return each, overlaps, ops
}

// allocations returns what an operation allocates: the lower of the middle
// blocks, because the runtime may start a thread in one, which is not the
// operation's. Both numbers are cut off to whole ones, as by package testing. Those
// of a [Foreign] are unknown.
func (p Process) allocations(contender int) (bytes, allocs float64, known bool) {
	var b, a []uint64
	for _, block := range p.Blocks {
		o := block.Outcomes[contender]
		known = known || o.Ops > 0
		ops := uint64(max(o.Ops, 1))
		b, a = append(b, o.Bytes/ops), append(a, o.Allocs/ops)
	}
	slices.Sort(b)
	slices.Sort(a)
	middle := (len(a) - 1) / 2
	return float64(b[middle]), float64(a[middle]), known
}

// metrics returns the percentiles, and the medians of what objects reported.
func (p Process) metrics(contender int) ([]bench.Metric, error) {
	var all []bench.Metric
	if len(p.Latency) > contender {
		m, err := p.Latency[contender].Measurement()
		if err != nil {
			return nil, err
		}
		all = m.Metrics()
	}
	reported := make(map[string][]float64)
	var names []string
	for _, b := range p.Blocks {
		for _, m := range b.Outcomes[contender].Metrics {
			if reported[m.Unit] == nil {
				names = append(names, m.Unit)
			}
			reported[m.Unit] = append(reported[m.Unit], m.Value)
		}
	}
	for _, name := range names {
		all = append(all, bench.Metric{Value: median(reported[name]), Unit: name})
	}
	return all, nil
}

// config returns the configuration lines of a contender.
func config(h Header, c Contender) []benchfmt.Config {
	m := h.Machine
	all := []benchfmt.Config{}
	add := func(key, value string) {
		if value != "" {
			all = append(all, benchfmt.Config{Key: key, Value: []byte(value), File: true})
		}
	}
	add("goos", m.GOOS)
	add("goarch", m.GOARCH)
	add("pkg", "github.com/assay-go/assay/bench")
	add("cpu", m.CPU)
	add("machine", m.Name)
	add("kernel", m.Kernel)
	add("gomaxprocs", strconv.Itoa(m.Procs))
	add("godebug", m.GODEBUG)
	add("goexperiment", m.Experiment)
	if c.Binary < len(h.Go) {
		version := h.Go[c.Binary]
		if h.Foreign(c) {
			version = h.Go[0]
		}
		add("go", version)
	}
	// All lines have it: benchstat makes a table for each configuration.
	if i := slices.IndexFunc(h.Go, isForeign); i >= 0 {
		add("beside", h.Go[i])
	}
	if c.Binary < len(h.Commits) {
		add("commit", h.Commits[c.Binary])
	}
	return all
}

// median returns the middle of the values, or the mean of the two there.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}
