// Package choose says which implementation to take for a workload, from what a
// report has measured, and how far the report can tell.
//
//	answer, err := choose.Ask(r, choose.Question{
//		Pattern: "table",
//		Axes:    []report.Axis{{Key: "reads", Value: "99"}, {Key: "keys", Value: "5000"}},
//	})
//	err = choose.WriteText(os.Stdout, answer)
//
// # What was not measured
//
// A workload that was measured is answered by its row, with the verdicts of the
// report. Any other is put together from rows, on a logarithmic scale of times,
// and the answer names them:
//
//   - A number between two measured ones is interpolated: linear for the share of
//     reads and the number of handlers, logarithmic for all other axes.
//   - Values that were measured, but not together, are combined as if one did not
//     change what the other costs. That is a guess.
//   - A number beyond all measured ones is answered by the nearest, as a guess.
//
// Two implementations are compared by their ratios to the best of each row,
// whose intervals are added as those of independent measurements are. That is
// wider than the truth, since the rows are paired, so it rather finds ties that
// are none than differences that are none.
package choose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/report"
)

// A Question is a workload, and what an implementation must keep to.
type Question struct {
	// Pattern is its name or the beginning of it, in any case.
	Pattern string
	// Axes are what is asked for. All others are as usual.
	Axes []report.Axis
	// Usual are the values of axes that are not asked for, where the report has
	// them. Without, it is the one that most workloads have.
	Usual []report.Axis
	// Machine is the name of one in the report. Empty stands for the one with
	// most workloads of the pattern, or as many Processors as asked for.
	Machine    string
	Processors int // of the machine; 0 if it does not matter
	// Needs are the names of laws, such as Snapshot or Table.Snapshot.
	Needs []string
}

// A Basis says how sure an answer is. A later one is less sure.
type Basis int

// The bases.
const (
	Measured     Basis = iota // a row of the report
	Interpolated              // between rows
	Guess                     // beyond them, or as if axes did not depend on each other
	Unknown                   // nobody can be ranked
)

var basisNames = []string{"measured", "interpolated", "guess", "unknown"}

// String returns the name of a basis.
func (b Basis) String() string { return basisNames[b] }

// MarshalText makes a basis a word in JSON.
func (b Basis) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// An Answer ranks the implementations for a workload.
type Answer struct {
	Pattern string         `json:"pattern"`
	Axes    []report.Axis  `json:"axes"`  // of the workload, all of them
	Usual   []string       `json:"usual"` // the keys of those that were not asked for
	Machine report.Machine `json:"machine"`
	Basis   Basis          `json:"basis"`
	From    []Part         `json:"from"` // the rows that the answer is put together from
	Unit    string         `json:"unit"`
	Choices []Choice       `json:"choices"`  // by rank
	LeftOut []LeftOut      `json:"left_out"` // what is not ranked
	Notes   []string       `json:"notes"`    // what the report cannot tell, as sentences
}

// A Part is a row of the report and the power of its times in the answer.
type Part struct {
	Workload string  `json:"workload"`
	Power    float64 `json:"power"`
}

// A Choice is an implementation that can be taken.
type Choice struct {
	Impl    string          `json:"impl"`
	Rank    int             `json:"rank"`    // 1 for the first and those that tie with it
	Verdict string          `json:"verdict"` // best, tie, slower, inconclusive; only, if there is no other
	Value   report.Estimate `json:"value"`
	Ratio   report.Estimate `json:"ratio"` // to the first choice
	Bytes   float64         `json:"bytes"`
	Allocs  float64         `json:"allocs"`
	Lacks   []Lack          `json:"lacks"`

	Warnings []string `json:"warnings,omitempty"`
}

// A Lack is a law that an implementation is not known to keep.
type Lack struct {
	Law     string `json:"law"`
	Verdict string `json:"verdict"`
	Reason  string `json:"reason,omitempty"`
}

// A LeftOut is an implementation that is not ranked.
type LeftOut struct {
	Impl   string `json:"impl"`
	Reason string `json:"reason"`
}

// Ask answers a question from a report. It is an error to ask for what the report
// does not know at all: the text says what it knows. An answer that ranks nobody
// is no error: its notes say why.
func Ask(r *report.Report, q Question) (*Answer, error) {
	p, err := find(r, q.Pattern)
	if err != nil {
		return nil, err
	}
	machine, notes, err := pickMachine(r, p, q)
	if err != nil {
		return nil, err
	}
	a := &Answer{
		Pattern: p.Name, Machine: machine, Notes: append([]string{}, notes...),
		LeftOut: []LeftOut{}, Choices: []Choice{},
	}
	if len(notes) > 0 {
		a.Basis = Guess
	}
	s := newSpace(p, machine.Name, q.Usual)
	mix, err := s.resolve(q.Axes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Name, err)
	}
	a.take(mix, q.Axes)
	laws := lawsOf(r, p.Name, mix.target)
	needs, err := needed(laws, p.Name, q.Needs)
	if err != nil {
		return nil, err
	}
	a.rank(mix, laws, needs)
	if near := s.nearest(a.Axes); len(a.Choices) == 0 && len(needs) == 0 && len(near) > 0 {
		a.Notes = append(a.Notes, "The nearest rows with a ranking: "+list(near)+".")
	}
	return a, nil
}

// take notes what the answer will be about.
func (a *Answer) take(m *mixture, asked []report.Axis) {
	a.Axes = m.target
	a.Usual = []string{}
	for _, axis := range m.target {
		if !slices.ContainsFunc(asked, func(x report.Axis) bool { return x.Key == axis.Key }) {
			a.Usual = append(a.Usual, axis.Key)
		}
	}
	a.Basis = max(a.Basis, m.basis)
	a.Notes = append(a.Notes, m.notes...)
	a.From = []Part{}
	for _, part := range m.parts {
		a.From = append(a.From, Part{part.workload.Name, part.power})
		a.Unit = part.workload.Unit
	}
}

// find returns the pattern that name means.
func find(r *report.Report, name string) (*report.Pattern, error) {
	var names []string
	var begun []int
	for i, p := range r.Patterns {
		if strings.EqualFold(p.Name, name) {
			return &r.Patterns[i], nil
		}
		if name != "" && len(name) < len(p.Name) && strings.EqualFold(p.Name[:len(name)], name) {
			begun = append(begun, i)
		}
		names = append(names, strings.ToLower(p.Name))
	}
	if len(begun) == 1 {
		return &r.Patterns[begun[0]], nil
	}
	return nil, fmt.Errorf("the report has no pattern %q; it has %s", name, list(names))
}

// list joins words as a sentence does.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
