package stats

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchmath"
)

// requireShare requires that hits of n trials are a share of about p: within
// three standard errors.
func requireShare(t *testing.T, p float64, hits, n int, labels ...any) {
	t.Helper()
	require.InDelta(t, p, float64(hits)/float64(n), 3*math.Sqrt(p*(1-p)/float64(n)), labels...)
}

func TestEstimateByHand(t *testing.T) {
	s := Sample{
		{{1, 9, 2}, {4}, {3, 5}}, // medians 2, 4, 4: 4
		{{}, {7, 5}},             // 6
		{},                       // no process
		{{1}, {2}, {3}, {100}},   // 2.5
		{{7.5, 7.5}},
	}
	e, err := EstimateOf(s, 0.95, 1)
	require.NoError(t, err)
	require.Equal(t, Processes, e.Level)
	require.Equal(t, 4, e.Units)
	require.Equal(t, 5.0, e.Center)
	spread := math.Sqrt((1 + 1 + 6.25 + 6.25) / 3)
	require.InDelta(t, spread, e.Spread, 1e-12)
	require.InDelta(t, 5-3.182446*spread/2, e.Lo, 1e-5)
	require.InDelta(t, 5+3.182446*spread/2, e.Hi, 1e-5)
	require.InDelta(t, studentTails(10/spread, 3), e.P, 1e-12)
	require.InDelta(t, 2.0/16, e.Sign.P, 1e-12)
	require.InDelta(t, 2.0/16, e.Flip.P, 1e-12)
	require.InDelta(t, math.Exp(5), e.Ratio(), 1e-9)
	lo, hi := e.Factors()
	require.Less(t, lo, e.Ratio())
	require.Greater(t, hi, e.Ratio())
}

// Two processes say nothing about a third.
func TestEstimateObjects(t *testing.T) {
	e, err := EstimateOf(Sample{{{1}, {2}}, {{3}}}, 0.9, 1)
	require.NoError(t, err)
	require.Equal(t, Objects, e.Level)
	require.Equal(t, "objects", e.Level.String())
	require.Equal(t, 3, e.Units)
	require.Equal(t, 2.0, e.Center)
}

func TestEstimateFew(t *testing.T) {
	_, err := EstimateOf(Sample{{{1, 2, 3}}, {{4, 5}, {}}}, 0.95, 1)
	require.ErrorIs(t, err, ErrFew)
	require.EqualError(t, err, "stats: too little data: 2 processes with 2 objects in all:"+
		" an interval takes 3 of either")
	_, err = EstimateOf(nil, 0.95, 1)
	require.ErrorIs(t, err, ErrFew)
	_, err = EstimateOf(nil, 95, 1)
	require.EqualError(t, err, "stats: a confidence of 95: it is between 0 and 1, such as 0.95")
	_, err = EstimateOf(Sample{{{1}}, {{math.NaN()}}, {{2}}}, 0.95, 1)
	require.ErrorContains(t, err, "the value NaN")
}

// Without any spread the center is certain, except at zero.
func TestEstimateConstant(t *testing.T) {
	e, err := EstimateOf(Sample{{{2}}, {{2}}, {{2}}}, 0.95, 1)
	require.NoError(t, err)
	require.Equal(t, Interval{2, 2}, e.Interval)
	require.Zero(t, e.P)
	e, err = EstimateOf(Sample{{{0}}, {{0}}, {{0}}}, 0.95, 1)
	require.NoError(t, err)
	require.Equal(t, 1.0, e.P)
}

func TestRatios(t *testing.T) {
	s, err := Ratios([][][]Pair{{{{10, 20}, {8, 8}}}, {{{20, 10}}}})
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{math.Ln2, 0, -math.Ln2}, s.Flat(), 1e-15)
	for _, bad := range []Pair{{0, 1}, {1, 0}, {-1, 1}, {1, math.NaN()}, {math.Inf(1), 1}} {
		_, err := Ratios([][][]Pair{{{{1, 1}}, {{1, 1}, bad}}})
		require.ErrorContains(t, err, "process 0, object 1, round 1 took {", "%v", bad)
	}
	_, err = Logs([][][]float64{{{1, -1}}})
	require.ErrorContains(t, err, "process 0, object 0, round 1 took -1")
}

// The time of one contender is what benchmath calls its center, as long as there
// is but one object in each process.
func TestLogsLikeBenchmath(t *testing.T) {
	times := []float64{31, 12, 55, 18, 40}
	s, err := Logs([][][]float64{{times}})
	require.NoError(t, err)
	sample := benchmath.NewSample(times, &benchmath.DefaultThresholds)
	want := benchmath.AssumeNothing.Summary(sample, 0.95).Center
	require.InDelta(t, want, math.Exp(s.processes()[0]), 1e-12)
}
