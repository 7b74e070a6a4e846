package lockstep

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const ms = time.Millisecond

// planned returns a plan of rows with these costs.
func planned(budget time.Duration, costs ...cost) *Plan {
	p := &Plan{options: Options{Processes: 5}}
	for i, c := range costs {
		p.Rows = append(p.Rows, PlannedRow{Row: Row{Workload: fake(string(rune('1'+i)), false)}, cost: c})
	}
	p.divide(budget)
	return p
}

func TestDivideEqually(t *testing.T) {
	c := cost{prepare: 10 * ms, block: 10 * ms, round: ms}
	p := planned(20*time.Second, c, c)
	require.Equal(t, 5, p.Processes)
	require.Empty(t, p.Omitted)
	require.Len(t, p.Rows, 2)
	require.InDelta(t, p.Rows[0].Rounds, p.Rows[1].Rounds, 2)
	require.InDelta(t, 20*time.Second, p.Takes, float64(time.Second))
	making := time.Duration(p.Rows[0].Blocks) * c.block
	require.Less(t, making, p.Rows[0].Takes/2, "most of the time goes to rounds")
}

// A row that needs more than its share gets its minimum, and the rest less.
func TestDivideUnequally(t *testing.T) {
	cheap, dear := cost{round: ms}, cost{block: 500 * ms, round: 10 * ms}
	p := planned(10*time.Second, cheap, dear, cheap)
	require.Empty(t, p.Omitted)
	require.Equal(t, fewestBlocks, p.Rows[1].Blocks)
	require.Equal(t, fewestRounds, p.Rows[1].Rounds)
	require.Greater(t, p.Rows[0].Blocks*p.Rows[0].Rounds, 100)
	require.LessOrEqual(t, p.Takes, 10*time.Second)
}

// Or it is left out, and the others have no more than their share either.
func TestDivideEvenly(t *testing.T) {
	p := &Plan{options: Options{Processes: 5, Shares: 1}, Rows: []PlannedRow{
		{Row: Row{Workload: fake("1", false)}, cost: cost{round: ms}},
		{Row: Row{Workload: fake("2", false)}, cost: cost{block: 500 * ms, round: 10 * ms}},
	}}
	p.divide(2 * time.Second)
	require.Len(t, p.Rows, 1)
	require.Equal(t, "Fake/goroutines=2 is left out: it takes at least 5.4s, and an equal share of the "+
		"budget is 1s; raise the budget or measure fewer rows", p.Omitted[0].String())
	require.LessOrEqual(t, p.Takes, time.Second)
}

func TestDivideFewerProcesses(t *testing.T) {
	p := planned(4*time.Second, cost{block: 500 * ms, round: ms})
	require.Equal(t, 3, p.Processes)
	require.Len(t, p.Rows, 1)
}

// What does not fit is left out and told.
func TestDivideOmitted(t *testing.T) {
	p := planned(time.Second, cost{round: ms}, cost{block: time.Second})
	require.Len(t, p.Rows, 1)
	require.Equal(t, "Fake/goroutines=1", p.Rows[0].Workload.ID())
	require.Equal(t, []Omission{{"Fake/goroutines=2", "", "it takes at least 6s of the 1s that are left " +
		"of the budget; raise the budget or measure fewer rows"}}, p.Omitted)

	p = planned(-time.Second, cost{round: ms})
	require.Empty(t, p.Rows)
	require.ErrorContains(t, p.nothing(), "it takes at least 24ms of the 0s that are left")
}

func TestFit(t *testing.T) {
	for _, c := range []cost{
		{prepare: ms, block: ms, round: ms},
		{block: 100 * ms, round: ms},
		{round: 300 * ms},
		{round: time.Microsecond},
	} {
		for share := c.least(); share < time.Minute; share = share*3/2 + 1 {
			blocks, rounds := c.fit(share)
			require.GreaterOrEqual(t, blocks, fewestBlocks)
			require.GreaterOrEqual(t, rounds, fewestRounds)
			require.LessOrEqual(t, c.of(blocks, rounds), share, "%+v", c)
			require.Greater(t, c.of(blocks+1, rounds+1), share/3, "%+v: most of it is used", c)
		}
	}
}
