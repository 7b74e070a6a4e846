package gate

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
)

// calibrateFake calibrates with slowdowns of 5 % that take so much longer.
func calibrateFake(t *testing.T, slow float64) *Calibration {
	t.Helper()
	o := CalibrateOptions{
		Workloads: []bench.Workload{fakeWorkload("Alpha")}, Impls: []string{"mutex", "channel"},
		Comparisons: 20, Per: time.Second, Slowdown: 5, Margin: 0.02, Seed: 3,
	}
	o.measure = func(ctx context.Context, rows []lockstep.Row, lo lockstep.Options,
	) (*lockstep.Result, []lockstep.Omission, error) {
		ratio := 1.0
		if strings.HasPrefix(rows[0].Contenders[1].Impl, "slow5:") {
			ratio = slow
		}
		r, omitted, err := fakeMeasure(t, map[string]fakeRow{"Alpha": {ratio: ratio}})(ctx, rows, lo)
		r.Runs[0].Overhead = []float64{0.5}
		for i, row := range rows { // one process has no A/A of its own
			r.Rows[i] = fakeRow{ratio: ratio}.result(row, lo.Processes, lo.Seed+uint64(i))
		}
		return r, omitted, err
	}
	c, err := Calibrate(t.Context(), o)
	require.NoError(t, err)
	return c
}

func TestCalibrate(t *testing.T) {
	c := calibrateFake(t, 1.05)
	require.Equal(t, 20, c.Serial.Comparisons)
	require.Equal(t, 7, c.Together.Comparisons)
	require.Zero(t, c.Contended.Comparisons)
	require.Less(t, c.Serial.P95, 0.005)
	require.GreaterOrEqual(t, c.Serial.P95, c.Serial.Median)
	require.Len(t, c.Serial.Worst, 2, "one of each row")
	require.GreaterOrEqual(t, c.Serial.Worst[0].Error, c.Serial.P95)
	require.Equal(t, Slowdowns{
		Percent: 5, Comparisons: 2, Seconds: 10, Found: 2, Share: 1, Low: c.Slowdown.Low, High: 1,
		Median: c.Slowdown.Median,
	}, c.Slowdown)
	require.InDelta(t, 0.05, c.Slowdown.Median, 0.005)
	require.Equal(t, 0.5, c.Overhead)

	var text bytes.Buffer
	require.NoError(t, c.WriteText(&text))
	require.Contains(t, text.String(), " %  Alpha/goroutines=1  impl=mutex\n")
	require.Contains(t, text.String(), "2 of 2 slowdowns of 5 % found within 10 s (100 %, interval 16 to 100 %)")

	data, err := json.Marshal(c)
	require.NoError(t, err)
	back, err := ReadCalibration(bytes.NewReader(data))
	require.NoError(t, err)
	require.Equal(t, c, back)
}

// Objects with goroutines of their own are apart, and what takes too long is not
// tried again and again.
func TestCalibrateApart(t *testing.T) {
	o := CalibrateOptions{
		Workloads: []bench.Workload{fakeWorkload("Alpha"), fakeWorkload("Beta"), fakeWorkload("Gamma")},
		Impls:     []string{"mutex"}, Comparisons: 30, Per: time.Second, Slowdown: 5, Margin: 0.02,
	}
	tried := make(map[string]int)
	o.measure = func(ctx context.Context, rows []lockstep.Row, lo lockstep.Options,
	) (*lockstep.Result, []lockstep.Omission, error) {
		for _, row := range rows {
			tried[row.Workload.Pattern]++
		}
		require.Equal(t, 1, lo.Shares)
		return fakeMeasure(t, map[string]fakeRow{
			"Alpha": {ratio: 1}, "Beta": {ratio: 1.2, company: true}, // and nothing of Gamma
		})(ctx, rows, lo)
	}
	c, err := Calibrate(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, 30, c.Serial.Comparisons)
	require.Less(t, c.Serial.P95, 0.01)
	require.InDelta(t, 6, c.Company.Comparisons, 3)
	require.InDelta(t, 0.2, c.Company.Median, 0.01)
	require.LessOrEqual(t, tried["Gamma"], 2*batch)
}

// What is not slower is not found.
func TestCalibrateMisses(t *testing.T) {
	c := calibrateFake(t, 1)
	require.Zero(t, c.Slowdown.Found)
	require.Equal(t, 2, c.Slowdown.Comparisons)
}

func TestCalibrateErrors(t *testing.T) {
	_, err := Calibrate(t.Context(), CalibrateOptions{Comparisons: 1})
	require.ErrorContains(t, err, "there is no workload with one goroutine")
	o := CalibrateOptions{
		Workloads: []bench.Workload{fakeWorkload("Alpha")}, Impls: []string{"mutex"}, Comparisons: 1,
		measure: func(context.Context, []lockstep.Row, lockstep.Options,
		) (*lockstep.Result, []lockstep.Omission, error) {
			return &lockstep.Result{Runs: []lockstep.Header{{}}}, nil, nil
		},
	}
	_, err = Calibrate(t.Context(), o)
	require.ErrorContains(t, err, "3 batches of comparisons in turn failed; the last: none of its rows")
	_, err = ReadCalibration(strings.NewReader(`{"version":9}`))
	require.ErrorContains(t, err, "the calibration has version 9 of its format and this program reads version 3")
	_, err = ReadCalibration(strings.NewReader(`benchmark`))
	require.ErrorContains(t, err, "this is no calibration")
}

func TestSelftest(t *testing.T) {
	for name, test := range map[string]struct {
		slow, noise float64 // of the first and the second slowdown
		want        Status
	}{
		"found":   {1.05, 0, Clean},
		"missed":  {1, 0, Regression},
		"unclear": {1.05, 0.3, Inconclusive},
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{
				Workloads: []bench.Workload{fakeWorkload("Beta")}, Impls: []string{"mutex"},
				Budget: time.Minute, Margin: 0.02,
			}
			o.measure = func(ctx context.Context, rows []lockstep.Row, lo lockstep.Options,
			) (*lockstep.Result, []lockstep.Omission, error) {
				ratio := 1.0
				if strings.HasPrefix(rows[0].Contenders[head].Impl, "slow") {
					ratio = test.slow
				}
				return fakeMeasure(t, only(fakeRow{ratio: ratio, noise: test.noise}))(ctx, rows, lo)
			}
			all, err := Selftest(t.Context(), o)
			require.NoError(t, err)
			require.Len(t, all, 3)
			var text bytes.Buffer
			require.Equal(t, test.want, WriteTrials(&text, all), text.String())
			require.Contains(t, text.String(), "an injected slowdown of 10 %: ")
		})
	}
}
