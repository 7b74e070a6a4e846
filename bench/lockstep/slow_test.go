package lockstep

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/conformance"
)

func TestSlowedName(t *testing.T) {
	require.Equal(t, "slow5:mutex", Slowed("mutex", 5))
	for name, want := range map[string]struct {
		impl    string
		percent int
	}{
		"slow5:mutex":    {"mutex", 5},
		"slow100:a:b":    {"a:b", 100},
		"slow:mutex":     {"slow:mutex", 0},
		"slow-5:mutex":   {"slow-5:mutex", 0},
		"slow5":          {"slow5", 0},
		"mutex":          {"mutex", 0},
		"fast5:mutex":    {"fast5:mutex", 0},
		"slow5x:channel": {"slow5x:channel", 0},
	} {
		impl, percent := slowed(name)
		require.Equal(t, want.impl, impl, name)
		require.Equal(t, want.percent, percent, name)
	}
}

// Every twentieth operation is done twice, however they are asked for.
func TestSlowInstance(t *testing.T) {
	done := 0
	setup := func(conformance.Implementation) (*bench.Instance, error) {
		return &bench.Instance{Ops: []func(int){func(n int) { done += n }}}, nil
	}
	i, err := slowInstance(setup, 5)(conformance.Implementation{})
	require.NoError(t, err)
	for _, n := range []int{1, 1, 98, 900, 7, 993} {
		i.Ops[0](n)
	}
	require.Equal(t, 2100, done)
}

func TestSlowRenew(t *testing.T) {
	_, err := slowInstance(fake("1", true).Prepare(), 5)(conformance.Implementation{Name: "plain"})
	require.ErrorContains(t, err, "a workload with Renew cannot be slowed")
}

// Base and head of a slowed contender do as many operations.
func TestSlowedSeats(t *testing.T) {
	o := Options{}.withDefaults()
	seats := newSeats(
		[]Contender{{Impl: "plain"}, {Impl: Slowed("plain", 100)}, {Impl: "slow"}},
		[]*gauge{{Goroutines: 1, Op: 100}, {Goroutines: 1, Op: 200}, {Goroutines: 1, Op: 50}}, o)
	require.Equal(t, seats[0].Ops, seats[1].Ops)
	require.Equal(t, 4*seats[0].Ops, seats[2].Ops)
}
