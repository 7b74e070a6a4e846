package beam

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Schema is the version of the form that [Report.JSON] writes. It grows when a
// field changes its meaning or goes.
const Schema = 1

// A Document is a report as data. It is what beam.json holds.
type Document struct {
	Schema int        `json:"beam"` // comes first, and tells the file from others
	OTP    string     `json:"otp"`
	ERTS   string     `json:"erts"`
	Elixir string     `json:"elixir"`
	Checks int        `json:"checks"` // that the standings rest on
	Laws   []Standing `json:"laws"`   // all, in the order of package conformance
	Errata []Standing `json:"errata"` // of the article
	Notes  []string   `json:"notes,omitempty"`
}

// A Standing is what a law or an erratum is on the BEAM.
type Standing struct {
	ID string `json:"id"` // such as Table.Batch or A9

	// Standing is one of "holds", "weaker there", "does not apply", "no check" and
	// "check failed". An erratum that is one is "reproduced".
	Standing  string `json:"standing"`
	Why       string `json:"why,omitempty"`       // what happens there
	Catalogue string `json:"catalogue,omitempty"` // the numbers of the claims in the scripts
}

// Document returns the report as data.
func (r *Report) Document() *Document {
	d := &Document{
		Schema: Schema, OTP: r.versions.OTP, ERTS: r.versions.ERTS, Elixir: r.versions.Elixir,
		Checks: r.size(), Notes: r.notes,
	}
	for _, id := range r.laws {
		d.Laws = append(d.Laws, r.standingOf(id))
	}
	for _, id := range errataIDs() {
		d.Errata = append(d.Errata, r.standingOf(id))
	}
	return d
}

func (r *Report) standingOf(id string) Standing {
	standing, why := r.standing(id)
	return Standing{id, standing, why, r.places(id)}
}

// JSON writes the report as [Read] reads it.
func (r *Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(r.Document())
}

// Read reads what [Report.JSON] wrote. It refuses a file that is truncated, newer
// or something else.
func Read(r io.Reader) (*Document, error) {
	decoder := json.NewDecoder(r)
	var d Document
	err := decoder.Decode(&d)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, errors.New("the laws on the BEAM are truncated; write them again with make beam")
	}
	if err != nil {
		return nil, fmt.Errorf("this is no beam.json: %w", err)
	}
	if d.Schema != Schema || len(d.Laws) == 0 {
		return nil, fmt.Errorf("this is no beam.json of this version: it has schema %d and %d laws, "+
			"and schema %d is read; write it again with make beam", d.Schema, len(d.Laws), Schema)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something after the end of the laws on the BEAM; " +
			"write them again with make beam")
	}
	return &d, nil
}
