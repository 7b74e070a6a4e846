package conformance

import "fmt"

// A tally counts how many cases met the preconditions of a law.
type tally map[string]*score

type score struct{ met, cases int }

func (t tally) count(precondition string, met bool) {
	s, ok := t[precondition]
	if !ok {
		s = new(score)
		t[precondition] = s
	}
	s.cases++
	if met {
		s.met++
	}
}

// share is the part of its cases that must meet a precondition of a law, as a
// divisor: one in ten.
const share = 10

// unmet describes a precondition that too few cases have met. It returns "" if
// there is none.
func (t tally) unmet() string {
	for precondition, s := range t {
		if s.met*share < s.cases {
			return fmt.Sprintf("only %d of %d cases met its precondition: %s", s.met, s.cases, precondition)
		}
	}
	return ""
}
