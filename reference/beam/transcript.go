package beam

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A Kind tells what a check claims.
type Kind string

// What a check may claim.
const (
	Holds   Kind = "holds"   // the BEAM does what the law says
	Weaker  Kind = "weaker"  // the BEAM does less
	Erratum Kind = "erratum" // code of the article does not do what the article says
)

// A Verdict tells how a check has ended.
type Verdict string

// How a check may end.
const (
	OK     Verdict = "ok"
	Broken Verdict = "broken" // the claim is wrong
	Late   Verdict = "late"   // the machine was too busy to tell, every time
)

// A Check is a claim about the BEAM, and what became of it.
type Check struct {
	Kind     Kind
	Law      string // such as Table.Batch; for an Erratum its number, such as A9
	IDs      string // the numbers of the claim, separated by spaces
	Verdict  Verdict
	Tries    int // how often it ran; more than once only if it was late
	Sentence string
	Observed string // what failed, with the values seen; empty if the Verdict is OK
}

// String returns what to tell somebody about a check that failed.
func (c Check) String() string {
	if c.Verdict == Late {
		return fmt.Sprintf("%s: %s: late %d times, at last by %s: the machine is too busy, try again",
			c.Law, c.Sentence, c.Tries, c.Observed)
	}
	return fmt.Sprintf("%s: %s: %s: %s", c.Law, c.Sentence, c.Verdict, c.Observed)
}

// Versions are those of the software that a script ran on.
type Versions struct{ OTP, ERTS, Elixir string }

// A Transcript is what a script has printed.
type Transcript struct {
	Versions
	Checks       []Check
	Inapplicable map[string]string // by law: why there is nothing to check
	Notes        map[string]string // by pattern: what holds for all its checks
}

// Parse reads the lines of a script. It refuses any that it does not know, and a
// script that has not come to its end. What comes before the line with the versions
// is from the virtual machine, which may have warnings.
func Parse(r io.Reader) (*Transcript, error) {
	t := &Transcript{Inapplicable: map[string]string{}, Notes: map[string]string{}}
	lines, ended := 0, false
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		lines++
		if ended {
			return nil, fmt.Errorf("line %d comes after the end: %q", lines, scanner.Text())
		}
		fields := strings.Split(scanner.Text(), "\t")
		if t.OTP == "" && fields[0] != "beam" {
			continue
		}
		if t.OTP != "" && fields[0] == "beam" {
			return nil, fmt.Errorf("line %d has versions again: %q", lines, scanner.Text())
		}
		var err error
		if ended, err = t.add(fields); err != nil {
			return nil, fmt.Errorf("line %d: %w: %q", lines, err, scanner.Text())
		}
	}
	if err := scanner.Err(); err != nil {
		return nil, err
	}
	if !ended {
		return nil, fmt.Errorf("no end after %d lines and %d checks: did the script fail?", lines, len(t.Checks))
	}
	return t, nil
}

// add takes in a line, and tells whether it is the last.
func (t *Transcript) add(fields []string) (last bool, err error) {
	want, known := map[string]int{"beam": 4, "check": 8, "inapplicable": 3, "note": 3, "end": 2}[fields[0]]
	if !known {
		return false, errors.New("unknown kind of line")
	}
	if len(fields) != want {
		return false, fmt.Errorf("%d fields instead of %d", len(fields), want)
	}
	switch fields[0] {
	case "beam":
		t.Versions = Versions{fields[1], fields[2], fields[3]}
	case "check":
		c, err := parseCheck(fields[1:])
		t.Checks = append(t.Checks, c)
		return false, err
	case "inapplicable":
		if _, again := t.Inapplicable[fields[1]]; again {
			return false, errors.New("said twice")
		}
		t.Inapplicable[fields[1]] = fields[2]
	case "note":
		t.Notes[fields[1]] = fields[2]
	case "end":
		if fields[1] != strconv.Itoa(len(t.Checks)) {
			return true, fmt.Errorf("%d checks were printed", len(t.Checks))
		}
		return true, nil
	}
	return false, nil
}

func parseCheck(f []string) (Check, error) {
	tries, err := strconv.Atoi(f[4])
	c := Check{Kind(f[0]), f[1], f[2], Verdict(f[3]), tries, f[5], f[6]}
	if err != nil || tries < 1 {
		return c, errors.New("not a number of tries")
	}
	switch c.Kind {
	case Holds, Weaker, Erratum:
	default:
		return c, errors.New("unknown kind of check")
	}
	switch c.Verdict {
	case OK, Broken, Late:
	default:
		return c, errors.New("unknown verdict")
	}
	if c.Sentence == "" || c.IDs == "" {
		return c, errors.New("no sentence, or no place in the catalogue")
	}
	return c, nil
}
