package gate

import (
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
)

// better returns 1 where more of a unit is better, -1 where less is, and 0 if
// nobody knows: those that benchfmt knows, rates, and times and sizes.
func better(unit string) int {
	if b := (benchfmt.UnitMetadataMap{}).GetBetter(unit); b != 0 {
		return b
	}
	name, per, _ := strings.Cut(unit, "/")
	switch {
	case per == "s" || per == "sec" || unit == "overlap":
		return 1
	case name == "ns" || name == "B" || strings.HasSuffix(name, "-ns") || strings.HasSuffix(name, "-B"):
		return -1
	}
	return 0
}

// metricPairs are the values of a metric: process, block, and one pair.
type metricPairs [][][]stats.Pair

func (m metricPairs) middles() (b, h float64) {
	var bases, heads []float64
	for _, process := range m {
		for _, block := range process {
			for _, p := range block {
				bases, heads = append(bases, p.Base), append(heads, p.Head)
			}
		}
	}
	return middle(bases), middle(heads)
}

// metricsOf returns the metrics that both sides report, by unit.
func metricsOf(row *lockstep.RowResult) map[string]metricPairs {
	all := make(map[string]metricPairs)
	for i, p := range row.Processes {
		for _, b := range p.Blocks {
			for _, m := range b.Outcomes[base].Metrics {
				for _, n := range b.Outcomes[head].Metrics {
					if n.Unit != m.Unit {
						continue
					}
					for len(all[m.Unit]) <= i {
						all[m.Unit] = append(all[m.Unit], nil)
					}
					all[m.Unit][i] = append(all[m.Unit][i], []stats.Pair{{Base: m.Value, Head: n.Value}})
				}
			}
		}
	}
	return all
}

// middle returns the median, and 0 for nothing.
func middle(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}
