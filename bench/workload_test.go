package bench

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/perf/benchfmt"

	"github.com/assay-go/assay/conformance"
)

func TestNames(t *testing.T) {
	seen := make(map[string]bool)
	for _, w := range Workloads(Full) {
		name := w.Pattern + "/" + w.Name("reference")
		require.False(t, seen[name], name)
		seen[name] = true

		// The suffix is GOMAXPROCS; it must not swallow the last axis.
		line := strings.NewReader("Benchmark" + name + "-2 100 5 ns/op\n")
		r := benchfmt.NewReader(line, "test")
		require.True(t, r.Scan())
		result, ok := r.Result().(*benchfmt.Result)
		require.True(t, ok, "%v", r.Result())
		base, parts := result.Name.Parts()
		require.Equal(t, w.Pattern, string(base))
		require.Len(t, parts, len(w.Axes)+2, "the implementation, the axes and GOMAXPROCS")
		require.Equal(t, "/impl=reference", string(parts[0]))
		keys := make(map[string]bool)
		for i, a := range w.Axes {
			require.Equal(t, "/"+a.Key+"="+a.Value, string(parts[i+1]))
			require.False(t, keys[a.Key], "%s: two axes %s", name, a.Key)
			keys[a.Key] = true
		}
	}
}

func TestPatterns(t *testing.T) {
	require.Equal(t, []string{
		"Deferred", "State", "Registry", "IdleTimer", "Ticker", "Server",
		"Table", "Counter", "Pool", "Emitter", "Gate", "Hibernator", "Shutdowner",
	}, Patterns())
}

// A workload works with every implementation that obeys the laws, so that it
// works with the reference.
func TestWorkloads(t *testing.T) {
	for _, w := range Workloads(Full) {
		name := w.Name("")
		if strings.Contains(name, "/keys=100000/") && !strings.Contains(name, "/reads=99/goroutines=2") &&
			!strings.Contains(name, "=lookup/keys=100000/goroutines=2") {
			continue // takes long; the small ones have all mixes
		}
		t.Run(w.Pattern+"/"+w.Name("reference"), func(t *testing.T) {
			setup := w.Prepare()
			instance, err := setup(newReference())
			require.NoError(t, err)
			require.Len(t, instance.Ops, point(w.Axes).number("goroutines"))
			n := 2000
			if instance.Renew != nil || slices.Contains(w.Axes, Axis{"task", "1ms"}) {
				n = 3
			}
			m := Drive(idle{}, instance, n)
			require.Positive(t, m.Elapsed)
			if instance.Report != nil {
				for _, metric := range instance.Report() {
					require.Positive(t, metric.Value, metric.Unit)
				}
			}
			require.NoError(t, instance.Close())
			goleak.VerifyNone(t)
			require.GreaterOrEqual(t, m.Overlap, 0.0)
			require.LessOrEqual(t, m.Overlap, 1.0)

			_, err = setup(conformance.Implementation{Name: "empty"})
			require.ErrorIs(t, err, ErrNotImplemented)
		})
	}
}

type idle struct{}

func (idle) ResetTimer() {}
func (idle) StopTimer()  {}

func TestSkip(t *testing.T) {
	var skipped bool
	testing.Benchmark(func(b *testing.B) {
		defer func() { skipped = b.Skipped() }()
		measure(b, conformance.Implementation{Name: "empty"}, State(Core)[0].Prepare())
	})
	require.True(t, skipped)
}

func TestGrid(t *testing.T) {
	for _, test := range []struct {
		pattern           string
		of                func(Grid) []Workload
		quick, core, full int
	}{
		{"Deferred", Deferred, 4, 5, 11},
		{"State", State, 3, 15, 15},
		{"Registry", Registry, 3, 4, 12},
		{"IdleTimer", IdleTimer, 2, 3, 3},
		{"Ticker", Ticker, 2, 2, 2},
		{"Server", Server, 5, 7, 16},
		{"Table", Table, 3, 15, 96},
		{"Counter", Counter, 4, 5, 30},
		{"Pool", Pool, 2, 5, 27},
		{"Emitter", Emitter, 4, 5, 9},
		{"Gate", Gate, 2, 3, 3},
		{"Hibernator", Hibernator, 4, 3, 7},
		{"Shutdowner", Shutdowner, 2, 2, 4},
	} {
		t.Run(test.pattern, func(t *testing.T) {
			require.Len(t, test.of(Quick), test.quick)
			require.Len(t, test.of(Core), test.core)
			require.Len(t, test.of(Full), test.full)
		})
	}
	var g Grid
	require.NoError(t, g.Set("full"))
	require.Equal(t, Full, g)
	require.EqualError(t, g.Set("huge"), `there is no grid "huge"; choose one of ["quick" "core" "full"]`)
}

// The core has what its documentation says: the usual workload, and others that
// differ from it in one axis.
func TestCore(t *testing.T) {
	dimensions := []dimension{
		{"key", "b", []string{"a", "b"}},
		{"reads", "0", []string{"0", "1"}},
		{"goroutines", "1", []string{"1", "2"}},
	}
	var got []string
	for _, p := range points(Core, dimensions) {
		got = append(got, p.value("key")+strconv.Itoa(p.number("reads"))+p.value("goroutines"))
	}
	require.Equal(t, []string{"a01", "b01", "b02", "b11", "b12"}, got)
}
