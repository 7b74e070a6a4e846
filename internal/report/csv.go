package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
)

// cellColumns are the columns of every table in CSV, before those of the axes
// and of the metrics.
var cellColumns = []string{
	"pattern", "workload", "machine", "implementation", "unit", "value", "value_low", "value_high",
	"ratio", "ratio_low", "ratio_high", "verdict", "rank", "p", "seen", "unranked", "void", "overlap",
	"bytes", "allocs", "slices", "dropped",
}

// WriteCSV writes a line for each implementation in each workload, with a head.
// Values are in the unit of the line; ratios, p and shares have none. What is
// not known is empty. The line of a reference has the verdict of that name, no rank,
// and its ratio to the best of the others. A column axis.NAME has the value of an axis, and a column
// named as a metric has its value.
func WriteCSV(w io.Writer, r *Report) error {
	var axes []string
	metrics := make(map[string]bool)
	for _, p := range r.Patterns {
		for _, workload := range p.Workloads {
			for _, a := range workload.Axes {
				if !slices.Contains(axes, a.Key) {
					axes = append(axes, a.Key)
				}
			}
			for _, c := range slices.Concat(workload.Cells, workload.References) {
				for name := range c.Metrics {
					metrics[name] = true
				}
			}
		}
	}
	names := slices.Sorted(maps.Keys(metrics))
	head := slices.Clone(cellColumns)
	for _, axis := range axes {
		head = append(head, "axis."+axis)
	}
	out := csv.NewWriter(w)
	lines := [][]string{append(head, names...)}
	for _, p := range r.Patterns {
		for _, workload := range p.Workloads {
			for _, c := range slices.Concat(workload.Cells, workload.References) {
				if c.Verdict == Reference && c.absent() {
					continue
				}
				lines = append(lines, line(p.Name, workload, c, axes, names))
			}
		}
	}
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("report: write as CSV: %w", err)
	}
	return nil
}

func line(pattern string, w Workload, c Cell, axes, metrics []string) []string {
	fields := []string{
		pattern, w.Name, w.Machine, c.Impl, w.Unit, number(c.Value.Value), number(c.Value.Low), number(c.Value.High),
	}
	switch {
	case c.Rank > 0:
		fields = append(fields, number(c.Ratio.Value), number(c.Ratio.Low), number(c.Ratio.High),
			c.Verdict, strconv.Itoa(c.Rank), number(c.P), number(c.Seen))
	case c.Verdict == Reference && compared(c):
		fields = append(fields, number(c.Ratio.Value), number(c.Ratio.Low), number(c.Ratio.High),
			c.Verdict, "0", "", number(c.Seen))
	default:
		fields = append(fields, "", "", "", c.Verdict, "0", "", "")
	}
	overlap := ""
	if c.Overlap > 0 {
		overlap = number(c.Overlap)
	}
	fields = append(fields, c.Unranked, w.Void, overlap,
		number(c.Bytes), number(c.Allocs), strconv.Itoa(c.Slices), number(c.Dropped))
	for _, axis := range axes {
		fields = append(fields, value(w, axis))
	}
	for _, name := range metrics {
		text := ""
		if v, ok := c.Metrics[name]; ok {
			text = number(v)
		}
		fields = append(fields, text)
	}
	return fields
}

// number returns v so that it reads back as the same.
func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
