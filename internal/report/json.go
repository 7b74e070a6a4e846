package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Version is the version of the format that [WriteJSON] writes. Version 1 has no
// references and nothing about the BEAM.
const Version = 2

// format tells reports from other files in JSON.
const format = "assay-report"

// A file is a report as it is stored.
type file struct {
	Format string `json:"format"`
	*Report
}

// WriteJSON writes the report as [ReadJSON] reads it, with [Version] as its
// version. Numbers that JSON has no form for, NaN and the infinities, are an
// error, and nothing is written then.
func WriteJSON(w io.Writer, r *Report) error {
	stored := *r
	stored.Version = Version
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(file{format, &stored}); err != nil {
		return fmt.Errorf("report: write as JSON: %w", err)
	}
	_, err := w.Write(buf.Bytes())
	return err
}

// ReadJSON reads what [WriteJSON] wrote. It refuses a file that is truncated, is
// not a report, or has a newer version than this package knows.
func ReadJSON(r io.Reader) (*Report, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("report: read: %w", err)
	}
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, broken(data, err)
	}
	switch {
	case head.Format != format:
		return nil, fmt.Errorf("report: the file is JSON but not a report: its format is %q, not %q; "+
			"give the report.json that assay report writes", head.Format, format)
	case head.Version > Version:
		return nil, fmt.Errorf("report: the file has version %d and this assay reads up to %d; use a newer assay",
			head.Version, Version)
	case head.Version < 1:
		return nil, fmt.Errorf("report: the file has version %d, and there is none below 1; write it anew",
			head.Version)
	}
	stored := file{Report: new(Report)}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&stored); err != nil {
		return nil, broken(data, err)
	}
	return stored.Report, nil
}

// broken explains what json said about data.
func broken(data []byte, err error) error {
	var syntax *json.SyntaxError
	text := bytes.TrimSpace(data)
	switch {
	case len(text) == 0:
		return errors.New("report: the file is empty; write it anew with assay report")
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(data)) && text[0] == '{':
		return fmt.Errorf("report: the file is truncated: it ends after %d bytes, inside a value; "+
			"write it anew with assay report", len(data))
	case errors.As(err, &syntax):
		return fmt.Errorf("report: the file is not JSON from byte %d on (%w); "+
			"give the report.json that assay report writes", syntax.Offset, err)
	}
	return fmt.Errorf("report: the file does not have the form of a report: %w; write it anew with assay report", err)
}
