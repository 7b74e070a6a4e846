package analysis

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/certificate"
	"github.com/assay-go/assay/internal/report"
)

// ReadLaws reads the certificate that assay report writes as conformance.json.
// It refuses a file that is truncated, newer or something else.
func ReadLaws(r io.Reader) (*certificate.Certificate, error) {
	d := json.NewDecoder(r)
	var c certificate.Certificate
	err := d.Decode(&c)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, errors.New("the certificate is truncated; write it again with make report")
	}
	if err != nil {
		return nil, fmt.Errorf("this is no conformance.json: %w", err)
	}
	if c.Schema != certificate.Schema || len(c.Laws) == 0 {
		return nil, fmt.Errorf("this is no conformance.json of this version: it has schema %d and %d laws, "+
			"and schema %d is read; write it again with make report", c.Schema, len(c.Laws), certificate.Schema)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something after the end of the certificate; write it again with make report")
	}
	return &c, nil
}

// OpenLaws reads a certificate from a file, whose name is in the error. The error
// wraps [fs.ErrNotExist] if there is none.
func OpenLaws(name string) (*certificate.Certificate, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%w; write it with make report", err)
	}
	defer func() { _ = f.Close() }() // nothing to lose: it was only read
	c, err := ReadLaws(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

// laws is what a certificate says, if there is one.
type laws struct{ *certificate.Certificate }

// knows reports whether the laws of an implementation have been checked.
func (l laws) knows(impl string) bool {
	return l.Certificate != nil && slices.ContainsFunc(l.Implementations,
		func(i certificate.Implementation) bool { return i.Name == impl })
}

// broken says which laws of the pattern of a row an implementation breaks without
// having declared it, or nothing.
func (l laws) broken(w workload, impl string) string {
	if l.Certificate == nil {
		return ""
	}
	var broken []string
	for _, law := range l.Laws {
		if !w.obeys(law) {
			continue
		}
		for _, r := range law.Results {
			if r.Implementation == impl && r.Verdict.Bad() {
				broken = append(broken, law.ID+" ("+r.Verdict.Word()+")")
			}
		}
	}
	if broken == nil {
		return ""
	}
	return "it does not keep " + strings.Join(broken, ", ")
}

// obeys reports whether a law is one of those of the object under test. The
// pattern Shutdowner is a part of others, which the axis "of" names.
func (w workload) obeys(law certificate.Row) bool {
	if w.row.Pattern != "Shutdowner" {
		return law.Pattern == w.row.Pattern
	}
	return strings.EqualFold(law.Pattern, w.axis("of")) && strings.HasPrefix(law.Name(), "Shutdowner.")
}

// rows returns the matrix for the report.
func (l laws) rows() []report.Law {
	if l.Certificate == nil {
		return nil
	}
	var all []report.Law
	for _, law := range l.Laws {
		row := report.Law{
			Pattern: law.Pattern, Name: law.Name(), Sentence: law.Text,
			Verdicts: make(map[string]report.Verdict),
		}
		for _, r := range law.Results {
			row.Verdicts[r.Implementation] = report.Verdict{Verdict: string(r.Verdict), Reason: r.Reason}
		}
		all = append(all, row)
	}
	return all
}
