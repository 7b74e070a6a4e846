package beam

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/assay-go/assay/conformance"
)

// errata is the number of errata of the article. They are called A1, A2 and so on.
const errata = 15

// A Report tells for every law what it is on the BEAM.
type Report struct {
	versions Versions
	laws     []string
	checks   map[string][]Check // by law or erratum
	reasons  map[string]string  // of laws that do not apply
	notes    []string
}

// NewReport returns the report on the laws, from the transcripts of scripts. It is
// an error if a transcript names a law or an erratum that there is not, if it both
// checks a law and calls it inapplicable, if an erratum has no check, or if the
// scripts ran on different versions.
func NewReport(laws iter.Seq[conformance.Law], transcripts ...*Transcript) (*Report, error) {
	r := &Report{checks: map[string][]Check{}, reasons: map[string]string{}}
	for law := range laws {
		r.laws = append(r.laws, law.ID())
	}
	for _, t := range transcripts {
		if err := r.add(t); err != nil {
			return nil, err
		}
	}
	for law := range r.reasons {
		if len(r.checks[law]) > 0 {
			return nil, fmt.Errorf("beam: %s has checks, and is said not to apply: drop either", law)
		}
	}
	for _, id := range errataIDs() {
		if len(r.checks[id]) == 0 {
			return nil, fmt.Errorf("beam: no check reproduces erratum %s: did errata.exs run?", id)
		}
	}
	return r, nil
}

func (r *Report) add(t *Transcript) error {
	if r.versions == (Versions{}) {
		r.versions = t.Versions
	}
	if r.versions != t.Versions {
		return fmt.Errorf("beam: scripts ran on %v and on %v: run them on one", r.versions, t.Versions)
	}
	for _, c := range t.Checks {
		known := slices.Contains(r.laws, c.Law)
		if c.Kind == Erratum {
			known = slices.Contains(errataIDs(), c.Law)
		}
		if !known {
			return fmt.Errorf("beam: a check is about %s, which is no law: run assay laws for the names", c.Law)
		}
		r.checks[c.Law] = append(r.checks[c.Law], c)
	}
	for law, reason := range t.Inapplicable {
		if !slices.Contains(r.laws, law) {
			return fmt.Errorf("beam: %s is said not to apply, and is no law: run assay laws for the names", law)
		}
		r.reasons[law] = reason
	}
	for pattern, text := range t.Notes {
		r.notes = append(r.notes, pattern+": "+text+".")
	}
	return nil
}

// Failed returns the checks that did not end with OK.
func (r *Report) Failed() []Check {
	var failed []Check
	for _, id := range slices.Concat(r.laws, errataIDs()) {
		for _, c := range r.checks[id] {
			if c.Verdict != OK {
				failed = append(failed, c)
			}
		}
	}
	return failed
}

// What a law is on the BEAM. The order is that of the summary.
const (
	holds        = "holds"
	weaker       = "weaker there"
	inapplicable = "does not apply"
	unchecked    = "no check"
	failed       = "check failed"
)

// standing returns what the law or erratum is on the BEAM, and why.
func (r *Report) standing(law string) (standing, why string) {
	if reason, ok := r.reasons[law]; ok {
		return inapplicable, reason
	}
	said := map[Kind][]string{}
	for _, c := range r.checks[law] {
		if c.Verdict != OK {
			return failed, c.String()
		}
		said[c.Kind] = append(said[c.Kind], c.Sentence)
	}
	switch {
	case said[Weaker] != nil && said[Holds] != nil:
		return weaker, strings.Join(said[Weaker], "; ") + ". But " + strings.Join(said[Holds], "; ")
	case said[Weaker] != nil:
		return weaker, strings.Join(said[Weaker], "; ")
	case said[Holds] != nil:
		return holds, strings.Join(said[Holds], "; ")
	case said[Erratum] != nil:
		return "reproduced", strings.Join(said[Erratum], "; ")
	}
	return unchecked, ""
}

// Markdown writes the report.
func (r *Report) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# The laws on the BEAM\n\n"+
		"What the laws are on Erlang/OTP %s (ERTS %s) with Elixir %s, by %d checks.\nOf %d laws %s.\n"+
		"Reproduce: `make beam`.\n\n",
		r.versions.OTP, r.versions.ERTS, r.versions.Elixir, r.size(), len(r.laws), r.summary())
	b.WriteString("A law *holds* if all that was checked of it does. It is *weaker there* if the BEAM does\n" +
		"less, or if that depends on how the server is written. The last column has the\n" +
		"numbers of the claims in the scripts.\n\n")
	for _, note := range r.notes {
		fmt.Fprintf(&b, "%s\n\n", note)
	}
	b.WriteString("| law | on the BEAM | what happens there | catalogue |\n|---|---|---|---|\n")
	for _, law := range r.laws {
		r.row(&b, law)
	}
	b.WriteString("\n## Errata of the article\n\n" +
		"Code as the article has it, cut down to the fault.\n\n" +
		"| erratum | on the BEAM | what happens | catalogue |\n|---|---|---|---|\n")
	for _, id := range errataIDs() {
		r.row(&b, id)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Report) row(w io.Writer, id string) {
	standing, why := r.standing(id)
	fmt.Fprintf(w, "| %s | %s | %s | %s |\n", id, standing, strings.ReplaceAll(why, "|", `\|`), r.places(id))
}

// places returns the numbers of the claims about a law, each once.
func (r *Report) places(id string) string {
	var ids []string
	for _, c := range r.checks[id] {
		for place := range strings.FieldsSeq(c.IDs) {
			if !slices.Contains(ids, place) {
				ids = append(ids, place)
			}
		}
	}
	return strings.Join(ids, ", ")
}

func (r *Report) size() int {
	n := 0
	for _, checks := range r.checks {
		n += len(checks)
	}
	return n
}

// summary tells how many laws have which standing.
func (r *Report) summary() string {
	count := map[string]int{}
	for _, law := range r.laws {
		standing, _ := r.standing(law)
		count[standing]++
	}
	var parts []string
	for _, s := range []struct{ standing, text string }{
		{holds, "%d hold"},
		{weaker, "%d are weaker there"},
		{inapplicable, "%d do not apply"},
		{unchecked, "%d have no check"},
		{failed, "%d have a check that failed"},
	} {
		if n := count[s.standing]; n > 0 {
			parts = append(parts, fmt.Sprintf(s.text, n))
		}
	}
	return strings.Join(parts, ", ")
}

func errataIDs() []string {
	var ids []string
	for n := range errata {
		ids = append(ids, fmt.Sprintf("A%d", n+1))
	}
	return ids
}
