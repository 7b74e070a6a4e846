package stats_test

import (
	"fmt"
	"log"

	"golang.org/x/perf/benchunit"

	"github.com/assay-go/assay/bench/stats"
)

// Two rows of five processes, with one object of three rounds each, in ns.
func Example() {
	rows := [][][][]stats.Pair{
		{
			{{{100, 111}, {101, 110}, {99, 150}}},
			{{{103, 112}, {100, 109}, {101, 110}}},
			{{{100, 108}, {100, 112}, {98, 109}}},
			{{{104, 113}, {104, 115}, {103, 113}}},
			{{{99, 110}, {100, 110}, {250, 110}}},
		},
		{
			{{{50, 50.2}, {51, 51}, {50, 50.1}}},
			{{{50, 50}, {52, 51.9}, {50, 49.8}}},
			{{{51, 51.3}, {51, 51}, {50, 50.1}}},
			{{{50, 49.9}, {50, 50}, {50, 50.2}}},
			{{{50, 50.3}, {50, 49}, {50, 50.1}}},
		},
	}
	var estimates []stats.Estimate
	for _, pairs := range rows {
		sample, err := stats.Ratios(pairs)
		if err != nil {
			log.Fatal(err)
		}
		e, err := stats.EstimateOf(sample, 0.95, 1)
		if err != nil {
			log.Fatal(err)
		}
		estimates = append(estimates, e)
	}
	verdicts, err := stats.Rule{Alpha: 0.05, Margin: 0.02}.JudgeAll(estimates, stats.Holm)
	if err != nil {
		log.Fatal(err)
	}
	for i, e := range estimates {
		lo, hi := e.Factors()
		fmt.Printf("%s: x%.3f (%.3f to %.3f), would have seen %.1f %%\n", verdicts[i],
			e.Ratio(), lo, hi, 100*stats.Detectable(e, 0.05, 0.8))
	}
	// Output:
	// slower: x1.102 (1.090 to 1.114), would have seen 1.5 %
	// tie: x1.001 (0.999 to 1.003), would have seen 0.3 %
}

// The time of one contender, by the estimate of its logarithms.
func ExampleLogs() {
	sample, err := stats.Logs([][][]float64{{{1500, 1510}}, {{1490, 1530}}, {{1515, 1495}}})
	if err != nil {
		log.Fatal(err)
	}
	e, err := stats.EstimateOf(sample, 0.95, 1)
	if err != nil {
		log.Fatal(err)
	}
	seconds, unit := benchunit.Tidy(e.Ratio(), "ns")
	fmt.Println(benchunit.Scale(seconds, benchunit.ClassOf(unit)) + unit)
	// Output:
	// 1.507µsec
}
