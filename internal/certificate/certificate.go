// Package certificate turns the output of "go test -json" into a certificate:
// a matrix of laws and implementations.
//
// # Protocol
//
// The conformance suite of an implementation is the tree of subtests
//
//	TestConformance/<implementation>/<Pattern>/<Law>
//	TestConformance/<implementation>/<Pattern>/<Embedded>/<Law>
//
// where a law of an embedded interface has one level more, as in
// Server/Shutdowner/Closed. A law tells its outcome by test attributes, see
// [testing.T.Attr]:
//
//	assay.law      the law, as in Table.NoLostUpdate or Server.Shutdowner.Closed
//	assay.verdict  a Verdict
//	assay.reason   why the law does not hold, in a few words
//	assay.cases    how many cases ran
//	assay.time     how long they took, as a time.Duration
//
// A pattern without a constructor has the verdict not-implemented on the
// subtest of the pattern, and perhaps a reason. A test outside TestConformance whose subtests carry
// assay.law is an implementation, too: its name is that of its package and test.
//
// # What counts as a pass
//
// Only a law whose test passed with the verdict ok. A test that fails in spite
// of that, ends without a verdict or never ends is an error, and so is a law
// that was not reached because the test process broke down.
package certificate

import (
	"fmt"
	"strings"
)

// Schema is the version of the JSON form. It grows when a field changes its
// meaning or goes.
const Schema = 1

// A Law is a row to be: what the caller knows about a law before any test ran.
type Law struct {
	ID      string // Pattern.Name
	Text    string // the sentence
	Checked bool   // whether the suite has a check for it
}

// An Environment says where the tests ran.
type Environment struct {
	Go     string `json:"go"` // as in runtime.Version
	GOOS   string `json:"goos"`
	GOARCH string `json:"goarch"`
}

// A Certificate says which law holds for which implementation.
type Certificate struct {
	Schema int `json:"schema"`
	Environment
	Implementations []Implementation `json:"implementations"`
	Laws            []Row            `json:"laws"`

	// Problems are the failures that belong to no law, a sentence each.
	Problems []string `json:"problems"`

	// Unbuilt names the packages that did not build. Their implementations are
	// missing.
	Unbuilt []string `json:"unbuilt"`

	failed bool // whether any package failed
}

// Failed reports whether anything went wrong: a law is broken, a test failed or
// broke down, or a package did not build.
func (c *Certificate) Failed() bool {
	if c.failed || len(c.Problems) > 0 || len(c.Unbuilt) > 0 {
		return true
	}
	for _, row := range c.Laws {
		for _, r := range row.Results {
			if r.Verdict.Bad() {
				return true
			}
		}
	}
	return false
}

// An Implementation is a column, and its sums.
type Implementation struct {
	Name   string          `json:"name"`
	Counts map[Verdict]int `json:"counts"` // laws by verdict
}

// Summary tells how many laws hold, and what became of the others, as in
// "31 of 33 laws hold, 2 lacking".
func (i Implementation) Summary() string {
	judged, rest := 0, ""
	for _, v := range verdicts {
		n := i.Counts[v]
		if v.Judged() {
			judged += n
		}
		if v == OK || v == Unchecked || n == 0 {
			continue
		}
		separator := ", "
		if !v.Judged() && !strings.Contains(rest, ";") {
			separator = "; "
		}
		rest += fmt.Sprintf("%s%d %s", separator, n, v.Word())
	}
	return fmt.Sprintf("%d of %d laws hold%s", i.Counts[OK], judged, rest)
}

// A Row is a law and what became of it in every implementation.
type Row struct {
	ID      string   `json:"id"`
	Pattern string   `json:"pattern"`
	Text    string   `json:"text"`
	Checked bool     `json:"checked"`
	Results []Result `json:"results"` // one for each implementation, in their order
}

// Name is the name of the law within its pattern.
func (r Row) Name() string { return strings.TrimPrefix(r.ID, r.Pattern+".") }

// A Result is the outcome of a law for an implementation.
type Result struct {
	Implementation string  `json:"implementation"`
	Verdict        Verdict `json:"verdict"`
	Reason         string  `json:"reason,omitempty"`
	Cases          int     `json:"cases,omitempty"`
	Seconds        float64 `json:"seconds,omitempty"` // that the cases took
}
