package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/bench/openloop"
	"github.com/assay-go/assay/impls"
)

// latencyOptions are the flags of assay latency.
type latencyOptions struct {
	budget   time.Duration
	arrivals openloop.Arrivals
	rates    []float64
	seed     uint64
	machine  string
	output   string
}

func newLatencyCommand() *cobra.Command {
	o := latencyOptions{arrivals: openloop.Constant}
	c := &cobra.Command{
		Use:   "latency [PATTERN...]",
		Short: "Measure latency at a fixed rate of arrivals",
		Long: `Latency offers operations at a fixed rate, whether those before have returned or
not, and counts from when each was to start: a stall counts for all that came
meanwhile. The rates are shares of what the slowest implementation can do, the
same for all. The lateness of the generator itself is measured beside it, and a
quantile that it explains is withheld.

It measures ` + strings.Join(openLoopPatterns(), ", ") + `, and writes histograms for assay report.`,
		Example: `  assay latency
  assay latency server --arrivals poisson --budget 2m
  assay report reports/bench.raw.gz reports/latency.jsonl -o reports`,
		RunE: func(c *cobra.Command, patterns []string) error {
			if o.budget <= 0 {
				return usageError(c, fmt.Errorf("--budget %v: give more than 0", o.budget))
			}
			return runLatency(c, patterns, o)
		},
	}
	f := c.Flags()
	f.DurationVar(&o.budget, "budget", 90*time.Second, "how long to measure")
	f.Var(&o.arrivals, "arrivals", "how operations arrive, constant or poisson")
	f.Float64SliceVar(&o.rates, "rate", nil, "arrivals per second (default 20, 50 and 80 % of what the slowest can do)")
	f.Uint64Var(&o.seed, "seed", 1, "where random choices come from")
	f.StringVar(&o.machine, "machine", "", "the name of this machine in reports")
	f.StringVarP(&o.output, "output", "o", "reports/latency.jsonl", "the `FILE` to write")
	return c
}

func openLoopPatterns() (names []string) {
	for _, w := range openloop.Workloads(impls.All) {
		names = append(names, strings.ToLower(w.Pattern))
	}
	return names
}

// openLoops returns the workloads of the named patterns, or all.
func openLoops(patterns []string) ([]openloop.Workload, error) {
	all := openloop.Workloads(impls.All)
	if len(patterns) == 0 {
		return all, nil
	}
	var chosen []openloop.Workload
	for _, name := range patterns {
		n := len(chosen)
		for _, w := range all {
			if strings.EqualFold(w.Pattern, name) {
				chosen = append(chosen, w)
			}
		}
		if len(chosen) == n {
			return nil, fmt.Errorf("%q has no operations at a fixed rate: take %s",
				name, strings.Join(openLoopPatterns(), ", "))
		}
	}
	return chosen, nil
}

func runLatency(c *cobra.Command, patterns []string, o latencyOptions) error {
	workloads, err := openLoops(patterns)
	if err != nil {
		return usageError(c, err)
	}
	stderr := c.ErrOrStderr()
	var results []*openloop.Result
	for i, w := range workloads {
		r, err := openloop.Measure(c.Context(), w, openloop.Options{
			Budget: o.budget / time.Duration(len(workloads)), Rates: o.rates, Arrivals: o.arrivals,
			Seed: o.seed, Machine: o.machine,
			Progress: func(p openloop.Progress) {
				if p.Stretch%25 != 1 {
					return
				}
				later := o.budget * time.Duration(len(workloads)-1-i) / time.Duration(len(workloads))
				fmt.Fprintf(stderr, "%s, stretch %d of %d, %v left\n",
					p.Pattern, p.Stretch, p.Stretches, (p.Left + later).Round(time.Second))
			},
		})
		if c.Context().Err() != nil {
			return fmt.Errorf("interrupted: %w; %s is as it was", context.Cause(c.Context()), o.output)
		}
		if err != nil {
			return err
		}
		results = append(results, r)
	}
	var b bytes.Buffer
	if err := openloop.Write(&b, results...); err != nil {
		return err
	}
	if err := writeFiles(map[string][]byte{o.output: b.Bytes()}); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "wrote %s\n", o.output)
	return printLatency(c.OutOrStdout(), results)
}

// printLatency prints what may be said of each rate.
func printLatency(out io.Writer, results []*openloop.Result) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, r := range results {
		fmt.Fprintf(w, "%s\trate/s\tlatency from the intended start\n", r.Pattern)
		for _, row := range r.Rows {
			fmt.Fprintf(w, "%s\t%.0f\t%s\n", row.Impl, row.Rate, latencies(row))
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

// latencies lists the quantiles of a row, or says why there are none.
func latencies(row *openloop.Row) string {
	if row.Error != "" {
		return "failed: " + row.Error
	}
	var texts []string
	withheld := "nothing was measured"
	for _, q := range row.Claims() {
		if q.Withheld != "" {
			withheld = q.Withheld
			continue
		}
		name := fmt.Sprintf("p%g", 100*q.Q)
		if q.Q == 1 {
			name = "max"
		}
		texts = append(texts, fmt.Sprintf("%s %v", name, time.Duration(q.Latency).Round(10*time.Nanosecond)))
	}
	if len(texts) == 0 {
		return "withheld: " + withheld
	}
	return strings.Join(texts, ", ")
}
