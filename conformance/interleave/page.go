package interleave

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/conformance/interleave/internal/page"
)

// A Page is a page about a violation, to be opened in a browser. What is empty
// is left out.
type Page struct {
	Name     string   // of the law or the test
	Sentence string   // what the law says
	Verdict  string   // "violated", or how the run ended
	Text     string   // what happened
	Found    string   // how it was found, in a sentence
	Warning  error    // why all this is not to be trusted
	Values   []Value  // the smallest case
	Drawing  *Drawing // of the schedule

	// Stacks are those of the goroutines that the violation is about, as package
	// runtime prints them. Others are shown as the drawing knows them.
	Stacks string

	History     string // the history that was refused, as a drawing
	HistoryFile string // the name of a page about it, in the same directory
	Command     string // replays the schedule
}

// A Value is a part of the smallest case.
type Value struct {
	Label string
	Text  string     // if it is no program, or one without calls
	Calls [][]string // of a program: those of each goroutine
}

// mostOnPage is how many steps of a schedule are on a page. The last ones are.
const mostOnPage = 1000

// WriteHTML writes the page to w: one file, which makes no request to anywhere.
func (p *Page) WriteHTML(w io.Writer) error {
	stacks := parseStacks(p.Stacks)
	out := page.Page{
		Name: p.Name, Sentence: p.Sentence, Verdict: p.Verdict, Text: p.Text, Found: p.Found,
		Schedule: p.Drawing.schedule(stacks), Goroutines: goroutines(stacks, p.Drawing),
		History: p.History, HistoryFile: p.HistoryFile, Command: p.Command,
	}
	if p.Warning != nil {
		out.Warning = p.Warning.Error()
	}
	for _, v := range p.Values {
		out.Values = append(out.Values, page.Value(v))
	}
	return out.Write(w)
}

// schedule returns the steps as a page takes them, or nil if there are none. Under
// them is what the goroutines of the stacks were about to do.
func (d *Drawing) schedule(stacks []page.Goroutine) *page.Schedule {
	if d == nil || len(d.trace) == 0 {
		return nil
	}
	s := &page.Schedule{Preemptions: d.preemptions, Skipped: max(0, len(d.trace)-mostOnPage)}
	all := slices.Clone(d.trace[s.Skipped:])
	for _, e := range all {
		s.Steps = append(s.Steps, step(e))
	}
	for _, g := range stacks {
		if underControl(g.Name) {
			function, position := top(g.Stack)
			e := Event{Thread: g.Name, Op: g.Op, Function: function, Position: position}
			s.Ends, all = append(s.Ends, step(e)), append(all, e)
		}
	}
	s.Threads = threads(all)
	return s
}

func step(e Event) page.Step {
	return page.Step{
		Thread: e.Thread, Op: e.Op, Position: e.Position, Function: e.Function,
		Switched: e.Switched, Preemption: e.Preemption, Time: e.Time,
	}
}

// show writes the page about v, and returns a sentence that says where it is, or
// why there is none.
func (v *violation) show(t reporter, directory, found string) string {
	p := &Page{
		Name: t.Name(), Verdict: v.kind, Text: v.text, Found: found, Warning: v.err,
		Drawing: v.drawing, Stacks: v.stacks, Command: command(t.Name(), v.schedule.String()),
	}
	file, err := WritePage(directory, t.Name(), ".html", p.WriteHTML)
	switch {
	case err != nil:
		return fmt.Sprintf("\nThere is no page about it: %v\n", err)
	case file == "":
		return ""
	}
	AttributePage(t, file)
	return fmt.Sprintf("\nThe same as a page: %s\n", file)
}

// WritePage makes a file for the page about a test in a directory, calls write to
// fill it, and returns its name, which is made from that of the test and a suffix.
// The name is returned even if write fails. Without a directory it does nothing.
func WritePage(directory, test, suffix string, write func(io.Writer) error) (file string, err error) {
	if directory == "" {
		return "", nil
	}
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return "", fmt.Errorf("make a directory for pages about failures: %w", err)
	}
	file = filepath.Join(directory, fileName(test)+suffix)
	f, err := os.Create(file)
	if err != nil {
		return "", fmt.Errorf("write the page about a failure: %w", err)
	}
	return file, errors.Join(write(f), f.Close())
}

// fileName returns the name of a test as one of a file: on every system, and for
// those who upload it.
func fileName(test string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, test)
}
