package conformance

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
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
// smallest case, and how to see it again. The page about the history, if there
// is one, was written to file.
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
	if r.drawing != "" {
		fmt.Fprintf(&b, "\nschedule (>> where a goroutine was preempted, > where it waited or ended):\n%s\n", r.drawing)
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
	if file != "" {
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
	cmd := fmt.Sprintf("go test %s -run '%s' -assay.replay=%s", testedPackage(), strings.Join(elements, "/"), id)
	if s.options.gear != "virtual" {
		cmd += " -assay.gear=" + string(s.options.gear)
	}
	return cmd
}

// testedPackage returns the import path of the package under test.
func testedPackage() string {
	if info, ok := debug.ReadBuildInfo(); ok && strings.HasSuffix(info.Path, ".test") {
		return strings.TrimSuffix(info.Path, ".test")
	}
	return "."
}

// writePage writes the page about the history that broke a law, and returns
// where. It returns "" if there is no history.
func (s setting) writePage(r result) (file string, err error) {
	if r.finding.history == nil {
		return "", nil
	}
	if err := os.MkdirAll(s.options.failures, 0o755); err != nil {
		return "", fmt.Errorf("make a directory for pages about failures: %w", err)
	}
	file = filepath.Join(s.options.failures, strings.ReplaceAll(s.test, "/", "-")+".html")
	f, err := os.Create(file)
	if err != nil {
		return "", fmt.Errorf("write the page about a failure: %w", err)
	}
	return file, errors.Join(r.finding.history.WriteHTML(f), f.Close())
}

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }
