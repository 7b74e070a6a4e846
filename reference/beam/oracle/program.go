package oracle

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Program is a list of calls that are made one after the other. Its zero value
// is none.
type Program struct {
	Pattern string // the name of one of Patterns
	Calls   []Call
}

// A Call is what an implementation and the BEAM both do, each in its own way.
type Call struct {
	Verb      string
	Arguments []int
}

// String returns the call as it is written in a program.
func (c Call) String() string {
	words := []string{c.Verb}
	for _, n := range c.Arguments {
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, " ")
}

// String returns the program in one line, as Parse reads it.
func (p Program) String() string {
	words := []string{p.Pattern}
	for _, c := range p.Calls {
		words = append(words, c.String())
	}
	return strings.Join(words, separator)
}

// separator stands between the calls of a program, and between observations.
const separator = ";"

// Parse reads a program. It is an error if the pattern is unknown, or if there are
// no calls, or one that has no such verb, or another number of arguments.
func Parse(text string) (Program, error) {
	name, rest, _ := strings.Cut(text, separator)
	p := Program{Pattern: name}
	l, err := languageOf(name)
	if err != nil {
		return p, err
	}
	for call := range strings.SplitSeq(rest, separator) {
		c, err := l.parse(call)
		if err != nil {
			return p, err
		}
		p.Calls = append(p.Calls, c)
	}
	return p, nil
}

// parse reads a call.
func (l language) parse(text string) (Call, error) {
	words := strings.Split(text, " ")
	i := slices.IndexFunc(l.verbs, func(v verb) bool { return v.name == words[0] })
	if i < 0 {
		return Call{}, fmt.Errorf("oracle: %s has no call %q: the calls are %s", l.name, text, l.verbNames())
	}
	if want, got := len(l.verbs[i].arguments), len(words)-1; want != got {
		return Call{}, fmt.Errorf("oracle: %s: %q has %d arguments instead of %d", l.name, text, got, want)
	}
	c := Call{Verb: words[0]}
	for _, word := range words[1:] {
		n, err := strconv.Atoi(word)
		if err != nil {
			return c, fmt.Errorf("oracle: %s: %q: %q is no number", l.name, text, word)
		}
		c.Arguments = append(c.Arguments, n)
	}
	return c, nil
}
