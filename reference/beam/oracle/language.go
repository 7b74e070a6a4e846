package oracle

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/conformance"
)

// A language is what the programs of a pattern may consist of, and how an
// implementation plays them. The player of the BEAM has the same name in oracle.ex.
type language struct {
	name  string
	timed bool // whether the BEAM plays it in real time, so that only few are played
	verbs []verb
	// start returns a player of the implementation, or nil if it lacks the pattern.
	// It is called in the bubble of the program.
	start func(conformance.Implementation) player
}

// A verb is a kind of call.
type verb struct {
	name      string
	weight    int // how often it is drawn, compared with the others
	arguments []limits
}

// limits are the smallest and the largest value of an argument.
type limits struct{ low, high int }

// A player makes the calls of one program.
type player interface {
	// play makes a call and returns what was observed.
	play(Call) string
	// close leaves no goroutine behind.
	close()
}

var languages = []language{
	deferredLanguage, stateLanguage, registryLanguage, idleLanguage, clockLanguage, tickerLanguage,
	serverLanguage, tableLanguage, counterLanguage, poolLanguage, emitterLanguage, gateLanguage,
	hibernatorLanguage,
}

// Patterns returns the names of what programs can be drawn for, in the order of the
// article.
func Patterns() (names []string) {
	for _, l := range languages {
		if !l.timed {
			names = append(names, l.name)
		}
	}
	return names
}

// Timed returns the names of what the BEAM plays in real time, while we play it in
// virtual time. There are recorded programs for it, but none are drawn.
func Timed() (names []string) {
	for _, l := range languages {
		if l.timed {
			names = append(names, l.name)
		}
	}
	return names
}

// errLanguage is returned for the name of a pattern that has no language.
var errLanguage = errors.New("oracle: no such pattern")

func languageOf(name string) (language, error) {
	i := slices.IndexFunc(languages, func(l language) bool { return l.name == name })
	if i < 0 {
		return language{}, fmt.Errorf("%w: %q is not one of %s", errLanguage, name, strings.Join(Patterns(), ", "))
	}
	return languages[i], nil
}

func (l language) verbNames() string {
	var names []string
	for _, v := range l.verbs {
		names = append(names, v.name)
	}
	return strings.Join(names, ", ")
}
