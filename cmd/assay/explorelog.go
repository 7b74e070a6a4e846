package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// An exploreLog is what go test has reported.
type exploreLog struct {
	stdout, stderr io.Writer
	with, args     []string // those of the command
	copies         string   // the directory that is removed in the end
	tests          map[testName]*exploredTest
	order          []testName
	failed         []testName // those without a test are packages
	unbuilt        []string
	compiler       strings.Builder // what it has printed
}

// A testName names a test, or a package.
type testName struct{ pkg, test string }

// An exploredTest is what a test has told.
type exploredTest struct {
	attrs  map[string]string
	output strings.Builder
}

func newExploreLog(stdout, stderr io.Writer, copies string, o exploreOptions) *exploreLog {
	return &exploreLog{
		stdout: stdout, stderr: stderr, with: o.with, args: o.args, copies: copies,
		tests: make(map[testName]*exploredTest),
	}
}

func (l *exploreLog) test(name testName) *exploredTest {
	t, ok := l.tests[name]
	if !ok {
		t = &exploredTest{attrs: make(map[string]string)}
		l.tests[name] = t
		l.order = append(l.order, name)
	}
	return t
}

// add records an event, and prints what can be said already.
func (l *exploreLog) add(e exploreEvent) {
	name := testName{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		l.compiler.WriteString(e.Output)
	case "run":
		if !strings.Contains(e.Test, "/") {
			fmt.Fprintf(l.stderr, "running %s of %s\n", e.Test, e.Package)
		}
	case "attr":
		l.test(name).attrs[e.Key] = e.Value
	case "output":
		if !strings.HasPrefix(e.Output, "=== ") {
			l.test(name).output.WriteString(e.Output)
		}
	case "pass":
		l.test(name).output.Reset()
		l.printPassed(name)
	case "fail":
		l.fail(name, e.FailedBuild)
	}
}

// printPassed tells what was tried of an explored test.
func (l *exploreLog) printPassed(name testName) {
	attrs := l.test(name).attrs
	n, ok := attrs[attrSchedules]
	switch {
	case !ok || attrs[attrRefused] != "" || attrs[attrFalls] != "":
	case attrs[attrPreemptions] != "":
		fmt.Fprintf(l.stdout, "%s of %s holds for all schedules up to %s: %s\n",
			name.test, name.pkg, counted("preemption", attrs[attrPreemptions]), n)
	case attrs[attrExhausted] != "":
		fmt.Fprintf(l.stdout, "%s of %s holds for %s; %s\n",
			name.test, name.pkg, counted("schedule", n), attrs[attrExhausted])
	default:
		fmt.Fprintf(l.stdout, "%s of %s holds for %s\n", name.test, name.pkg, counted("schedule", n))
	}
}

// fail prints what a failed test has printed, and how to replay it.
func (l *exploreLog) fail(name testName, unbuilt string) {
	t := l.test(name)
	l.failed = append(l.failed, name)
	if unbuilt != "" {
		path, _, _ := strings.Cut(unbuilt, " ") // of a test variant
		l.unbuilt = append(l.unbuilt, path)
		return
	}
	if name.test == "" {
		if !l.testsFailed(name.pkg) { // otherwise a test has said why
			fmt.Fprint(l.stdout, t.output.String())
		}
		return
	}
	fmt.Fprint(l.stdout, t.output.String())
	if schedule := t.attrs[attrSchedule]; schedule != "" {
		fmt.Fprintf(l.stdout, "%s of %s is violated; replay it with\n    %s\n",
			name.test, name.pkg, l.replay(name, schedule))
		l.printPage(t.attrs[attrPage])
	}
}

// printPage tells where the page about a violation is. That of a copied module is
// gone when the command ends.
func (l *exploreLog) printPage(file string) {
	if file == "" || strings.Contains(file, filepath.Base(l.copies)) {
		return
	}
	if here, err := os.Getwd(); err == nil {
		if short, err := filepath.Rel(here, file); err == nil && filepath.IsLocal(short) {
			file = short
		}
	}
	fmt.Fprintf(l.stdout, "see it in a browser: %s\n", file)
}

// replay returns the command that runs a test under one schedule.
func (l *exploreLog) replay(name testName, schedule string) string {
	command := "assay explore " + name.pkg
	if len(l.with) > 0 {
		command += " --with " + strings.Join(l.with, ",")
	}
	command += " --run " + quote(exactly(name.test)) + " --replay " + quote(schedule)
	if len(l.args) == 0 {
		return command
	}
	quoted := []string{command, "--"}
	for _, arg := range l.args {
		quoted = append(quoted, quote(arg))
	}
	return strings.Join(quoted, " ")
}

func (l *exploreLog) testsFailed(pkg string) bool {
	for _, f := range l.failed {
		if f.pkg == pkg && f.test != "" {
			return true
		}
	}
	return false
}

// exactly returns the regexp that matches one test only.
func exactly(test string) string {
	parts := strings.Split(test, "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
	}
	return strings.Join(parts, "/")
}

// counted returns a number with its noun.
func counted(noun string, n any) string {
	s := fmt.Sprint(n, " ", noun)
	if strings.HasPrefix(s, "1 ") {
		return s
	}
	return s + "s"
}

// quote quotes an argument for a shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// conclude returns the error that the exit status is for.
func (l *exploreLog) conclude(packages []string, o exploreOptions) error {
	explored, violated, refused := 0, 0, ""
	for _, name := range l.order {
		attrs := l.tests[name].attrs
		switch {
		case attrs[attrRefused] != "":
			refused = fmt.Sprintf("%s of %s: %s", name.test, name.pkg, attrs[attrRefused])
		case attrs[attrSchedule] != "":
			violated++
			explored++
		case attrs[attrSchedules] != "":
			explored++
		}
	}
	switch {
	case len(l.unbuilt) > 0:
		return fmt.Errorf("%s does not build once it is rewritten:\n%s"+
			"if a type of sync does not match, put the package that has it under control, too: add --with PKG",
			strings.Join(l.unbuilt, ", "), l.compiler.String())
	case violated > 0:
		return finding("%d of %s violated", violated, counted("explored test", explored))
	case refused != "" && explored == 0:
		return fmt.Errorf("the schedule does not fit %s; "+
			"give the package and --run as the violation has printed them", refused)
	case len(l.failed) > 0:
		return finding("tests failed, but not because of a schedule: see whether go test passes")
	case explored == 0:
		return nothingToExplore(packages, o)
	}
	return nil
}

func nothingToExplore(packages []string, o exploreOptions) error {
	where := strings.Join(packages, ", ")
	if o.run != "" {
		return fmt.Errorf("found nothing to explore: no test of %s that matches %s calls interleave.Test "+
			"or checks a law; see go test -list . for their names", where, o.run)
	}
	return fmt.Errorf("found nothing to explore: no test of %s calls interleave.Test or checks a law; "+
		"write one, see go doc github.com/assay-go/assay/conformance/interleave.Test", where)
}
