package report

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNumbers(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{sig(2.4867), "2.49"},
		{sig(9.996), "10.0"},
		{sig(99.96), "100"},
		{sig(1234567), "1230000"},
		{sig(0.0123456), "0.0123"},
		{sig(-3.14159), "-3.14"},
		{sig(0), "0"},
		{sig(math.NaN()), none},
		{sig(math.Inf(1)), none},
		{plain(2.50), "2.5"},
		{plain(100), "100"},
		{factor(1), "1.00"},
		{factor(1.4999), "1.50"},
		{factor(9.994), "9.99"},
		{factor(9.995), "10"},
		{factor(99.6), "100"},
		{factor(999.6), "1k"},
		{factor(123456), "123k"},
		{factor(0), none},
		{factor(math.NaN()), none},
		{lead(1.1), "10\u202f%"},
		{lead(1.012), "1.2\u202f%"},
		{lead(1.994), "99\u202f%"},
		{lead(1.996), "2.00×"},
		{percent(0.05), "5\u202f%"},
		{percent(0.0344), "3.4\u202f%"},
		{percent(math.Inf(1)), none},
		{quantity(2.4867, "ns/op"), "2.49\u00a0ns/op"},
		{quantity(1132885, "ns/op"), "1.13\u00a0ms/op"},
		{quantity(999.9, "ns"), "1.00\u00a0µs"},
		{quantity(592363, "B/op"), "592\u00a0kB/op"},
		{quantity(4.2e8, "ops/s"), "420M\u00a0ops/s"},
		{interval(Estimate{0, 1.1e6, 1.2e6}, "ns/op"), "1.10 to 1.20\u00a0ms/op"},
		{interval(Estimate{0, 990, 1100}, "ns/op"), "990\u00a0ns/op to 1.10\u00a0µs/op"},
		{interval(Estimate{}, "ns/op"), none},
		{tick(10, "ns"), "10\u00a0ns"},
		{tick(2_000_000, ""), "2M"},
		{short("100000"), "100k"},
		{short("1000"), "1000"},
		{short("zipf"), "zipf"},
		{amount(15), "15"},
		{amount(320_812), "321k"},
		{plural(1, "law"), "1 law"},
		{plural(0, "law"), "0 laws"},
		{list([]string{"a", "b", "c"}), "a, b and c"},
		{list(nil), ""},
		{quantile(0.999), "p99.9"},
		{quantile(0.5), "p50"},
		{quantile(1 - 1/100000.0), "p99.999"},
		{quantile(1), "max"},
	} {
		assert.Equal(t, test.want, test.got)
	}
}

func TestMetric(t *testing.T) {
	what, unit := metric("p99.9-ns")
	assert.Equal(t, [2]string{"p99.9", "ns"}, [2]string{what, unit})
	what, unit = metric("heap-B/value")
	assert.Equal(t, [2]string{"heap", "B/value"}, [2]string{what, unit})
	what, unit = metric("overlap")
	assert.Equal(t, [2]string{"overlap", ""}, [2]string{what, unit})
}

// Labels keep their order, stay apart, and move up where there is no room below.
func TestSpread(t *testing.T) {
	assert.Equal(t, []float64{10, 40}, spread([]float64{10, 40}, 100))
	assert.Equal(t, []float64{23, 10}, spread([]float64{12, 10}, 100))
	assert.Equal(t, []float64{74, 87, 100}, spread([]float64{99, 99, 99}, 100))
	assert.Empty(t, spread(nil, 100))
}

func TestTicks(t *testing.T) {
	wide := scale{0.9, 1500, 0, 200, math.Log10}
	assert.Subset(t, wide.ticks(26), []float64{1, 10, 100, 1000})
	narrow := scale{0.95, 1.3, 0, 200, math.Log10}
	assert.Equal(t, []float64{1, 1.2}, narrow.ticks(26))
	for _, s := range []scale{wide, narrow} {
		ticks := s.ticks(26)
		for i := 1; i < len(ticks); i++ {
			assert.GreaterOrEqual(t, s.at(ticks[i])-s.at(ticks[i-1]), 26.0)
		}
	}
}

func TestHeadings(t *testing.T) {
	of := func(op, n string) Workload {
		axes := []Axis{{"op", op}, {"n", n}, {"same", "x"}}
		if n == "" {
			axes = axes[:1]
			axes = append(axes, Axis{"same", "x"})
		}
		return Workload{Axes: axes}
	}
	g := newGrid(Pattern{Workloads: []Workload{of("b", "10"), of("a", "2"), of("b", "9"), of("a", "")}}, 1)
	assert.Equal(t, []Axis{{"same", "x"}}, g.Fixed)
	assert.Equal(t, []string{"op", "n"}, g.Keys)
	assert.Equal(t, [][]heading{
		{{"b", 2}, {"a", 2}},
		{{"9", 1}, {"10", 1}, {"2", 1}, {"", 1}},
	}, g.headings(), "numbers by size, words by their first appearance")
}
