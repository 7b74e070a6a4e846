// Package synthetic makes measurements up, so that tests know what they must say.
package synthetic

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
)

// How much is made up of each row.
const (
	Processes = 5
	Blocks    = 4 // in each process
	Rounds    = 6 // in each block
	Ops       = 1000
)

// A Contender is what one takes.
type Contender struct {
	Label string // that of Impl if empty
	Impl  string
	Ns    float64 // for an operation, but for what slows all of a process down
	Bias  float64 // is added to Ns in every other process and taken off in the others

	Overlap float64 // 1 if zero

	Allocs, Bytes uint64 // of an operation
	Metrics       []bench.Metric
	Latencies     []int64 // the samples in each process, in ns
}

// Row returns a row with the name of a workload, such as
// Table/reads=99/goroutines=2.
func Row(id string, contenders ...Contender) lockstep.RowResult {
	parts := strings.Split(id, "/")
	r := lockstep.RowResult{Pattern: parts[0], Goroutines: 1}
	for _, part := range parts[1:] {
		key, value, _ := strings.Cut(part, "=")
		r.Axes = append(r.Axes, bench.Axis{Key: key, Value: value})
		if n, err := strconv.Atoi(value); err == nil && key == "goroutines" {
			r.Goroutines = n
		}
	}
	for i := range contenders {
		c := &contenders[i]
		if c.Label == "" {
			c.Label = c.Impl
		}
		if c.Overlap == 0 {
			c.Overlap = 1
		}
		r.Contenders = append(r.Contenders, lockstep.Contender{Label: c.Label, Impl: c.Impl})
	}
	for k := range Processes {
		r.Processes = append(r.Processes, process(k, contenders))
	}
	return r
}

func process(k int, contenders []Contender) lockstep.Process {
	var p lockstep.Process
	slow := 1 + float64(k)/100 // a process slows all contenders down
	for range Blocks {
		var b lockstep.Block
		for i, c := range contenders {
			b.Outcomes = append(b.Outcomes, lockstep.Outcome{
				Contender: i, Ops: Ops, Allocs: Ops * c.Allocs, Bytes: Ops * c.Bytes, Metrics: c.Metrics,
			})
		}
		for round := range Rounds {
			for i, c := range contenders {
				bias := c.Bias * float64(1-2*(k%2))
				b.Slices = append(b.Slices, lockstep.Slice{
					Contender: i, Round: round, Ops: Ops, Overlap: c.Overlap,
					Elapsed: time.Duration((c.Ns + bias) * slow * Ops),
				})
			}
		}
		p.Blocks = append(p.Blocks, b)
	}
	if !slices.ContainsFunc(contenders, func(c Contender) bool { return c.Latencies != nil }) {
		return p
	}
	for i, c := range contenders {
		p.Latency = append(p.Latency, lockstep.Latency{
			Contender: i, Samples: histogram(c.Latencies), Timer: histogram([]int64{20}),
		})
	}
	return p
}

func histogram(values []int64) []byte {
	h := bench.NewHistogram()
	for _, v := range values {
		if err := h.RecordValue(v); err != nil {
			panic(err) // the test asks for what no histogram can hold
		}
	}
	text, err := h.Encode(hdrhistogram.V2CompressedEncodingCookieBase)
	if err != nil {
		panic(err) // of the library
	}
	return text
}

// Result returns the result of a run of a minute on a machine with eight
// processors. Runs with another seed are others.
func Result(machine string, seed uint64, rows ...lockstep.RowResult) *lockstep.Result {
	begin := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return &lockstep.Result{
		Runs: []lockstep.Header{{
			Machine: lockstep.Machine{
				Name: machine, CPU: "Fake 3000", GOOS: "linux", GOARCH: "amd64", NumCPU: 8, Procs: 8, Kernel: "6.1",
			},
			Commits: []string{"c0ffee"}, Go: []string{"go1.26.0"}, Overhead: []float64{0.25}, Seed: seed,
			Begin: lockstep.Weather{Time: begin, Load: 1, Pressure: 2},
			End:   lockstep.Weather{Time: begin.Add(time.Minute), Load: 3, Pressure: 4},
		}},
		Rows: rows,
	}
}
