package gate

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(name, got, 0o600))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

// What people read, for each status.
func TestWrite(t *testing.T) {
	slow := fakeRow{ratio: 1.1, allocs: [2]float64{0, 2}}
	for name, runs := range map[string][]map[string]fakeRow{
		"clean":        {three(fakeRow{ratio: 1})},
		"regression":   {three(slow), only(slow)},
		"doubt":        {three(fakeRow{ratio: 1.1}), only(fakeRow{ratio: 1.05, noise: 0.2})},
		"inconclusive": {{"Alpha": {ratio: 1, preempted: true}, "Beta": {ratio: 1, noise: 0.2}}},
	} {
		t.Run(name, func(t *testing.T) {
			r := compareFake(t, runs...)
			var text, markdown bytes.Buffer
			require.NoError(t, r.WriteText(&text))
			require.NoError(t, r.WriteMarkdown(&markdown))
			golden(t, name+".txt", text.Bytes())
			golden(t, name+".md", markdown.Bytes())
		})
	}
}

func TestBetter(t *testing.T) {
	for unit, want := range map[string]int{
		"ns/op": -1, "B/op": -1, "allocs/op": -1, "MB/s": 1, "events/s": 1, "overlap": 1,
		"blocking-ns": -1, "heap-B/value": -1, "p99-ns": -1, "things": 0,
	} {
		require.Equal(t, want, better(unit), unit)
	}
}

func TestShare(t *testing.T) {
	for _, test := range []struct {
		k, n            int
		rate, low, high float64
	}{
		{0, 0, 0, 0, 1},
		{0, 10, 0, 0, 0.3085}, // 1 - 0.025^(1/10)
		{10, 10, 1, 0.6915, 1},
		{1, 2, 0.5, 0.0126, 0.9874}, // 1 - sqrt(0.975)
	} {
		rate, low, high := share(test.k, test.n)
		require.InDelta(t, test.rate, rate, 1e-4)
		require.InDelta(t, test.low, low, 1e-4)
		require.InDelta(t, test.high, high, 1e-4)
	}
}
