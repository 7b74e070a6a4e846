package page

import (
	"slices"
	"strings"
	"time"
)

// A row of the grid is a step.
type row struct {
	Class  string // the classes of the style sheet
	Number int
	Mark   string // ">>" after a preemption, ">" after another switch
	Passed string // the virtual time that has passed since the step before
	Time   string // what it has come to
	Cells  []cell // one for each goroutine
}

// A cell is what a goroutine does meanwhile.
type cell struct {
	Class    string
	Step     bool // whether the step is its own
	Op       string
	Position string
	Function string // where it differs from that of its step before
}

// rows returns the grid.
func (s *Schedule) rows() []row {
	rows := make([]row, len(s.Steps))
	functions := make(map[string]string)
	now := time.Duration(0)
	for i, step := range s.Steps {
		r := row{
			Class: s.block(i), Number: s.Skipped + i + 1, Mark: step.mark(), Cells: make([]cell, len(s.Threads)),
		}
		if passed := step.Time - now; passed > 0 && (i > 0 || s.Skipped == 0) {
			r.Passed, r.Time = passed.String(), step.Time.String()
		}
		now = step.Time
		for column, thread := range s.Threads {
			r.Cells[column].Class = s.presence(i, thread)
		}
		if column := slices.Index(s.Threads, step.Thread); column >= 0 {
			c := &r.Cells[column]
			c.Step, c.Op, c.Position = true, step.Op, step.Position
			if f := short(step.Function); f != functions[step.Thread] {
				c.Function, functions[step.Thread] = f, f
			}
		}
		rows[i] = r
	}
	return rows
}

func (s *Step) mark() string {
	switch {
	case s.Preemption:
		return ">>"
	case s.Switched:
		return ">"
	}
	return ""
}

// block returns the classes of step i. The steps that a goroutine makes in a row
// are a block, which a preemption cuts.
func (s *Schedule) block(i int) string {
	var classes []string
	if i == 0 || s.Steps[i].Switched {
		classes = append(classes, "first")
	}
	if s.Steps[i].Preemption {
		classes = append(classes, "preemption")
	}
	if i+1 == len(s.Steps) || s.Steps[i+1].Switched {
		classes = append(classes, "last")
	}
	return strings.Join(classes, " ")
}

// presence returns the class of a goroutine at step i: it makes the step, or is
// paused between two of its own.
func (s *Schedule) presence(i int, thread string) string {
	mine := func(step Step) bool { return step.Thread == thread }
	switch {
	case mine(s.Steps[i]):
		return "step"
	case !slices.ContainsFunc(s.Steps[:i], mine):
		return ""
	case slices.ContainsFunc(s.Steps[i:], mine), slices.ContainsFunc(s.Ends, mine):
		return "paused"
	}
	return ""
}

// ends returns the cells of the last row: what each goroutine was about to do.
func (s *Schedule) ends() []cell {
	cells := make([]cell, len(s.Threads))
	for _, step := range s.Ends {
		if column := slices.Index(s.Threads, step.Thread); column >= 0 {
			cells[column] = cell{
				Class: "end", Step: true, Op: step.Op, Position: step.Position, Function: short(step.Function),
			}
		}
	}
	return cells
}

// short returns the name of a function with the name of its package only, and
// without the place of type parameters.
func short(function string) string {
	return strings.ReplaceAll(function[strings.LastIndexByte(function, '/')+1:], "[...]", "")
}
