package oracle

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/assay-go/assay/reference/beam"
)

// A Transcript is what the BEAM of some version has returned in programs.
type Transcript struct {
	Versions beam.Versions
	Played   []Played
}

// A Played is a program and what each of its calls has returned.
type Played struct {
	Program      Program
	Observations []string
}

// Record has the machine play programs. One of a pattern that is timed is repeated,
// after a while, if the machine was too busy for it. If it always is, that is ErrLate.
func (m *Machine) Record(programs []Program) (*Transcript, error) {
	t := &Transcript{Versions: m.Versions}
	for _, p := range programs {
		observations, err := m.retried(p)
		if err != nil {
			return nil, err
		}
		t.Played = append(t.Played, Played{p, observations})
	}
	return t, nil
}

// ErrLate is returned by Record where the machine was too busy every time.
var ErrLate = errors.New("oracle: late every time: the machine is too busy, try again")

// tries is how often a timed program is played until it is not late.
const tries = 10

// pause is by how much the wait before a try is longer than the one before.
const pause = 50 * time.Millisecond

func (m *Machine) retried(p Program) (observations []string, err error) {
	for try := range tries {
		time.Sleep(time.Duration(try) * pause)
		observations, err = m.Run(p)
		if err != nil || !slices.Contains(observations, "late") {
			return observations, err
		}
	}
	return nil, fmt.Errorf("%w\nin the program %s", ErrLate, p)
}

// Differs returns the index of the first call of p that has returned, in another
// run on the BEAM, what differs from the first run, or -1. Where the BEAM itself
// leaves open what happens, it does not count.
func (p Played) Differs(other []string) int {
	for i, c := range p.Program.Calls {
		first, second := p.Observations[i], other[i]
		m := moment{before: p.Program.Calls[:i], call: c, ours: first, theirs: second}
		n := moment{before: p.Program.Calls[:i], call: c, ours: second, theirs: first}
		open := func(d Difference) bool {
			return d.Open && (d.explains(p.Program.Pattern, m) || d.explains(p.Program.Pattern, n))
		}
		if first != second && !slices.ContainsFunc(Differences, open) {
			return i
		}
	}
	return -1
}

// ReadTranscript reads what WriteTo has written. A program may also lack its
// observations, so that it can be added by hand and recorded.
func ReadTranscript(r io.Reader) (*Transcript, error) {
	t := new(Transcript)
	scanner := bufio.NewScanner(r)
	for line := 1; scanner.Scan(); line++ {
		if err := t.read(scanner.Text(), line == 1); err != nil {
			return nil, fmt.Errorf("oracle: line %d of a transcript: %w: %q", line, err, scanner.Text())
		}
	}
	return t, scanner.Err()
}

func (t *Transcript) read(line string, first bool) error {
	fields := strings.Split(line, "\t")
	switch {
	case first && len(fields) == 4 && fields[0] == "beam":
		t.Versions = beam.Versions{OTP: fields[1], ERTS: fields[2], Elixir: fields[3]}
		return nil
	case first:
		return errors.New("want beam, OTP, ERTS and Elixir, separated by tabs")
	case line == "":
		return nil
	case fields[0] == "program" && len(fields) == 2:
		t.Played = append(t.Played, Played{Program: Program{Pattern: fields[1]}})
		_, err := languageOf(fields[1])
		return err
	case len(t.Played) == 0 || len(fields) > 2:
		return errors.New("want a program, or one of its calls and what that has returned")
	}
	p := &t.Played[len(t.Played)-1]
	l, err := languageOf(p.Program.Pattern)
	if err != nil {
		return err
	}
	call, err := l.parse(fields[0])
	p.Program.Calls = append(p.Program.Calls, call)
	p.Observations = append(p.Observations, strings.Join(fields[1:], ""))
	return err
}

// WriteTo writes the versions, and each program with a line for every call, which
// has the call and what it has returned.
func (t *Transcript) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "beam\t%s\t%s\t%s\n", t.Versions.OTP, t.Versions.ERTS, t.Versions.Elixir)
	for _, p := range t.Played {
		fmt.Fprintf(&b, "\nprogram\t%s\n", p.Program.Pattern)
		for i, c := range p.Program.Calls {
			fmt.Fprintf(&b, "%s\t%s\n", c, p.Observations[i])
		}
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}
