package certificate

import (
	"path"
	"regexp"
	"strings"
)

// repeated is what package testing adds to the name of a subtest that exists.
var repeated = regexp.MustCompile(`#\d+$`)

// locate returns the implementation that a test belongs to and its place below
// it. The implementation is empty for a test that is not about laws.
func (p *testPackage) locate(t *test) (impl string, below []string) {
	names := strings.Split(t.name, "/")
	if p.inLaw(t) {
		return "", nil
	}
	for i := range names {
		names[i] = repeated.ReplaceAllString(names[i], "")
	}
	switch {
	case names[0] == root && len(names) > 1:
		return names[1], names[2:]
	case names[0] != root && t.attrs["assay.law"] != "":
		return path.Base(p.path) + "." + names[0], nil
	}
	return "", nil
}

// inLaw reports whether t is a subtest of the test of a law.
func (p *testPackage) inLaw(t *test) bool {
	for name := t.name; ; {
		i := strings.LastIndexByte(name, '/')
		if i < 0 {
			return false
		}
		name = name[:i]
		if parent := p.latest[name]; parent != nil && parent.attrs["assay.law"] != "" {
			return true
		}
	}
}

func (p *testPackage) hasSubtests(t *test) bool {
	for name := range p.latest {
		if strings.HasPrefix(name, t.name+"/") {
			return true
		}
	}
	return false
}

// blames reports whether the failure of t is that of a test above or below it,
// where it is told already.
func (p *testPackage) blames(t *test) bool {
	if p.inLaw(t) {
		return true
	}
	for _, u := range p.tests {
		if strings.HasPrefix(u.name, t.name+"/") && u.action != "pass" && u.action != "skip" {
			return true
		}
	}
	return false
}
