package lockstep

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Every order is as likely as any other, and none depends on the one before.
func TestTurnOrder(t *testing.T) {
	const rounds = 6000
	seen := make(map[string]int)
	pairs := make(map[string]int)
	last := ""
	for round := range rounds {
		order := turn(1, round, 3)
		seen[fmt.Sprint(order)]++
		if first := fmt.Sprint(order[0]); round > 0 {
			pairs[last+first]++
			last = first
		} else {
			last = first
		}
	}
	require.Len(t, seen, 6)
	for order, n := range seen { // five standard deviations of a binomial
		require.InDelta(t, rounds/6, n, 145, order)
	}
	require.Len(t, pairs, 9)
	for pair, n := range pairs {
		require.InDelta(t, rounds/9, n, 125, pair)
	}
}

func TestTurnFactor(t *testing.T) {
	low, high, sum := 2.0, 0.0, 0.0
	const rounds = 1000
	for round := range rounds {
		f := factor(7, round)
		low, high, sum = min(low, f), max(high, f), sum+f
	}
	require.GreaterOrEqual(t, low, 1-jitter)
	require.LessOrEqual(t, high, 1+jitter)
	require.Less(t, low, 0.81)
	require.Greater(t, high, 1.19)
	require.InDelta(t, 1, sum/rounds, 0.02)
	require.Equal(t, 1, scaled(1, low), "at least one operation")
}

func TestTurnSeed(t *testing.T) {
	require.Equal(t, turn(3, 4, 10), turn(3, 4, 10))
	require.NotEqual(t, turn(3, 4, 10), turn(4, 4, 10))
	require.InDelta(t, factor(3, 4), factor(3, 4), 0)
	require.NotEqual(t, factor(3, 4), factor(4, 4))
	require.NotEqual(t, blockSeed(1, 2, 3), blockSeed(1, 3, 2))
}

func TestMore(t *testing.T) {
	past := time.Now().Add(-time.Hour)
	require.True(t, more(fewestRounds-1, 100, past, 0), "the fewest, whatever the time")
	require.False(t, more(fewestRounds, 100, past, time.Minute))
	require.True(t, more(fewestRounds, 100, past, 2*time.Hour))
	require.False(t, more(100, 100, past, 2*time.Hour))
}
