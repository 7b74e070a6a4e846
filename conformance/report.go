package conformance

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/assay-go/assay/conformance/interleave"
)

// A setting is where a law was tried: all that it takes to say how to try it
// again.
type setting struct {
	options options
	id      string // of the law, see Law.ID
	text    string // its sentence
	test    string // the name of the test
}

// explain returns the text about a broken law: its sentence, what happened, the
// smallest case, and how to see it again. The page about it, if there is one, was
// written to file.
func (s setting) explain(r result, file string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", s.id, s.text)
	fmt.Fprintf(&b, "%s: %s\n", r.verdict, r.finding.text)
	if r.values != "" {
		fmt.Fprintf(&b, "\nsmallest case:\n%s\n", indent(r.values))
	}
	if r.finding.history != nil {
		fmt.Fprintf(&b, "\nhistory:\n%s\n", indent(r.finding.history.String()))
	}
	if r.drawing != nil {
		fmt.Fprintf(&b, "\nschedule (>> where a goroutine was preempted, > where it waited or ended):\n%v\n", r.drawing)
	}
	if r.finding.stacks != "" {
		fmt.Fprintf(&b, "\ngoroutines:\n%s\n", indent(strings.TrimSpace(r.finding.stacks)))
	}
	if r.schedule != "" {
		fmt.Fprintf(&b, "\n%d cases held before it. The case and its schedule: %s",
			r.cases, r.id+caseMark+r.schedule)
	} else if r.id != "" {
		fmt.Fprintf(&b, "\n%d cases held before it. To try it again:\n  %s", r.cases, s.replay(r.id))
	}
	switch {
	case file == "":
	case r.schedule != "":
		fmt.Fprintf(&b, "\nThe same as a page: %s", file)
	default:
		fmt.Fprintf(&b, "\nThe history as a page: %s", file)
	}
	return b.String()
}

// replay returns the command that tries case id again.
func (s setting) replay(id string) string {
	elements := strings.Split(s.test, "/")
	for i, e := range elements {
		elements[i] = "^" + e + "$"
	}
	cmd := fmt.Sprintf("go test %s -run '%s' -assay.replay=%s",
		interleave.TestedPackage(), strings.Join(elements, "/"), id)
	if s.options.gear != "virtual" {
		cmd += " -assay.gear=" + string(s.options.gear)
	}
	return cmd
}

// writePage writes the page about a broken law, and returns where: about its
// schedule if schedules were explored, and otherwise about its history. It
// returns "" if there is neither.
func (s setting) writePage(r result) (file string, err error) {
	switch {
	case r.schedule != "":
		return s.writeSchedule(r)
	case r.finding.history != nil:
		return interleave.WritePage(s.options.failures, s.test, ".html", r.finding.history.WriteHTML)
	}
	return "", nil
}

// writeSchedule writes the page about the schedule that broke a law, and beside it
// the one about the history, if there is one.
func (s setting) writeSchedule(r result) (file string, err error) {
	p := interleave.Page{
		Name: s.id, Sentence: s.text, Verdict: string(r.verdict), Text: r.finding.text,
		Found:   fmt.Sprintf("%d cases held before it.", r.cases),
		Drawing: r.drawing, Stacks: r.finding.stacks,
		Command: interleave.ExploreCommand(s.test, r.id+caseMark+r.schedule),
	}
	for _, v := range r.smallest.Values() {
		p.Values = append(p.Values, interleave.Value(v))
	}
	var missing error
	if h := r.finding.history; h != nil {
		p.History = h.String()
		var beside string
		beside, missing = interleave.WritePage(s.options.failures, s.test, ".history.html", h.WriteHTML)
		if missing == nil && beside != "" {
			p.HistoryFile = filepath.Base(beside)
		}
	}
	file, err = interleave.WritePage(s.options.failures, s.test, ".html", p.WriteHTML)
	return file, errors.Join(missing, err)
}

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }
