package analysis_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/analysis"
)

// night returns a night in which a Load of table takes ns, and a Store 50.
func night(t *testing.T, day int, cpu string, ns float64) analysis.Night {
	t.Helper()
	text := fmt.Sprintf("cpu: %s\ngomaxprocs: 2\ncommit: c%d\n\n", cpu, day)
	for _, factor := range []float64{1, 7, 0.9} { // the median counts
		text += fmt.Sprintf("BenchmarkTable/impl=a/op=load-2 100 %f ns/op\n", ns*factor)
	}
	text += "BenchmarkTable/impl=a/op=load/as=aa-2 100 1 ns/op\nBenchmarkTable/impl=a/op=store-2 100 50 ns/op\n"
	n, err := analysis.ReadNight(fmt.Sprintf("history/2026-10-%02d-c%d.txt", day, day), strings.NewReader(text))
	require.NoError(t, err)
	return n
}

func TestChanges(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var nights []analysis.Night
	for day := 30; day > 0; day-- { // in no order
		ns := 20 * (1 + 0.01*r.NormFloat64())
		if day >= 18 {
			ns *= 1.1
		}
		nights = append(nights, night(t, day, "fast", ns))
	}
	nights = append(nights, night(t, 7, "slow", 400))
	changes, err := analysis.Changes(nights, 1)
	require.NoError(t, err)
	require.Len(t, changes, 1)
	c := changes[0]
	require.Equal(t, "Table/impl=a/op=load", c.Row)
	require.Equal(t, "c18", c.Commit)
	require.Len(t, c.Series, 30, "another processor is another history")
	require.Equal(t, 17, c.At)
	require.InDelta(t, 1.1, c.Ratio.Value, 0.02)

	changes, err = analysis.Changes(nights[:5], 1)
	require.NoError(t, err)
	require.Empty(t, changes, "too few nights")
}

func TestReadNightErrors(t *testing.T) {
	for name, test := range map[string]struct{ file, text, want string }{
		"name":  {"night.txt", "", "does not begin with its date"},
		"empty": {"2026-10-01.txt", "cpu: x\n", "has no benchmarks"},
		"cut":   {"2026-10-01.txt", "BenchmarkTable-2 100 2", "it is cut off or no benchmark file"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := analysis.ReadNight(test.file, strings.NewReader(test.text))
			require.ErrorContains(t, err, test.want)
		})
	}
}
