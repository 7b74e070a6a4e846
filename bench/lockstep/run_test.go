package lockstep

import (
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every round has each contender once, and the records say what they should.
func TestRunRecords(t *testing.T) {
	r := measureOnce(t)
	require.Len(t, r.Rows, 3)
	for i := range r.Rows {
		row := &r.Rows[i]
		require.Empty(t, row.Failures)
		require.Len(t, row.Processes, fewestProcesses)
		for _, p := range row.Processes {
			require.Len(t, p.Latency, len(row.Contenders))
			require.GreaterOrEqual(t, len(p.Blocks), fewestBlocks)
			for _, b := range p.Blocks {
				checkBlock(t, row, b)
			}
		}
	}
	h := r.Runs[0]
	require.Equal(t, []string{"c0ffee"}, h.Commits)
	require.Len(t, h.Go, 1)
	require.NotZero(t, h.Machine.NumCPU)
	require.False(t, h.Begin.Time.After(h.End.Time))
}

func checkBlock(t *testing.T, row *RowResult, b Block) {
	t.Helper()
	n := len(row.Contenders)
	require.GreaterOrEqual(t, len(b.Slices), fewestRounds*n)
	for i, s := range b.Slices {
		require.Equal(t, i/n, s.Round)
		require.Positive(t, s.Ops)
		require.Positive(t, s.Elapsed)
		require.Equal(t, s.mark(row.Goroutines), s.Mark)
		if row.Goroutines == 1 {
			require.Equal(t, 1.0, s.Overlap)
			require.NotEqual(t, Apart, s.Mark)
		}
	}
	for i := 0; i < len(b.Slices); i += n {
		seen := make(map[int]bool)
		for _, s := range b.Slices[i : i+n] {
			seen[s.Contender] = true
		}
		require.Len(t, seen, n, "contenders in round %d", i/n)
	}
}

// Contenders with the same implementation do the same work in each round.
func TestRunPairs(t *testing.T) {
	r := measureOnce(t)
	for _, p := range r.Rows[0].Processes {
		for _, b := range p.Blocks {
			ops := make(map[int][4]int)
			for _, s := range b.Slices {
				of := ops[s.Round]
				of[s.Contender] = s.Ops
				ops[s.Round] = of
			}
			different := make(map[int]bool)
			for _, of := range ops {
				require.Equal(t, of[0], of[3])
				different[of[0]] = true
			}
			require.Greater(t, len(different), 1, "numbers of operations vary")
		}
	}
}

// The known ratio is found, and so is that of equals. The bounds are as wide as can
// be without mixing them up: how exact it is on a machine says assay calibrate.
func TestRunRatio(t *testing.T) {
	r := measureOnce(t)
	row := &r.Rows[0]
	require.InDelta(t, math.Log(1.5), logRatio(row, 0, 1), 0.2)
	require.InDelta(t, 0, logRatio(row, 0, 3), 0.2, "A/A")
}

// logRatio returns the median of the logarithms of b to a in a round.
func logRatio(row *RowResult, a, b int) float64 {
	var ratios []float64
	for _, p := range row.Processes {
		for _, block := range p.Blocks {
			of := make(map[int][2]float64)
			for _, s := range block.Slices {
				pair := of[s.Round]
				switch {
				case s.Mark != 0:
				case s.Contender == a:
					pair[0] = s.PerOp()
				case s.Contender == b:
					pair[1] = s.PerOp()
				}
				of[s.Round] = pair
			}
			for _, pair := range of {
				if pair[0] > 0 && pair[1] > 0 {
					ratios = append(ratios, math.Log(pair[1]/pair[0]))
				}
			}
		}
	}
	return median(ratios)
}

// Allocations are counted, one by one.
func TestRunAllocations(t *testing.T) {
	r := measureOnce(t)
	for _, row := range []int{0, 2} {
		for i, c := range r.Rows[row].Contenders {
			for _, p := range r.Rows[row].Processes {
				bytes, allocs, _ := p.allocations(i)
				if c.Impl == "lavish" {
					require.Equal(t, 1.0, allocs)
					require.Equal(t, 32.0, bytes)
				} else {
					require.Zero(t, allocs)
					require.Zero(t, bytes)
				}
			}
		}
	}
}

// Batches are whole, and only they are measured; objects report in the first blocks.
func TestRunRenew(t *testing.T) {
	r := measureOnce(t)
	for _, p := range r.Rows[2].Processes {
		for i, b := range p.Blocks {
			for _, s := range b.Slices {
				require.Zero(t, s.Ops%batch)
			}
			metrics := b.Outcomes[0].Metrics
			if require.Equal(t, i < reports, len(metrics) == 1); i < reports {
				require.Equal(t, 7.0, metrics[0].Value)
			}
		}
	}
}

func TestRunLatency(t *testing.T) {
	r := measureOnce(t)
	for _, row := range r.Rows {
		for _, p := range row.Processes {
			for i, l := range p.Latency {
				require.Equal(t, i, l.Contender)
				m, err := l.Measurement()
				require.NoError(t, err)
				require.Positive(t, m.Latency.TotalCount())
				require.Positive(t, m.Timer.TotalCount())
			}
		}
	}
}

// Base and head are two processes, which take turns as the contenders of one do.
func TestRunTwoBinaries(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	r := measure(t, Options{Binaries: []string{self, self}, Commits: []string{"base", "head"}},
		Row{fake("1", false), []Contender{
			{Label: "base", Impl: "plain"},
			{Label: "head", Impl: "plain", Binary: 1},
			{Label: "slower", Impl: "slow", Binary: 1},
		}},
		Row{fake("2", false), []Contender{
			{Label: "base", Impl: "plain"},
			{Label: "head", Impl: "plain", Binary: 1},
		}})
	require.Len(t, r.Runs[0].Go, 2)
	for i := range r.Rows {
		require.Empty(t, r.Rows[i].Failures)
		for _, p := range r.Rows[i].Processes {
			require.Len(t, p.Latency, len(r.Rows[i].Contenders))
			for _, b := range p.Blocks {
				checkBlock(t, &r.Rows[i], b)
			}
		}
	}
	require.InDelta(t, math.Log(1.5), logRatio(&r.Rows[0], 0, 2), 0.1)
}

// What is wrong with one row does not stop the others, and is told.
func TestRunFailures(t *testing.T) {
	p, err := NewPlan(t.Context(), []Row{
		{fake("1", false), contenders("plain", "failing")},
		{fake("2", false), contenders("plain", "void")},
		{fake("8", false), contenders("plain", "panicking")},
		{fake("1", true), contenders("plain", "lacking", "unheard-of")},
	}, Options{Budget: budget})
	require.NoError(t, err)
	require.Len(t, p.Rows, 1)
	var told []string
	for _, o := range p.Omitted {
		told = append(told, o.String())
	}
	text := strings.Join(told, "\n")
	require.Contains(t, text, "Fake/goroutines=1 is left out: impl=failing: as it should be")
	require.Contains(t, text, "Fake/goroutines=2 is left out: impl=void: as it should be")
	require.Contains(t, text, "panic: the object is broken")
	require.Contains(t, text, "Fake/goroutines=1/renew=yes is measured without lacking: "+
		"the implementation lacking lacks the pattern")
	require.Contains(t, text, "there is no implementation unheard-of")
	require.Equal(t, contenders("plain"), p.Rows[0].Contenders)
}

// A worker that ends in the middle of a run fails the row, not the run.
func TestRunKilled(t *testing.T) {
	p := plan(t.Context(), t, Options{Processes: fewestProcesses},
		Row{fake("1", false), contenders("plain")}, Row{fake("2", false), contenders("plain")})
	p.Rows[0].seats[0].Impl = "panicking" // it was well when the plan was made
	r, err := Run(t.Context(), p)
	require.NoError(t, err)
	require.Len(t, r.Rows[0].Failures, 1, "it is not tried again")
	require.Contains(t, r.Rows[0].Failures[0].Error, "panic: the object is broken")
	require.Empty(t, r.Rows[0].Processes)
	require.Empty(t, r.Rows[1].Failures)
	require.Len(t, r.Rows[1].Processes, fewestProcesses)
}

// A run ends in time even if blocks take longer than was planned.
func TestRunEnds(t *testing.T) {
	p := plan(t.Context(), t, Options{Processes: fewestProcesses}, Row{fake("1", false), contenders("plain")})
	const many = 100_000
	p.Rows[0].Blocks = many
	r, err := Run(t.Context(), p)
	require.NoError(t, err)
	for _, process := range r.Rows[0].Processes {
		require.GreaterOrEqual(t, len(process.Blocks), fewestBlocks)
		require.Less(t, len(process.Blocks), many/10)
	}
}

// Each process has the programs of its layout.
func TestRunLayouts(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	o := Options{Processes: fewestProcesses, Layouts: [][]string{{self}, {self + "-absent"}}}
	r, err := Run(t.Context(), plan(t.Context(), t, o, Row{fake("1", false), contenders("plain")}))
	require.ErrorContains(t, err, "-absent")
	require.Len(t, r.Rows[0].Processes, 1)

	o.Layouts = [][]string{{self}, {self, self}}
	_, err = NewPlan(t.Context(), []Row{{fake("1", false), contenders("plain")}}, o)
	require.ErrorContains(t, err, "process 2 has 2 programs for 1 binaries")
}

// A block that is void fails its row.
func TestRunVoid(t *testing.T) {
	p := plan(t.Context(), t, Options{Processes: fewestProcesses},
		Row{fake("1", false), contenders("plain")}, Row{fake("2", false), contenders("plain")})
	p.Rows[1].seats[0].Impl = "void"
	r, err := Run(t.Context(), p)
	require.NoError(t, err)
	require.Contains(t, r.Rows[1].Failures[0].Error, "impl=void: the measurement is void: as it should be")
	require.Len(t, r.Rows[0].Processes, p.Processes)
}
