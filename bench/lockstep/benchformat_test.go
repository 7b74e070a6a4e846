package lockstep

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"
)

// Other tools read what WriteBench writes.
func TestWriteBench(t *testing.T) {
	r := *measureOnce(t)
	r.Rows = append(r.Rows[:2:2], r.Rows[2])
	r.Rows[2].Failures = []Failure{{Error: "broken"}}
	var b bytes.Buffer
	require.NoError(t, WriteBench(&b, &r))

	names := make(map[string]int)
	in := benchfmt.NewReader(&b, "bench.txt")
	for in.Scan() {
		result, ok := in.Result().(*benchfmt.Result)
		if !ok {
			require.IsType(t, &benchfmt.UnitMetadata{}, in.Result())
			continue
		}
		base, parts := result.Name.Parts()
		require.Equal(t, "Fake", string(base))
		if r.Runs[0].Machine.Procs > 1 { // the last part is -GOMAXPROCS
			parts = parts[:len(parts)-1]
		}
		name := ""
		for _, p := range parts {
			name += string(p)
		}
		names[name]++
		require.Equal(t, "c0ffee", result.GetConfig("commit"))
		require.NotEmpty(t, result.GetConfig("goos"))
		perOp, ok := result.Value("sec/op")
		require.True(t, ok)
		require.Positive(t, perOp)
		_, ok = result.Value("allocs/op")
		require.True(t, ok)
		_, ok = result.Value("overlap")
		require.Equal(t, name == "/impl=plain/goroutines=2" || name == "/impl=slow/goroutines=2", ok)
	}
	require.NoError(t, in.Err())
	require.Equal(t, map[string]int{
		"/impl=plain/goroutines=1":                fewestProcesses,
		"/impl=slow/goroutines=1":                 fewestProcesses,
		"/impl=lavish/goroutines=1":               fewestProcesses,
		"/impl=plain/goroutines=1/as=plain_again": fewestProcesses,
		"/impl=plain/goroutines=2":                fewestProcesses,
		"/impl=slow/goroutines=2":                 fewestProcesses,
	}, names)
	require.Equal(t, -1, in.Units().GetBetter("p99-ns"))
	require.Equal(t, 1, in.Units().GetBetter("overlap"))
}

// Marked slices count only where there are no others.
func TestKept(t *testing.T) {
	p := Process{Blocks: []Block{{Slices: []Slice{
		{Ops: 1, Elapsed: 10},
		{Ops: 2, Elapsed: 20, Mark: Preempted},
		{Contender: 1, Ops: 3, Elapsed: 30, Mark: Apart},
	}}}}
	each, _, ops := p.kept(0)
	require.Equal(t, []float64{10}, each)
	require.Equal(t, 1, ops)
	_, _, ops = p.kept(1)
	require.Equal(t, 3, ops)
}

func TestMedian(t *testing.T) {
	require.Zero(t, median(nil))
	require.Equal(t, 2.0, median([]float64{3, 1, 2}))
	require.Equal(t, 1.5, median([]float64{2, 1}))
}
