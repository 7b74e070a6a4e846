package gate

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
)

// A fakeRow says what a made-up measurement gives.
type fakeRow struct {
	ratio      float64 // of head to base
	noise      float64 // of a process
	allocs     [2]float64
	bytes      [2]float64
	unit       string // of a metric with that ratio
	preempted  bool
	company    bool // the object has goroutines of its own
	goroutines int
	failure    string
	odd        bool // one process in three allocates once more
}

// fakeWorkload returns a workload that is a name only.
func fakeWorkload(name string) bench.Workload {
	return bench.Workload{Pattern: name, Axes: []bench.Axis{{Key: "goroutines", Value: "1"}}}
}

// fakeMeasure measures by making it up: rows by pattern, for each of the runs.
// It is given to Options.measure.
func fakeMeasure(t *testing.T, runs ...map[string]fakeRow) measure {
	t.Helper()
	run := 0
	return func(
		_ context.Context, rows []lockstep.Row, o lockstep.Options,
	) (*lockstep.Result, []lockstep.Omission, error) {
		require.Less(t, run, len(runs), "there is no run after the last one")
		r := &lockstep.Result{Runs: []lockstep.Header{{
			Machine: lockstep.Machine{CPU: "made up", GOOS: "linux", GOARCH: "amd64", NumCPU: 2, Procs: 2},
			Go:      []string{"go1.26.0", "go1.26.0"}, Seed: o.Seed,
			Begin: lockstep.Weather{Load: 1}, End: lockstep.Weather{Load: 2},
		}}}
		var omitted []lockstep.Omission
		for _, row := range rows {
			f, ok := runs[run][row.Workload.Pattern]
			if !ok {
				omitted = append(omitted, lockstep.Omission{Row: row.Workload.ID(), Reason: "there is no time"})
				continue
			}
			if row.Contenders[1].Binary != head {
				f.ratio, f.preempted = 1, false
			}
			r.Rows = append(r.Rows, f.result(row, o.Processes, o.Seed))
		}
		run++
		return r, omitted, nil
	}
}

func (f fakeRow) result(row lockstep.Row, processes int, seed uint64) lockstep.RowResult {
	name := fnv.New64a()
	_, _ = name.Write([]byte(row.Workload.ID())) // which never fails
	random := rand.New(rand.NewPCG(seed, name.Sum64()))
	all := lockstep.RowResult{
		Pattern: row.Workload.Pattern, Axes: row.Workload.Axes,
		Goroutines: max(1, f.goroutines), Alone: !f.company, Contenders: row.Contenders,
	}
	if f.failure != "" {
		all.Failures = []lockstep.Failure{{Error: f.failure}}
	}
	if f.noise == 0 {
		f.noise = 0.002
	}
	for k := range processes {
		ratio := f.ratio * (1 + f.noise*random.NormFloat64())
		all.Processes = append(all.Processes, f.process(k, ratio))
	}
	return all
}

func (f fakeRow) process(k int, ratio float64) (p lockstep.Process) {
	for range 2 {
		var b lockstep.Block
		for c := range 2 {
			const ops = 1000
			allocs := f.allocs[c] * ops
			if f.odd && k%3 == c {
				allocs += ops
			}
			o := lockstep.Outcome{Contender: c, Ops: ops, Allocs: uint64(allocs), Bytes: uint64(f.bytes[c] * ops)}
			if f.unit != "" {
				o.Metrics = []bench.Metric{{Value: 100, Unit: f.unit}}
				if c == head {
					o.Metrics[0].Value *= ratio
				}
			}
			b.Outcomes = append(b.Outcomes, o)
		}
		for round := range 6 {
			for c := range 2 {
				elapsed := 1e6
				if c == head && f.unit == "" {
					elapsed *= ratio
				}
				s := lockstep.Slice{
					Contender: c, Round: round, Ops: 1000, Elapsed: time.Duration(elapsed), Overlap: 1,
				}
				if f.preempted {
					s.Mark = lockstep.Preempted
				}
				b.Slices = append(b.Slices, s)
			}
		}
		p.Blocks = append(p.Blocks, b)
	}
	return p
}

// compareFake compares by made-up runs.
func compareFake(t *testing.T, runs ...map[string]fakeRow) *Report {
	t.Helper()
	o := Options{
		Base: Side{Name: "main", Commit: "aaaa"}, Head: Side{Name: "topic", Commit: "bbbb"},
		Impls: []string{"mutex"}, Budget: time.Minute, Margin: 0.02, Seed: 7,
		Reproduce: "assay compare main topic", measure: fakeMeasure(t, runs...),
	}
	for _, name := range []string{"Alpha", "Beta", "Gamma"} {
		o.Workloads = append(o.Workloads, fakeWorkload(name))
	}
	r, err := Compare(t.Context(), o)
	require.NoError(t, err)
	return r
}
