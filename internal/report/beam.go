package report

import (
	"slices"
	"strings"
)

// A BEAM is what the laws and the errata of the article are on the BEAM.
type BEAM struct {
	OTP    string     `json:"otp"`
	ERTS   string     `json:"erts"`
	Elixir string     `json:"elixir"`
	Checks int        `json:"checks"` // that the standings rest on
	Laws   []Standing `json:"laws"`
	Errata []Standing `json:"errata"`
	Notes  []string   `json:"notes,omitempty"`
}

// A Standing is what a law or an erratum is on the BEAM.
type Standing struct {
	ID       string `json:"id"`       // such as Table.Batch, Shutdowner.Gone or A9
	Standing string `json:"standing"` // one of the constants
	Why      string `json:"why,omitempty"`
}

// What a law can be on the BEAM. Every other word for it is a fault.
const (
	Holds        = "holds"
	Weaker       = "weaker there"
	Inapplicable = "does not apply"
	NoCheck      = "no check"
)

// Reference is the verdict of what is no candidate.
const Reference = "reference"

// IsReference reports whether an implementation is no candidate: the patterns of
// the article on the BEAM, in one form or another.
func IsReference(impl string) bool { return impl == BEAMImpl || strings.HasPrefix(impl, BEAMImpl+"-") }

// BEAMImpl is the name of the implementation that is the article's own.
const BEAMImpl = "beam"

// referenceTitle returns the name of a reference for readers: "BEAM" or, in another
// form, "BEAM public".
func referenceTitle(impl string) string {
	form, ok := strings.CutPrefix(impl, BEAMImpl)
	if !ok {
		return impl
	}
	return "BEAM" + strings.ReplaceAll(form, "-", " ")
}

// BEAMVersion is the key in [Machine.More] of what ran the references.
const BEAMVersion = "BEAM"

// standing returns what a law is on the BEAM. A law of an embedded interface is the
// same for all patterns: Server.Shutdowner.Gone is Shutdowner.Gone.
func (b *BEAM) standing(pattern, law string) (s Standing, ok bool) {
	if b == nil {
		return s, false
	}
	for _, s := range b.Laws {
		if s.ID == pattern+"."+law || s.ID == law {
			return s, true
		}
	}
	return s, false
}

// referenceNames returns the references of all workloads, in the order of their
// first appearance.
func (r *Report) referenceNames() []string {
	var names []string
	seen := make(map[string]bool)
	for _, p := range r.Patterns {
		for _, w := range p.Workloads {
			for _, c := range w.References {
				if !seen[c.Impl] {
					seen[c.Impl] = true
					names = append(names, c.Impl)
				}
			}
		}
	}
	return names
}

// referencesOf returns those that a pattern is shown with: the BEAM as the article
// has it, measured or not, and other forms of it where they were.
func referencesOf(p Pattern, names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return name != BEAMImpl &&
			!slices.ContainsFunc(p.Workloads, func(w Workload) bool { return w.reference(name) != nil })
	})
}

// reference returns the cell of a reference, or nil.
func (w Workload) reference(impl string) *Cell {
	for i, c := range w.References {
		if c.Impl == impl {
			return &w.References[i]
		}
	}
	return nil
}

// absent reports whether a reference was not measured: only the reason is there.
func (c Cell) absent() bool { return c.Slices == 0 && c.Value.Value == 0 }

// best returns the first cell of the ranking, or nil if there is no ranking.
func (w Workload) best() *Cell {
	for i, c := range w.Cells {
		if w.Void == "" && c.Rank == 1 && c.Verdict == "best" {
			return &w.Cells[i]
		}
	}
	return nil
}
