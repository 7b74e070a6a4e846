package openloop

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// written returns a result and the raw format of it.
func written(t *testing.T) (*Result, string) {
	t.Helper()
	r := measured(t, Options{Budget: time.Second, Rates: []float64{100}, Machine: "here", Seed: 3})
	var b bytes.Buffer
	require.NoError(t, Write(&b, r))
	return r, b.String()
}

func TestRoundTrip(t *testing.T) {
	want, text := written(t)
	got, err := Read(strings.NewReader(text))
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.Len(t, got[0].Rows, len(want.Rows))
	for i, row := range want.Rows {
		again := got[0].Rows[i]
		for k, h := range row.histograms() {
			assert.True(t, (*h.of).Equals(*again.histograms()[k].of), h.name)
			*h.of, *again.histograms()[k].of = nil, nil
		}
	}
	assert.Equal(t, want, got[0])
}

// A file that was cut off anywhere is refused.
func TestTruncated(t *testing.T) {
	_, text := written(t)
	for n := len(text) - 1; n > 0; n -= 97 {
		_, err := Read(strings.NewReader(text[:n]))
		require.Error(t, err, "%d of %d bytes", n, len(text))
	}
	lines := strings.SplitAfter(text, "\n")
	for i := 1; i < len(lines)-1; i++ {
		_, err := Read(strings.NewReader(strings.Join(lines[:i], "")))
		require.ErrorContains(t, err, "the file is truncated: measure again, or copy it again")
	}
}

func TestForeign(t *testing.T) {
	_, text := written(t)
	lines := strings.SplitAfter(text, "\n")
	head, tail := lines[0], strings.Join(lines[2:], "")
	for _, c := range []struct{ text, want string }{
		{"", `line 1: this is no file of open-loop measurements: it begins with ""`},
		{
			"{\"lockstep\":1}\n",
			`line 1: this is no file of open-loop measurements: it begins with "{\"lockstep\":1}\n"`,
		},
		{
			"{\"openloop\":9}\n" + tail, "line 1: the file has version 9 of the format and this program " +
				"reads version 1; use the program that wrote it, or measure again",
		},
		{head + tail, "line 2: the row belongs to no result"},
		{head + lines[1] + lines[len(lines)-2], "line 3: the file has 2 lines instead of 5; some were lost"},
		{head + "{}\n", `line 2: this is neither a result nor a row nor the end: "{}\n"`},
		{text + text, "line 7: there is something after the end; merge files instead of appending one to the other"},
	} {
		_, err := Read(strings.NewReader(c.text))
		require.EqualError(t, err, c.want)
	}
	_, err := Read(strings.NewReader(strings.Replace(text, `"latency":"HIST`, `"latency":"HISS`, 1)))
	require.ErrorContains(t, err, "line 3: the histogram latency of impl=fast is damaged")
	_, err = Read(strings.NewReader(strings.Replace(text, `"rate":100`, `"rate":0`, 1)))
	require.EqualError(t, err, "line 3: the row of impl=fast has the rate 0")
}

func TestMerge(t *testing.T) {
	a, _ := written(t)
	b := measured(t, Options{Budget: time.Second, Rates: []float64{100, 50}, Machine: "here", Seed: 4})
	elsewhere := measured(t, Options{Budget: time.Second, Rates: []float64{100}, Machine: "elsewhere"})
	before := find(t, a, "fast", 100).Latency.TotalCount()
	merged, err := Merge(a, elsewhere, b)
	require.NoError(t, err)
	require.Len(t, merged, 2)
	assert.Equal(t, "elsewhere", merged[1].Machine)
	assert.Len(t, merged[0].Rows, 6)
	assert.Len(t, merged[0].Closed[0].PerSecond, len(a.Closed[0].PerSecond)+len(b.Closed[0].PerSecond))

	one, two, both := find(t, a, "fast", 100), find(t, b, "fast", 100), find(t, merged[0], "fast", 100)
	assert.Equal(t, before, one.Latency.TotalCount(), "what was merged is unchanged")
	assert.Equal(t, one.Stretches+two.Stretches, both.Stretches)
	assert.Equal(t, one.Arrivals+two.Arrivals, both.Arrivals)
	assert.EqualValues(t, both.Arrivals, both.Latency.TotalCount())
	assert.InDelta(t, 100, both.Achieved(), 1e-9)
}

func TestMergeRows(t *testing.T) {
	a, b := newRow("x", 10, 0), newRow("x", 10, 0.5)
	a.Stretches, a.Arrivals, a.Unstarted, a.Full, a.Most, a.Failed = 1, 10, 2, 1, 7, 3
	b.Stretches, b.Arrivals, b.Unstarted, b.Full, b.Most, b.Failed, b.Error = 2, 20, 5, 2, 6, 1, "late"
	a.Returned, b.Returned = nil, []float64{9, 10}
	record(b.Lateness, 50)
	merged, err := Merge(&Result{Rows: []*Row{a}}, &Result{Rows: []*Row{b}})
	require.NoError(t, err)
	require.Len(t, merged[0].Rows, 1)
	row := *merged[0].Rows[0]
	assert.EqualValues(t, 50, row.Lateness.Max())
	row.Latency, row.Response, row.Lateness, row.Timer = nil, nil, nil, nil
	assert.Equal(t, Row{
		Impl: "x", Rate: 10, Load: 0.5, Stretches: 3, Arrivals: 30, Unstarted: 7, Full: 3, Most: 7,
		Failed: 4, Error: "late", Returned: []float64{9, 10},
	}, row)
}
