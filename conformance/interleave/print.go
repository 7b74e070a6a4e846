package interleave

import (
	"fmt"
	"slices"
	"strings"
)

// most is how many steps of a schedule are printed. The last ones are.
const most = 200

// String returns a page about the violation: what went wrong, and the schedule
// with one column for each goroutine.
func (v *violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", v.kind)
	for line := range strings.Lines(v.text) {
		fmt.Fprintf(&b, "    %s\n", strings.TrimSuffix(line, "\n"))
	}
	fmt.Fprintf(&b, "\nThe schedule has %s (>> where a goroutine was preempted, > where it waited or ended):\n\n",
		count(v.preemptions, "preemption"))
	fmt.Fprintf(&b, "%v\n", v.drawing)
	if v.stacks != "" {
		fmt.Fprintf(&b, "\nEach goroutine at its last step:\n\n%s\n", indent(v.stacks))
	}
	if v.err != nil {
		fmt.Fprintf(&b, "\nBeware: %v\n", v.err)
	}
	return b.String()
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func indent(text string) string { return "    " + strings.ReplaceAll(text, "\n", "\n    ") }

// A Drawing is a picture of a schedule, with one column for each goroutine.
type Drawing struct {
	trace       []Event
	preemptions int
}

// Drawing returns a picture of the current schedule, as far as it has come. The
// places in the source are there in a replay only.
func (e *Explorer) Drawing() *Drawing { return &Drawing{e.trace, e.Preemptions()} }

// String returns the picture as text, without a newline at its end: a line for
// each of the last steps.
func (d *Drawing) String() string {
	if d == nil {
		return ""
	}
	var b strings.Builder
	columns(&b, d.trace)
	return strings.TrimRight(b.String(), "\n")
}

// threads returns the names of the goroutines that make the steps, in order.
func threads(trace []Event) (names []string) {
	seen := make(map[string]bool)
	for _, e := range trace {
		if !seen[e.Thread] {
			seen[e.Thread] = true
			names = append(names, e.Thread)
		}
	}
	slices.SortFunc(names, compareNames)
	return names
}

// columns prints the steps.
func columns(b *strings.Builder, trace []Event) {
	first := max(0, len(trace)-most)
	names, widths := threads(trace[first:]), make(map[string]int)
	for _, e := range trace[first:] {
		widths[e.Thread] = max(widths[e.Thread], len(e.Thread), len(e.cell()))
	}
	line := func(mark, number string, cell func(thread string) string) {
		var row strings.Builder
		fmt.Fprintf(&row, "    %5s %2s", number, mark)
		for _, t := range names {
			fmt.Fprintf(&row, "  %-*s", widths[t], cell(t))
		}
		fmt.Fprintln(b, strings.TrimRight(row.String(), " "))
	}
	line("", "step", func(t string) string { return t })
	if first > 0 {
		line("", "", func(string) string { return "..." })
	}
	for i, e := range trace[first:] {
		line(e.mark(), fmt.Sprint(first+i+1), func(t string) string {
			if t == e.Thread {
				return e.cell()
			}
			return ""
		})
	}
}

func (e Event) cell() string { return strings.TrimSpace(e.Op + " " + e.Position) }

func (e Event) mark() string {
	switch {
	case e.Preemption:
		return ">>"
	case e.Switched:
		return ">"
	}
	return ""
}

// compareNames orders the names of threads so that 0.10 comes after 0.9.
func compareNames(a, b string) int {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	return slices.CompareFunc(x, y, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
}
