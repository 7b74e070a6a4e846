package gate

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"golang.org/x/perf/benchunit"

	"github.com/assay-go/assay/bench/stats"
)

// Verdict returns the outcome as a sentence without a full stop.
func (r *Report) Verdict() string {
	worse, better := 0, 0
	for _, f := range r.Confirmed() {
		if f.Verdict == stats.Slower {
			worse++
		} else {
			better++
		}
	}
	switch {
	case r.Identical:
		return "no regression: both are the same program, byte for byte, and nothing was measured"
	case worse > 0 && better > 0:
		return fmt.Sprintf("%s confirmed, and %s", plural(worse, "regression"), plural(better, "improvement"))
	case worse > 0:
		return plural(worse, "regression") + " confirmed"
	case r.Status == Inconclusive:
		return "inconclusive: this measurement could not have shown a regression"
	case better > 0:
		return fmt.Sprintf("no regression, and %s confirmed", plural(better, "improvement"))
	}
	return "no regression"
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// difference says how much more or less head is than base, with the interval.
func (f Finding) difference() string {
	switch {
	case f.Void != "":
		return "void"
	case f.Ratio == 0 || f.Counted && f.Base == 0:
		return fmt.Sprintf("%s instead of %s", f.value(f.Head), f.value(f.Base))
	case f.Counted:
		return signed(f.Ratio)
	}
	return fmt.Sprintf("%s [%s, %s]", signed(f.Ratio), signed(f.Low), signed(f.High))
}

// signed writes a factor as a change in percent.
func signed(ratio float64) string { return fmt.Sprintf("%+.1f %%", 100*(ratio-1)) }

// value writes a value with its unit.
func (f Finding) value(v float64) string {
	if f.Counted && f.Unit == "allocs/op" {
		return fmt.Sprintf("%.4g allocs", math.Round(100*v)/100)
	}
	tidied, unit := benchunit.Tidy(v, f.Unit)
	unit = strings.Replace(strings.TrimSuffix(unit, "/op"), "sec", "s", 1)
	return benchunit.Scale(tidied, benchunit.ClassOf(f.Unit)) + unit
}

// word says what a change is, in the words of the unit.
func (f Finding) word() string {
	if f.Unit == "ns/op" {
		return f.Verdict.String()
	}
	more := f.Head > f.Base
	if more {
		return "more"
	}
	return "less"
}

// tally counts what is left to say: ties, doubts, and what nobody can tell.
type tally struct{ ties, doubts, open, void int }

func (r *Report) tally() (t tally) {
	for _, f := range r.Findings {
		switch {
		case f.Confirmed:
		case f.Doubt != "":
			t.doubts++
		case f.Void != "":
			t.void++
		case f.Verdict == stats.Tie:
			t.ties++
		default:
			t.open++
		}
	}
	return t
}

// sentence tells the tally.
func (r *Report) sentence() string {
	t := r.tally()
	return fmt.Sprintf("Of %d comparisons %d tie within %s, %d are open, %d were found once and not again, "+
		"and %d could not be judged. %s", len(r.Findings), t.ties, percent(r.Margin), t.open, t.doubts, t.void,
		r.sharpness())
}

// sharpness says how many rows would have shown what is asked for.
func (r *Report) sharpness() string {
	blind, all := r.blindRows()
	return fmt.Sprintf("%d of %d rows were likely to show a regression of %s.", all-blind, all, percent(r.Resolution))
}

// null tells what comparing equals gave.
func (r *Report) null() string {
	switch {
	case !r.Paired:
		return "The two were measured at different times: what happened to the machine in between is in the " +
			"differences. To be sure, let both revisions take turns: assay compare BASE HEAD."
	case r.Null.Comparisons == 0:
		return "A/A: no comparison of the base with itself could be judged."
	}
	return fmt.Sprintf("A/A: of %d comparisons of the base with itself, %d were called different at 5 %%; "+
		"median error %.2f %%, largest %.2f %%.", r.Null.Comparisons, r.Null.Alarms,
		100*r.Null.Median, 100*r.Null.Worst)
}

// machine tells where it was measured.
func (r *Report) machine() string {
	m := r.Machine
	text := strings.TrimSpace(fmt.Sprintf("%s, %d processors, GOMAXPROCS=%d, %s/%s %s",
		m.CPU, m.NumCPU, m.Procs, m.GOOS, m.GOARCH, m.Kernel))
	if r.Begin.Load >= 0 {
		text += fmt.Sprintf(", load %.1f to %.1f", r.Begin.Load, r.End.Load)
	}
	if r.Urgent {
		text += ", at raised priority"
	}
	return text + ", " + r.Head.Go
}

// WriteText writes the report for a terminal.
func (r *Report) WriteText(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintf(out, "%s: %s against %s\n", r.Verdict(), r.Head.Name, r.Base.Name)
	for _, f := range r.Confirmed() {
		fmt.Fprintf(out, "%s\timpl=%s\t%s\t%s -> %s\t%s\t%s\n",
			f.Workload, f.Impl, f.Unit, f.value(f.Base), f.value(f.Head), f.difference(), f.word())
	}
	for _, f := range r.Findings {
		if f.Doubt != "" {
			fmt.Fprintf(out, "%s\timpl=%s\t%s\t%s\tnot confirmed: %s\n",
				f.Workload, f.Impl, f.Unit, f.difference(), f.Doubt)
		}
	}
	if r.Identical {
		return out.Flush()
	}
	fmt.Fprintln(out, r.sentence())
	fmt.Fprintln(out, r.null())
	for _, a := range r.Advice {
		fmt.Fprintln(out, a)
	}
	return out.Flush()
}
