package main

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// benchOutput is what a test binary prints, with -test.v.
const benchOutput = `goos: linux
goarch: amd64
pkg: github.com/assay-go/assay/bench
cpu: Intel(R) Xeon(R) Processor
BenchmarkServer
BenchmarkServer/impl=mutex/goroutines=1
BenchmarkServer/impl=mutex/goroutines=1-2  	       1	  123.0 ns/op	   0 B/op	   0 allocs/op
BenchmarkServer/impl=atomic/goroutines=1
    run.go:30: bench: pattern not implemented
--- SKIP: BenchmarkServer/impl=atomic/goroutines=1
BenchmarkServer/impl=atomic/goroutines=2
--- SKIP: BenchmarkServer/impl=atomic/goroutines=2
BenchmarkServer/impl=mutex/goroutines=2-2         	     100	       45 ns/op
PASS
`

func TestBenchList(t *testing.T) {
	var l benchList
	var results []string
	w := &lineWriter{line: func(line string) {
		if l.add(line, time.Second) {
			results = append(results, line)
		}
	}}
	// In pieces, as they come through a pipe.
	_, err := io.CopyBuffer(struct{ io.Writer }{w},
		struct{ io.Reader }{strings.NewReader(benchOutput)}, make([]byte, 7))
	require.NoError(t, err)
	require.Equal(t, []benchRow{
		{"BenchmarkServer/impl=mutex/goroutines=1-2", time.Second, 123},
		{"BenchmarkServer/impl=mutex/goroutines=2-2", time.Second, 45},
	}, l.rows)
	require.Len(t, results, 2)
	require.Len(t, l.config, 4)
	require.Equal(t, []string{"atomic does not implement Server"}, l.lacking())
	require.Equal(t, []string{"    run.go:30: bench: pattern not implemented"}, l.other)
}

func TestBenchProgress(t *testing.T) {
	plan := benchPlan{
		rows:      []benchRow{{name: "BenchmarkState/impl=a/reads=9"}, {name: "BenchmarkState/impl=b/reads=9"}},
		rounds:    2,
		benchtime: time.Second,
	}
	var got []string
	begin := time.Unix(0, 0)
	now := begin
	p := &benchProgress{plan: plan, begin: begin, now: func() time.Time { return now }}
	p.show = func(p *benchProgress) { got = append(got, p.String()) }
	p.start()
	for range 4 {
		now = now.Add(2 * time.Second)
		p.next()
	}
	require.Equal(t, []string{
		"round 1 of 2, row 1 of 2, 6s left: State impl=a reads=9", // by the plan: 4 times 1.6 s
		"round 1 of 2, row 2 of 2, 5s left: State impl=b reads=9",
		"round 2 of 2, row 1 of 2, 4s left: State impl=a reads=9", // by experience: 2 times 2 s
		"round 2 of 2, row 2 of 2, 2s left: State impl=b reads=9",
		"measured 2 rows in 2 rounds",
	}, got)
}

// Elsewhere than on a terminal there is a line for each round.
func TestBenchProgressLines(t *testing.T) {
	plan := benchPlan{rows: make([]benchRow, 3), rounds: 2}
	var b strings.Builder
	p := newBenchProgress(&b, plan)
	p.start()
	for range 6 {
		p.next()
	}
	require.Equal(t, 2, strings.Count(b.String(), "\n"), b.String())
}

func TestBenchHeader(t *testing.T) {
	got := benchHeader([]string{"goos: linux"}, []string{"go: go1.26"})
	require.True(t, strings.HasPrefix(got, "goos: linux\ngo: go1.26\nUnit p50-ns better=lower\n"), got)
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
