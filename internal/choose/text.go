package choose

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// WriteText writes the answer for people.
func WriteText(w io.Writer, a *Answer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", a.Pattern, describe(a.Axes))
	if len(a.Usual) > 0 {
		fmt.Fprintf(&b, "  as usual, since not asked for: %s\n", list(a.Usual))
	}
	fmt.Fprintf(&b, "  %s\n\n", a.source())
	if len(a.Choices) == 0 {
		b.WriteString("Nobody can be ranked.\n")
	}
	a.writeTable(&b)
	a.writeMore(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// source says where the numbers come from.
func (a *Answer) source() string {
	m := a.Machine
	var parts []string
	for _, p := range []string{m.CPU, plural(processors(m)), m.OS, m.Go} {
		if p != "" && p != m.Name {
			parts = append(parts, p)
		}
	}
	basis := a.Basis.String()
	if a.Basis == Guess {
		basis = "a guess"
	}
	return fmt.Sprintf("%s, from %s: %s", basis, cmp.Or(m.Name, "an unnamed machine"), strings.Join(parts, ", "))
}

func (a *Answer) writeTable(b *strings.Builder) {
	if len(a.Choices) == 0 {
		return
	}
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "rank\timplementation\tverdict\ttime\tratio\tallocs\tlacks")
	for _, c := range a.Choices {
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n",
			c.Rank, c.Impl, c.Verdict, quantity(c.Value.Value, a.Unit), ratio(c), allocations(c), laws(c.Lacks))
	}
	_ = t.Flush() // a strings.Builder takes everything
}

// ratio returns how many times as long as the first it takes, with the interval.
func ratio(c Choice) string {
	if c.Verdict == "best" || c.Verdict == "only" {
		return "1"
	}
	return fmt.Sprintf("%s (%s to %s)", factor(c.Ratio.Value), factor(c.Ratio.Low), factor(c.Ratio.High))
}

func factor(r float64) string {
	if r >= 100 {
		return strconv.FormatFloat(r, 'f', 0, 64)
	}
	return strconv.FormatFloat(r, 'f', 2, 64)
}

func allocations(c Choice) string {
	bytes, unit := c.Bytes, "B"
	for _, larger := range []string{"kB", "MB"} {
		if bytes >= 9999.5 {
			bytes, unit = bytes/1000, larger
		}
	}
	return fmt.Sprintf("%s (%s %s)", digits(c.Allocs), digits(bytes), unit)
}

func laws(lacks []Lack) string {
	var names []string
	for _, l := range lacks {
		names = append(names, l.Law)
	}
	return cmp.Or(strings.Join(names, ", "), "-")
}

// writeMore writes the reasons: what is lacking, who is left out, what cannot be
// told.
func (a *Answer) writeMore(b *strings.Builder) {
	var warnings []string
	for _, c := range a.Choices {
		for _, w := range c.Warnings {
			warnings = append(warnings, c.Impl+": "+w)
		}
	}
	var left []string
	for _, l := range a.LeftOut {
		left = append(left, l.Impl+": "+l.Reason)
	}
	writeList(b, "Laws", a.lacking())
	writeList(b, "Not ranked", left)
	writeList(b, "What cannot be told", slices.Concat(a.Notes, warnings))
}

// lacking says who lacks what, those together who do for the same reason.
func (a *Answer) lacking() []string {
	var all []Lack
	who := make(map[Lack][]string)
	for _, c := range a.Choices {
		for _, l := range c.Lacks {
			if who[l] == nil {
				all = append(all, l)
			}
			who[l] = append(who[l], c.Impl)
		}
	}
	var lines []string
	for _, l := range all {
		verb := "lacks"
		if len(who[l]) > 1 {
			verb = "lack"
		}
		lines = append(lines, fmt.Sprintf("%s %s %s", list(who[l]), verb, l))
	}
	return lines
}

func writeList(b *strings.Builder, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n", title)
	for _, line := range lines {
		fmt.Fprintf(b, "  %s\n", line)
	}
}

// quantity returns a value with its unit; times in the largest that they reach.
func quantity(v float64, unit string) string {
	rest, isTime := strings.CutPrefix(unit, "ns")
	if !isTime {
		return digits(v) + " " + unit
	}
	name := "ns"
	for _, larger := range []string{"µs", "ms", "s"} {
		if v < 999.5 {
			break
		}
		v, name = v/1000, larger
	}
	return digits(v) + " " + name + rest
}

// digits returns three significant digits, or all of a large whole number.
func digits(v float64) string {
	if v == 0 || math.Abs(v) >= 100 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	decimals := 2 - int(math.Floor(math.Log10(math.Abs(v))))
	s := strconv.FormatFloat(v, 'f', min(max(decimals, 0), 4), 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}
