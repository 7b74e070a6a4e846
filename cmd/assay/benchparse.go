package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A benchList is what a run of the benchmarks printed.
type benchList struct {
	config  []string // lines about the machine: "goos: linux"
	rows    []benchRow
	skipped []string // names of benchmarks
	other   []string // what is none of that, such as failures
}

// add adds a line that came the given time after the one before.
// It says whether the line is the result of a row.
func (l *benchList) add(line string, after time.Duration) bool {
	fields := strings.Fields(line)
	switch {
	case isBenchResult(fields):
		l.rows = append(l.rows, benchRow{fields[0], after, benchOp(fields)})
		return true
	case len(fields) == 0, line == "PASS", len(fields) == 1 && strings.HasPrefix(line, "Benchmark"):
		// The name alone is printed when a benchmark begins.
	case slices.Contains([]string{"goos:", "goarch:", "pkg:", "cpu:"}, fields[0]):
		l.config = append(l.config, line)
	case strings.HasPrefix(line, "--- SKIP: "):
		l.skipped = append(l.skipped, fields[2])
	default:
		l.other = append(l.other, line)
	}
	return false
}

// benchOp returns the time per operation of a result, or 0 if there is none.
func benchOp(fields []string) time.Duration {
	for i, unit := range fields {
		if unit == "ns/op" {
			ns, _ := strconv.ParseFloat(fields[i-1], 64)
			return time.Duration(ns)
		}
	}
	return 0
}

// isBenchResult says whether the fields are a name, a number of iterations, and
// a measurement.
func isBenchResult(fields []string) bool {
	if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
		return false
	}
	_, err := strconv.Atoi(fields[1])
	return err == nil
}

// lacking returns a line for each pattern that an implementation lacks.
func (l *benchList) lacking() []string {
	var lines []string
	for _, name := range l.skipped {
		pattern, rest, _ := strings.Cut(strings.TrimPrefix(name, "Benchmark"), "/")
		impl, _, _ := strings.Cut(strings.TrimPrefix(rest, "impl="), "/")
		line := fmt.Sprintf("%s does not implement %s", impl, pattern)
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// A lineWriter calls a function for each complete line written to it.
type lineWriter struct {
	line    func(line string)
	pending []byte
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.pending = append(w.pending, p...)
	for {
		line, rest, found := bytes.Cut(w.pending, []byte("\n"))
		if !found {
			return len(p), nil
		}
		w.line(string(line))
		w.pending = rest
	}
}
