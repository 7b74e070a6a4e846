package certificate

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// A Run collects the events of test binaries. Its zero value is empty.
type Run struct {
	packages []*testPackage
}

// A testPackage is one run of the tests of a package.
type testPackage struct {
	path    string
	action  string // pass, fail or skip; empty until it has ended
	unbuilt string // the build that failed, if that is why the tests did
	crash   string // the first line of what ended the process early
	tests   []*test
	latest  map[string]*test // by name: with -count a name comes back
}

// A test is one run of a test.
type test struct {
	name   string
	action string // pass, fail or skip; empty until it has ended
	attrs  map[string]string
	raced  bool
	said   string // the first line that it logged
}

// An event is a line of "go test -json", see "go doc test2json".
type event struct {
	Action      string
	Package     string
	Test        string
	Output      string
	Key, Value  string // of an attr
	FailedBuild string
}

// Read adds the events of one input. An input that is not the whole output of
// "go test -json" is an error, which calls it by name.
func (r *Run) Read(name string, input io.Reader) error {
	var read []*testPackage
	running := make(map[string]*testPackage)
	in := bufio.NewReader(input)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		if last && len(line) == 0 {
			break
		}
		var e event
		if err := json.Unmarshal(line, &e); err != nil || e.Action == "" {
			return lineError(name, n, last)
		}
		p := running[e.Package]
		if p == nil && e.Package != "" {
			p = &testPackage{path: e.Package, latest: make(map[string]*test)}
			running[e.Package] = p
			read = append(read, p)
		}
		if p != nil && p.add(e) {
			delete(running, e.Package)
		}
	}
	if len(read) == 0 {
		return fmt.Errorf("%s holds no test events; write it with go test -json ./impls", name)
	}
	for _, p := range read {
		if p.action == "" {
			return fmt.Errorf("%s is truncated: %s never ends; run go test -json again to its end", name, p.path)
		}
	}
	r.packages = append(r.packages, read...)
	return nil
}

func lineError(name string, n int, last bool) error {
	if last {
		return fmt.Errorf("%s is truncated in line %d; run go test -json again to its end", name, n)
	}
	return fmt.Errorf("%s is not the output of go test -json: see its line %d (is stderr mixed in?)", name, n)
}

// add notes an event of the package. It reports whether the package has ended.
func (p *testPackage) add(e event) bool {
	if p.crash == "" && isCrash(e.Output) {
		p.crash = strings.TrimSpace(e.Output)
	}
	if e.Test == "" {
		if ended(e.Action) {
			p.action, p.unbuilt = e.Action, e.FailedBuild
		}
		return p.action != ""
	}
	t := p.latest[e.Test]
	if t == nil || e.Action == "run" {
		t = &test{name: e.Test, attrs: make(map[string]string)}
		p.latest[e.Test] = t
		p.tests = append(p.tests, t)
	}
	switch {
	case e.Action == "attr":
		t.attrs[e.Key] = e.Value
	case ended(e.Action):
		t.action = e.Action
	case e.Action == "output":
		t.listen(e.Output)
	}
	return false
}

// logged is a line from t.Log and its kin, where it begins.
var logged = regexp.MustCompile(`^ +\S+\.go:\d+: (.+)`)

func (t *test) listen(output string) {
	t.raced = t.raced || strings.Contains(output, "race detected during execution of test")
	if m := logged.FindStringSubmatch(output); m != nil && t.said == "" {
		t.said = m[1]
	}
}

func ended(action string) bool { return action == "pass" || action == "fail" || action == "skip" }

func isCrash(output string) bool {
	return strings.HasPrefix(output, "panic: ") || strings.HasPrefix(output, "fatal error: ")
}

// broken reports whether the process ended before its tests did.
func (p *testPackage) broken() bool {
	if p.action != "fail" {
		return false
	}
	for _, t := range p.tests {
		if t.action == "" {
			return true
		}
	}
	return p.crash != ""
}
