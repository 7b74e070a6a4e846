package openloop

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// version is that of the raw format.
const version = 1

// A rawLine is a line of the raw format. It has one of the fields.
type rawLine struct {
	Version int     `json:"openloop,omitempty"`
	Result  *Result `json:"result,omitempty"`
	Row     *rawRow `json:"row,omitempty"`
	End     *rawEnd `json:"end,omitempty"`
}

type rawRow struct {
	Row
	Histograms map[string]string `json:"histograms"`
}

type rawEnd struct {
	Lines int `json:"lines"` // before this one
}

// Write writes results. The package comment describes the format.
func Write(w io.Writer, results ...*Result) error {
	buffer := bufio.NewWriter(w)
	lines, encoder := 0, json.NewEncoder(buffer)
	put := func(line rawLine) error {
		lines++
		return encoder.Encode(line)
	}
	err := put(rawLine{Version: version})
	for _, r := range results {
		err = errors.Join(err, put(rawLine{Result: r}))
		for _, row := range r.Rows {
			raw, failure := encode(row)
			err = errors.Join(err, failure, put(rawLine{Row: raw}))
		}
	}
	return errors.Join(err, put(rawLine{End: &rawEnd{lines}}), buffer.Flush())
}

func encode(row *Row) (*rawRow, error) {
	raw := &rawRow{*row, make(map[string]string)}
	var errs []error
	for _, h := range row.histograms() {
		text, err := (*h.of).EncodeV2()
		raw.Histograms[h.name] = string(text)
		errs = append(errs, err)
	}
	return raw, errors.Join(errs...)
}

// Read reads what [Write] writes. It refuses a file that is not complete or is
// something else, and names the line.
func Read(r io.Reader) ([]*Result, error) {
	in := &rawReader{lines: bufio.NewReader(r)}
	for !in.ended {
		if err := in.next(); err != nil {
			return nil, fmt.Errorf("line %d: %w", in.number, err)
		}
	}
	if _, err := in.lines.ReadByte(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("line %d: there is something after the end; merge files instead of "+
			"appending one to the other", in.number+1)
	}
	return in.results, nil
}

type rawReader struct {
	lines   *bufio.Reader
	number  int // of the line, from 1
	results []*Result
	ended   bool
}

func (r *rawReader) next() error {
	r.number++
	text, err := r.lines.ReadBytes('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	var line rawLine
	failure := json.Unmarshal(text, &line)
	switch {
	case r.number == 1 && (failure != nil || line.Version == 0):
		return fmt.Errorf("this is no file of open-loop measurements: it begins with %.60q", text)
	case err != nil:
		return errors.New("the file is truncated: measure again, or copy it again")
	case failure != nil:
		return failure
	case r.number == 1 && line.Version != version:
		return fmt.Errorf("the file has version %d of the format and this program reads version %d; "+
			"use the program that wrote it, or measure again", line.Version, version)
	case r.number == 1:
		return nil
	case line.Result != nil:
		r.results = append(r.results, line.Result)
		return nil
	case line.Row != nil:
		return r.row(line.Row)
	case line.End != nil:
		r.ended = true
		if line.End.Lines != r.number-1 {
			return fmt.Errorf("the file has %d lines instead of %d; some were lost", r.number-1, line.End.Lines)
		}
		return nil
	}
	return fmt.Errorf("this is neither a result nor a row nor the end: %.60q", text)
}

func (r *rawReader) row(raw *rawRow) error {
	if len(r.results) == 0 {
		return errors.New("the row belongs to no result")
	}
	row := &raw.Row
	if row.Rate <= 0 {
		return fmt.Errorf("the row of impl=%s has the rate %g", row.Impl, row.Rate)
	}
	for _, h := range row.histograms() {
		decoded, err := hdrhistogram.Decode([]byte(raw.Histograms[h.name]))
		if err != nil {
			return fmt.Errorf("the histogram %s of impl=%s is damaged: %w", h.name, row.Impl, err)
		}
		*h.of = decoded
	}
	last := r.results[len(r.results)-1]
	last.Rows = append(last.Rows, row)
	return nil
}
