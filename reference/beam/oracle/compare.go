package oracle

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/reference/beam"
)

// A Comparison is a program with what an implementation and the BEAM have returned.
type Comparison struct {
	Program  Program
	Impl     conformance.Implementation
	Ours     []string // what each call of the implementation has returned
	Theirs   []string // what the BEAM has returned
	Versions beam.Versions
}

// Compare has the implementation and the machine play a program.
func (m *Machine) Compare(impl conformance.Implementation, p Program) (*Comparison, error) {
	theirs, err := m.Run(p)
	if err != nil {
		return nil, err
	}
	return Compare(impl, Played{p, theirs}, m.Versions)
}

// Compare has the implementation play what the BEAM of those versions has played.
func Compare(impl conformance.Implementation, p Played, versions beam.Versions) (*Comparison, error) {
	ours, err := Play(impl, p.Program)
	if err != nil {
		return nil, fmt.Errorf("%s: %w\nin the program %s", impl.Name, err, p.Program)
	}
	return &Comparison{p.Program, impl, ours, p.Observations, versions}, nil
}

// Agree tells whether all calls have returned the same, or differ only as a law
// declares.
func (c *Comparison) Agree() bool { return c.First() < 0 }

// First returns the index of the first call in which the two disagree, or -1.
func (c *Comparison) First() int {
	for i := range c.Program.Calls {
		if c.Ours[i] != c.Theirs[i] && c.Declared(i) == nil {
			return i
		}
	}
	return -1
}

// Declared returns the difference that is declared for call i and occurs there, or
// nil.
func (c *Comparison) Declared(i int) *Difference {
	m := moment{c.Impl, c.Program.Calls[:i], c.Program.Calls[i], c.Ours[i], c.Theirs[i]}
	for d := range Differences {
		if m.ours != m.theirs && Differences[d].explains(c.Program.Pattern, m) {
			return &Differences[d]
		}
	}
	return nil
}

// String returns the program with both outcomes side by side, and how to try it
// again.
func (c *Comparison) String() string {
	first := c.First()
	rows := [][]string{{"", "call", c.Impl.Name, "BEAM", ""}}
	for i, call := range c.Program.Calls {
		mark, law := "", ""
		if i == first {
			mark = ">"
		} else if d := c.Declared(i); d != nil {
			law = "declared: " + d.Law
		}
		rows = append(rows, []string{mark, call.String(), c.Ours[i], c.Theirs[i], law})
	}
	return fmt.Sprintf("%s: %s and the BEAM (OTP %s, Elixir %s) %s\n\n%s\nTo try it again: go test "+
		"./reference/beam/oracle -run 'TestAgreement/%s/%s$' -oracle.program '%s'",
		c.Program.Pattern, c.Impl.Name, c.Versions.OTP, c.Versions.Elixir, verdict(first), aligned(rows),
		c.Program.Pattern, c.Impl.Name, c.Program)
}

func verdict(first int) string {
	if first < 0 {
		return "agree:"
	}
	return fmt.Sprintf("disagree in call %d, and no law declares that:", first+1)
}

// aligned returns rows whose columns are below each other.
func aligned(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			fmt.Fprintf(&line, "%-*s  ", widths[i], cell)
		}
		fmt.Fprintf(&b, "  %s\n", strings.TrimRight(line.String(), " "))
	}
	return b.String()
}
