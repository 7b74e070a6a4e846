// Package page makes the page about a violation: one file that a browser shows
// without a request to anywhere, and without JavaScript.
package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"time"
)

// A Page is what there is to tell about a violation. What is empty is left out.
type Page struct {
	Name     string // of the law or the test
	Sentence string // what the law says
	Verdict  string // "violated", or how the run ended
	Text     string // what happened
	Found    string // how it was found
	Warning  string // why all this is not to be trusted

	Values     []Value // the smallest case
	Schedule   *Schedule
	Goroutines []Goroutine

	History     string // the history that was refused, as a drawing
	HistoryFile string // the name of a page about it, in the same directory

	Command string // replays it
}

// A Value is a part of the smallest case.
type Value struct {
	Label string
	Text  string     // if it is no program, or one without calls
	Calls [][]string // of a program: those of each goroutine
}

// A Goroutine is one at its last step.
type Goroutine struct {
	Name  string // "0.1"; or what the runtime calls it, as in "goroutine 7"
	Op    string // what it does there
	Stack string // as package runtime prints it, without the header
}

// A Schedule is the steps of a run, or its last ones.
type Schedule struct {
	Threads     []string // the columns
	Steps       []Step
	Ends        []Step // what goroutines were about to do when the run ended
	Skipped     int    // steps before these
	Preemptions int
}

// A Step is one of a goroutine.
type Step struct {
	Thread     string
	Op         string
	Position   string // file and line
	Function   string // with the path of its package
	Switched   bool   // whether another goroutine made the step before
	Preemption bool   // whether that one could have gone on
	Time       time.Duration
}

var (
	//go:embed page.html
	text string
	//go:embed page.css
	style string

	layout = template.Must(template.New("page").Funcs(template.FuncMap{
		"style":   func() template.CSS { return template.CSS(style) },
		"rows":    (*Schedule).rows,
		"ends":    (*Schedule).ends,
		"program": program,
		"count":   count,
		"beside":  beside,
	}).Parse(text))
)

// Write writes the page to w.
func (p *Page) Write(w io.Writer) error {
	var b bytes.Buffer // so that half a page is never written
	if err := layout.Execute(&b, p); err != nil {
		return fmt.Errorf("make the page about a violation: %w", err)
	}
	if _, err := b.WriteTo(w); err != nil {
		return fmt.Errorf("write the page about a violation: %w", err)
	}
	return nil
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// beside returns the address of a file in the same directory. Its name may have
// characters that mean something in an address.
func beside(name string) string { return "./" + url.PathEscape(name) }

// program returns the calls of a program row by row, with one column for each
// goroutine.
func program(calls [][]string) (rows [][]string) {
	for column, list := range calls {
		for i, call := range list {
			if i == len(rows) {
				rows = append(rows, make([]string, len(calls)))
			}
			rows[i][column] = call
		}
	}
	return rows
}
