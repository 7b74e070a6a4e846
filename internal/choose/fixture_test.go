package choose_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/internal/choose"
	"github.com/assay-go/assay/internal/report"
)

// axes reads "reads=99 keys=1000".
func axes(text string) []report.Axis {
	var all []report.Axis
	for word := range strings.FieldsSeq(text) {
		key, value, _ := strings.Cut(word, "=")
		all = append(all, report.Axis{Key: key, Value: value})
	}
	return all
}

// about returns an estimate with an interval of 1 %.
func about(v float64) report.Estimate {
	return report.Estimate{Value: v, Low: v / 1.01, High: v * 1.01}
}

// cell returns a cell of an implementation that takes ns, where the best takes 10.
func cell(impl string, rank int, verdict string, ns float64) report.Cell {
	c := report.Cell{
		Impl: impl, Rank: rank, Verdict: verdict, Value: about(ns), Ratio: about(ns / 10), Bytes: ns, Allocs: 1,
	}
	if verdict == "best" {
		c.Ratio = report.Estimate{Value: 1, Low: 1, High: 1}
	}
	return c
}

// row returns a workload on the machine small.
func row(text string, cells ...report.Cell) report.Workload {
	return report.Workload{
		Name: strings.Join(strings.Fields(text), "/"), Machine: "small", Axes: axes(text), Unit: "ns/op", Cells: cells,
	}
}

// ranked returns a workload with three implementations, of which the names are in
// the order of their rank.
func ranked(text, first, second, third string) report.Workload {
	return row(text, cell(first, 1, "best", 10), cell(second, 2, "slower", 20), cell(third, 3, "slower", 40))
}

func verdicts(of map[string]string) map[string]report.Verdict {
	all := make(map[string]report.Verdict)
	for impl, v := range of {
		all[impl] = report.Verdict{Verdict: v}
		if v != "ok" {
			all[impl] = report.Verdict{Verdict: v, Reason: "it says so"}
		}
	}
	return all
}

// sample is a report of a star: the centre has reads=99, keys=1000, goroutines=2.
func sample() *report.Report {
	return &report.Report{
		Commit: "abc",
		Machines: []report.Machine{
			{Name: "small", CPU: "A", Processors: 2, Maxprocs: 2},
			{Name: "big", CPU: "B", Processors: 16, Maxprocs: 16},
		},
		Patterns: []report.Pattern{
			{Name: "Table", Workloads: []report.Workload{
				ranked("key=int keys=1000 reads=99 goroutines=2", "fast", "good", "slow"),
				ranked("key=string keys=1000 reads=99 goroutines=2", "fast", "good", "slow"),
				ranked("key=string keys=100000 reads=99 goroutines=2", "good", "fast", "slow"),
				ranked("key=string keys=1000 reads=99 goroutines=8", "fast", "good", "slow"),
				ranked("key=string keys=1000 reads=50 goroutines=2", "fast", "slow", "good"),
			}},
			{Name: "Pool", Workloads: []report.Workload{
				ranked("task=empty workers=1", "fast", "good", "slow"),
				ranked("task=10us workers=1", "fast", "good", "slow"),
				ranked("task=1ms workers=1", "fast", "good", "slow"),
			}},
			{Name: "Gate", Workloads: []report.Workload{
				row("op=do goroutines=2", cell("fast", 1, "best", 10), cell("good", 1, "tie", 10.1),
					report.Cell{Impl: "slow", Value: about(15), Ratio: about(1.5), Unranked: "not contended"}),
				{
					Name: "op=do/goroutines=8", Machine: "small", Axes: axes("op=do goroutines=8"),
					Void: "its goroutines did not contend",
				},
				row("op=end pending=10", cell("fast", 1, "best", 10)),
			}},
			{Name: "Server", Workloads: []report.Workload{
				ranked("goroutines=2", "fast", "good", "slow"),
				func() report.Workload {
					w := ranked("goroutines=2", "good", "fast", "slow")
					w.Machine = "big"
					return w
				}(),
			}},
			{Name: "Shutdowner", Workloads: []report.Workload{row("of=gate pending=10", cell("fast", 1, "best", 10))}},
			{Name: "Ticker"},
		},
		Laws: []report.Law{
			{Pattern: "Table", Name: "NoWait", Verdicts: verdicts(map[string]string{
				"fast": "lacking", "good": "ok", "slow": "ok",
			})},
			{Pattern: "Table", Name: "Snapshot", Verdicts: verdicts(map[string]string{
				"fast": "ok", "good": "not-implemented", "slow": "ok",
			})},
			{Pattern: "Gate", Name: "Shutdowner.Drained", Verdicts: verdicts(map[string]string{"fast": "violated"})},
		},
	}
}

// ask asks the sample.
func ask(t *testing.T, pattern, text string, needs ...string) *choose.Answer {
	t.Helper()
	a, err := choose.Ask(sample(), choose.Question{Pattern: pattern, Axes: axes(text), Needs: needs})
	require.NoError(t, err)
	return a
}

// order returns the implementations by rank, those of one rank by name.
func order(a *choose.Answer) string {
	var ranks []string
	last := 0
	for _, c := range a.Choices {
		if c.Rank != last {
			ranks = append(ranks, c.Impl)
			last = c.Rank
			continue
		}
		tied := append(strings.Split(ranks[len(ranks)-1], "="), c.Impl)
		slices.Sort(tied)
		ranks[len(ranks)-1] = strings.Join(tied, "=")
	}
	return strings.Join(ranks, " ")
}
