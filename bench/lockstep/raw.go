package lockstep

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// version is that of the raw format.
const version = 1

// A rawHeader is the first line.
type rawHeader struct {
	Version int         `json:"lockstep"`
	Runs    []Header    `json:"runs"`
	Rows    []RowResult `json:"rows"`
}

// A rawLine is any other: a process, a block of the process before, or the end.
type rawLine struct {
	Process *rawProcess `json:"process,omitempty"`
	Block   *rawBlock   `json:"block,omitempty"`
	End     *rawEnd     `json:"end,omitempty"`
}

type rawProcess struct {
	Row     int       `json:"row"`
	Run     int       `json:"run"`
	Latency []Latency `json:"latency"`
}

type rawBlock struct {
	Begin    time.Time `json:"begin"`
	Outcomes []Outcome `json:"outcomes"`
	Slices   []Slice   `json:"slices"`
}

type rawEnd struct {
	Lines int `json:"lines"` // before this one
}

// Write writes the raw measurements, compressed. The package comment describes
// the format.
func Write(w io.Writer, r *Result) error {
	z := gzip.NewWriter(w)
	buffer := bufio.NewWriter(z)
	lines, encoder := 0, json.NewEncoder(buffer)
	put := func(line any) error {
		lines++
		return encoder.Encode(line)
	}
	err := put(rawHeader{version, r.Runs, r.Rows})
	for i, row := range r.Rows {
		for _, p := range row.Processes {
			err = errors.Join(err, put(rawLine{Process: &rawProcess{i, p.Run, p.Latency}}))
			for _, b := range p.Blocks {
				err = errors.Join(err, put(rawLine{Block: &rawBlock{b.Begin, b.Outcomes, b.Slices}}))
			}
		}
	}
	return errors.Join(err, put(rawLine{End: &rawEnd{lines}}), buffer.Flush(), z.Close())
}

// Read reads what [Write] writes. It refuses a file that is not complete or is
// something else, and names the line.
func Read(r io.Reader) (*Result, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("this is no file of raw measurements, which are compressed by gzip: %w", err)
	}
	in := &rawReader{lines: bufio.NewReader(z)}
	for !in.ended {
		if err := in.next(); err != nil {
			return nil, fmt.Errorf("line %d: %w", in.number, err)
		}
	}
	if _, err := in.lines.ReadByte(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("line %d: there is something after the end; merge files instead of "+
			"appending one to the other", in.number+1)
	}
	return &in.result, nil
}

type rawReader struct {
	lines  *bufio.Reader
	number int // of the line, from 1
	result Result
	row    *RowResult // that of the process before
	ended  bool
}

func (r *rawReader) next() error {
	r.number++
	line, err := r.lines.ReadBytes('\n')
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the file is truncated: measure again, or copy it again")
	}
	if err != nil {
		return err
	}
	if r.number == 1 {
		return r.header(line)
	}
	var l rawLine
	if err := json.Unmarshal(line, &l); err != nil {
		return err
	}
	switch {
	case l.Process != nil:
		return r.process(l.Process)
	case l.Block != nil:
		return r.block(l.Block)
	case l.End != nil:
		r.ended = true
		if want := l.End.Lines; want != r.number-1 {
			return fmt.Errorf("the file has %d lines instead of %d; some were lost", r.number-1, want)
		}
		return nil
	}
	return fmt.Errorf("this is neither a process nor a block nor the end: %.60q", line)
}

func (r *rawReader) header(line []byte) error {
	var h rawHeader
	if err := json.Unmarshal(line, &h); err != nil || h.Version == 0 {
		return fmt.Errorf("this is no file of raw measurements: it begins with %.60q", line)
	}
	if h.Version != version {
		return fmt.Errorf("the file has version %d of the format and this program reads version %d; "+
			"use the program that wrote it, or measure again", h.Version, version)
	}
	r.result = Result{h.Runs, h.Rows}
	return nil
}

func (r *rawReader) process(p *rawProcess) error {
	if p.Row < 0 || p.Row >= len(r.result.Rows) || p.Run < 0 || p.Run >= len(r.result.Runs) {
		return fmt.Errorf("the process belongs to row %d of %d and run %d of %d",
			p.Row, len(r.result.Rows), p.Run, len(r.result.Runs))
	}
	r.row = &r.result.Rows[p.Row]
	r.row.Processes = append(r.row.Processes, Process{Run: p.Run, Latency: p.Latency})
	for i, l := range p.Latency {
		if l.Contender != i {
			return fmt.Errorf("latency %d is that of contender %d", i, l.Contender)
		}
	}
	return nil
}

func (r *rawReader) block(b *rawBlock) error {
	if r.row == nil {
		return errors.New("the block belongs to no process")
	}
	n := len(r.row.Contenders)
	for _, s := range b.Slices {
		if s.Contender < 0 || s.Contender >= n {
			return fmt.Errorf("a slice is that of contender %d of %d", s.Contender, n)
		}
	}
	if len(b.Outcomes) != n {
		return fmt.Errorf("the block has %d outcomes for %d contenders", len(b.Outcomes), n)
	}
	p := &r.row.Processes[len(r.row.Processes)-1]
	p.Blocks = append(p.Blocks, Block(*b))
	return nil
}
