package bench

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance"
)

// Every operation comes after a Renew that allows it, and Renews do not count.
func TestRounds(t *testing.T) {
	const pause = 20 * time.Millisecond
	for _, test := range []struct {
		name      string
		n, each   int
		renews    int
		remainder int
	}{
		{"none", 0, 1, 0, 0},
		{"one", 1, 1, 1, 0},
		{"single", 3, 1, 3, 0},
		{"several", 5, 2, 3, 1},
		{"many", 3, 1000, 1, 997},
		{"sampled", 2 * fewest, fewest, 2, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			renews, left, ops := 0, 0, 0
			instance := &Instance{
				Ops: []func(int){func(n int) {
					ops += n
					left -= n
					require.GreaterOrEqual(t, left, 0, "renewed in time")
				}},
				Renew: func(int) int {
					time.Sleep(pause)
					renews++
					left = test.each
					return left
				},
			}
			m := Drive(idle{}, instance, test.n)
			require.Equal(t, test.n, ops)
			require.Equal(t, test.renews, renews)
			require.Equal(t, test.remainder, left)
			require.Less(t, m.Elapsed, pause)
			require.Equal(t, 1.0, m.Overlap)
		})
	}
}

// The operations of a round are sampled like others.
func TestRoundsSampled(t *testing.T) {
	instance := &Instance{
		Ops: []func(int){func(n int) {
			for begin := now(); now()-begin < time.Duration(n)*50*time.Microsecond; {
			}
		}},
		Renew: func(int) int { return 10 },
	}
	m := Drive(idle{}, instance, 110)
	require.EqualValues(t, 25, m.Timer.TotalCount(), "one of four after the first round")
	require.EqualValues(t, 75, m.Latency.TotalCount())
	require.GreaterOrEqual(t, m.Elapsed, 110*50*time.Microsecond)
}

var sink []byte

func TestAllocations(t *testing.T) {
	op := func(n int) {
		for range n {
			sink = make([]byte, 1<<20)
		}
	}
	renew := func(int) int {
		op(5)
		return 1
	}
	for name, instance := range map[string]*Instance{
		"plain":  {Ops: []func(int){op}},
		"rounds": {Ops: []func(int){op}, Renew: renew},
	} {
		t.Run(name, func(t *testing.T) {
			const n = 10
			m := Drive(idle{}, instance, n)
			require.InEpsilon(t, n<<20, m.Bytes, 0.1)
			require.InDelta(t, n, m.Allocs, n)
		})
	}
}

// What package testing reports of rounds is theirs alone.
func TestMeasureRounds(t *testing.T) {
	const renew, op = 100 * time.Millisecond, 10 * time.Millisecond
	setup := func(conformance.Implementation) (*Instance, error) {
		return &Instance{
			Ops: []func(int){func(n int) {
				for begin := now(); now()-begin < time.Duration(n)*op; {
				}
			}},
			Renew:  func(int) int { time.Sleep(renew); return 1 },
			Report: func() []Metric { return []Metric{{3, "heap-B/value"}} },
			Close:  func() error { return nil },
		}, nil
	}
	result := testing.Benchmark(func(b *testing.B) {
		measure(b, conformance.Implementation{}, setup)
	})
	require.InDelta(t, op, result.Extra["ns/op"], float64(renew-op), result.String())
	require.Equal(t, 3.0, result.Extra["heap-B/value"])
	require.Zero(t, result.AllocsPerOp())
}
