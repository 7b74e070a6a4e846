package interleave

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/assay-go/assay/conformance/interleave/internal/page"
)

// header is the first line of the stack of a goroutine: of one under control, or
// as package runtime prints it.
var header = regexp.MustCompile(`^goroutine (\S+) \[(.*)\]:$`)

// parseStacks takes the stacks of goroutines apart.
func parseStacks(text string) (all []page.Goroutine) {
	for text := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		first, rest, _ := strings.Cut(text, "\n")
		switch m := header.FindStringSubmatch(first); {
		case text == "":
		case m == nil:
			all = append(all, page.Goroutine{Name: "others", Stack: text})
		case underControl(m[1]):
			all = append(all, page.Goroutine{Name: m[1], Op: m[2], Stack: rest})
		case strings.HasPrefix(rest, "panic("):
			all = append(all, page.Goroutine{Name: "panic", Stack: rest})
		default:
			op, _, _ := strings.Cut(m[2], ",")
			all = append(all, page.Goroutine{Name: "goroutine " + m[1], Op: op, Stack: rest})
		}
	}
	return all
}

// underControl reports whether a goroutine of this name is under control. The others
// have the numbers that package runtime gives, from 1 on.
func underControl(name string) bool {
	return strings.HasPrefix(name, "0") || strings.HasPrefix(name, "other")
}

// goroutines returns those of the stacks, and behind them those that only d knows.
func goroutines(stacks []page.Goroutine, d *Drawing) []page.Goroutine {
	all := slices.Clone(stacks)
	if d == nil {
		return all
	}
	last := make(map[string]Event)
	for _, e := range d.trace {
		last[e.Thread] = e
	}
	for _, name := range threads(d.trace) {
		known := slices.ContainsFunc(stacks, func(g page.Goroutine) bool { return g.Name == name })
		if e := last[name]; e.stack != "" && !known {
			all = append(all, page.Goroutine{Name: name, Op: e.Op, Stack: strings.TrimSpace(e.stack)})
		}
	}
	return all
}

// top returns the function on top of a stack, and the base name and line of the
// file where it is.
func top(stack string) (function, position string) {
	function, rest, _ := strings.Cut(stack, "\n")
	position, _, _ = strings.Cut(rest, "\n")
	position, _, _ = strings.Cut(strings.TrimSpace(position), " ")
	return strings.TrimSuffix(function, "(...)"), path.Base(position)
}
