package stats

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestJudge(t *testing.T) {
	rule := Rule{Alpha: 0.05, Margin: 0.02}
	edge := math.Log1p(0.02)
	for _, test := range []struct {
		name     string
		rule     Rule
		lo, hi   float64
		p        float64
		want     Verdict
		opposite Verdict
	}{
		{"slower", rule, 0.01, 0.10, 0.01, Slower, Faster},
		{"faster", rule, -0.10, -0.03, 0.05, Faster, Slower},
		{"certain and tiny", rule, 0.001, 0.01, 0.0001, Tie, Tie},
		{"the margin itself", rule, -edge, edge, 1, Tie, Tie},
		{"beyond it", rule, -edge, edge + 1e-12, 1, Inconclusive, Inconclusive},
		{"wide", rule, -0.3, 0.5, 0.6, Inconclusive, Inconclusive},
		{"not among so many", rule, 0.01, 0.10, 0.2, Inconclusive, Inconclusive},
		{"touches zero", rule, 0, 0.10, 0.05, Inconclusive, Inconclusive},
		{"p alone", rule, -0.01, 0.10, 0.01, Inconclusive, Inconclusive},
		{"no p", rule, 0.03, 0.10, math.NaN(), Inconclusive, Inconclusive},
		{"no margin", Rule{Alpha: 0.05}, 0, 0, 1, Inconclusive, Inconclusive},
		{"no margin, tiny", Rule{Alpha: 0.05}, 1e-6, 2e-6, 0.01, Slower, Faster},
		{"more is better", Rule{Alpha: 0.05, Better: 1}, 0.1, 0.2, 0.01, Faster, Slower},
		{"less is better", Rule{Alpha: 0.05, Better: -1}, 0.1, 0.2, 0.01, Slower, Faster},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := Estimate{Center: (test.lo + test.hi) / 2, Interval: Interval{test.lo, test.hi}}
			require.Equal(t, test.want, test.rule.Judge(e, test.p))
			swapped := Estimate{Center: -e.Center, Interval: Interval{-e.Hi, -e.Lo}}
			require.Equal(t, test.opposite, test.rule.Judge(swapped, test.p))
		})
	}
}

func TestJudgeAll(t *testing.T) {
	one := Estimate{Center: 0.1, Interval: Interval{0.01, 0.19}, P: 0.03}
	rule := Rule{Alpha: 0.05}
	for rows, want := range map[int]Verdict{1: Slower, 2: Inconclusive} {
		all := []Estimate{one}
		for len(all) < rows {
			all = append(all, Estimate{Interval: Interval{-1, 1}, P: 1})
		}
		verdicts, err := rule.JudgeAll(all, Holm)
		require.NoError(t, err)
		require.Equal(t, want, verdicts[0], "%d rows", rows)
	}
	_, err := rule.JudgeAll([]Estimate{{P: 2}}, Holm)
	require.ErrorContains(t, err, "row 0 has a p value of 2")
}

func TestVerdictString(t *testing.T) {
	for v, want := range map[Verdict]string{
		Inconclusive: "inconclusive", Tie: "tie", Faster: "faster", Slower: "slower", 9: "Verdict(9)",
	} {
		require.Equal(t, want, v.String())
		text, err := json.Marshal(v)
		require.NoError(t, err)
		require.Equal(t, `"`+want+`"`, string(text))
	}
}

// Of comparisons whose true difference is the margin, at most 2.5 % are ties.
func TestTieLevel(t *testing.T) {
	simulates(t)
	rule := Rule{Alpha: 0.05, Margin: 0.02}
	for _, w := range []world{
		{"processes", normal(0.005), none, normal(0.005)},
		{"rounds", none, none, normal(0.005)},
	} {
		random := newRandom(4)
		ties := 0
		for range trials {
			e, err := EstimateOf(w.sample(random, math.Log1p(rule.Margin), 5, 2, 8), 0.95, 1)
			require.NoError(t, err)
			if rule.Judge(e, e.P) == Tie {
				ties++
			}
		}
		require.LessOrEqual(t, float64(ties)/trials, 0.025+3*math.Sqrt(0.025*0.975/trials), w.name)
		require.Positive(t, ties, w.name)
	}
}
