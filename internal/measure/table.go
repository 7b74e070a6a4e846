package measure

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/assay-go/assay/internal/report"
)

const legend = `a < b: b takes longer than the first, by that factor. a = b: the same within %s.
a ~ b: not told apart; in parentheses the difference that the run could have seen.
`

const besideLegend = `; c: measured beside them, by the factor to the first with its interval; or why there is none.
`

// Print prints a line with the ranking of each workload, and how far to trust
// it.
func Print(w io.Writer, r *report.Report) error {
	var b bytes.Buffer
	for _, p := range r.Patterns {
		fmt.Fprintln(&b, p.Name)
		out := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		for _, workload := range p.Workloads {
			name := workload.Name
			if len(r.Machines) > 1 {
				name += " on " + workload.Machine
			}
			fmt.Fprintf(out, "  %s\t%s\n", name, ranking(workload))
		}
		if err := out.Flush(); err != nil {
			return err
		}
		fmt.Fprintln(&b)
	}
	fmt.Fprintf(&b, legend, percent(r.Tie))
	if slices.ContainsFunc(r.Patterns, func(p report.Pattern) bool {
		return slices.ContainsFunc(p.Workloads, func(w report.Workload) bool { return len(w.References) > 0 })
	}) {
		b.WriteString(besideLegend)
	}
	fmt.Fprintln(&b, Trust(r))
	_, err := w.Write(b.Bytes())
	return err
}

// Trust says what comparing equals gave, and what the harness takes.
func Trust(r *report.Report) string {
	harness := fmt.Sprintf("The harness takes at most %.2g ns per operation.", r.Overhead)
	n := r.Null
	if n.Comparisons == 0 {
		return "A/A: nothing was compared with itself.\n" + harness
	}
	return fmt.Sprintf("A/A: %d of %d comparisons called different (one in 20 is to be expected), "+
		"median error %s, 95 of 100 below %s\n%s",
		n.Alarms, n.Comparisons, percent(n.Median), percent(n.P95), harness)
}

// ranking returns the implementations by rank, with factors of the first.
func ranking(w report.Workload) string {
	if w.Void != "" {
		return "no ranking: " + w.Void
	}
	var b strings.Builder
	var others []string
	rank := 0
	for _, c := range w.Cells {
		switch {
		case c.Rank == 0:
			others = append(others, fmt.Sprintf("%s (%s)", c.Impl, c.Unranked))
		case rank == 0:
			fmt.Fprintf(&b, "%s %s", c.Impl, nanoseconds(c.Value.Value))
		case c.Rank > rank:
			fmt.Fprintf(&b, " < %s %s", c.Impl, factor(c.Ratio.Value))
		case c.Verdict == "tie":
			fmt.Fprintf(&b, " = %s %s", c.Impl, factor(c.Ratio.Value))
		case c.Rank == 1 && c.Seen > 0:
			fmt.Fprintf(&b, " ~ %s %s (%s)", c.Impl, factor(c.Ratio.Value), percent(c.Seen))
		default:
			fmt.Fprintf(&b, " ~ %s %s", c.Impl, factor(c.Ratio.Value))
		}
		rank = max(rank, c.Rank)
	}
	if len(others) > 0 {
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString("not ranked: " + strings.Join(others, ", "))
	}
	return b.String() + references(w)
}

// references returns what is measured beside the implementations.
func references(w report.Workload) string {
	var b strings.Builder
	for _, c := range w.References {
		if c.Unranked != "" {
			fmt.Fprintf(&b, "; %s: %s", c.Impl, c.Unranked)
			continue
		}
		fmt.Fprintf(&b, "; %s %s (%s to %s)", c.Impl, factor(c.Ratio.Value), factor(c.Ratio.Low), factor(c.Ratio.High))
	}
	return b.String()
}

func factor(ratio float64) string {
	if ratio >= 10 {
		return strconv.FormatFloat(ratio, 'f', 0, 64)
	}
	return strconv.FormatFloat(ratio, 'f', 2, 64)
}

func percent(share float64) string {
	if share >= 0.1 {
		return strconv.FormatFloat(100*share, 'f', 0, 64) + " %"
	}
	return strconv.FormatFloat(100*share, 'g', 2, 64) + " %"
}

// nanoseconds returns a time with three digits and a unit that suits it.
func nanoseconds(ns float64) string {
	unit := "ns"
	for _, next := range []string{"us", "ms", "s"} {
		if ns < 999.5 {
			break
		}
		ns, unit = ns/1000, next
	}
	return strconv.FormatFloat(ns, 'g', 3, 64) + " " + unit
}
