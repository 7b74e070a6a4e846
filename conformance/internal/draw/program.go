package draw

import (
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"strings"

	"github.com/leanovate/gopter"
)

// An Op is one call that a [Program] makes. It knows which calls are simpler.
type Op[O any] interface {
	fmt.Stringer
	Simpler() []O
}

// A Program is what the goroutines of a case do: a list of calls for each.
type Program[O Op[O]] [][]O

// String returns the program, one line for each goroutine that makes a call.
func (p Program[O]) String() string {
	var lines []string
	for i, calls := range p {
		texts := make([]string, len(calls))
		for j, call := range calls {
			texts[j] = call.String()
		}
		if len(calls) > 0 {
			lines = append(lines, fmt.Sprintf("  goroutine %d: %s", i, strings.Join(texts, "; ")))
		}
	}
	if len(lines) == 0 {
		return "  no calls"
	}
	return strings.Join(lines, "\n")
}

// multiline tells that the text begins on a line of its own.
func (p Program[O]) multiline() {}

// Programs draws a program for up to the given number of goroutines, at least
// one if that is 1 and two otherwise. Each makes one call or more, up to the
// given number, and op makes them up. The program shrinks by dropping goroutines
// and calls and by simplifying calls, but keeps two goroutines if it began with
// more than one.
func Programs[O Op[O]](c *Case, label string, goroutines, calls int, op func(*rand.Rand) O) Program[O] {
	least := min(goroutines, 2)
	if c.size > 0 && goroutines > 1 { // one goroutine has one schedule, whatever it does
		goroutines, calls = min(goroutines, least+c.size/2), min(calls, c.size+1)
	}
	return From[Program[O]](c, label, func(p *gopter.GenParameters) *gopter.GenResult {
		program := make(Program[O], least+p.Rng.Intn(goroutines-least+1))
		for i := range program {
			for range 1 + p.Rng.Intn(calls) {
				program[i] = append(program[i], op(p.Rng))
			}
		}
		return &gopter.GenResult{
			Result:     program,
			ResultType: reflect.TypeFor[Program[O]](),
			Shrinker:   func(v any) gopter.Shrink { return v.(Program[O]).smaller(least) },
		}
	})
}

// smaller yields programs a little smaller than p: first without a goroutine,
// then without half of the calls of one, without a single call, with a simpler
// call, and with two simpler calls, since two may have to be of the same key.
func (p Program[O]) smaller(least int) gopter.Shrink {
	var all []Program[O]
	if len(p) > least {
		for i := range p {
			all = append(all, slices.Delete(slices.Clone(p), i, i+1))
		}
	}
	for i, calls := range p {
		if half := len(calls) / 2; half > 1 {
			all = append(all, p.with(i, calls[:half]), p.with(i, calls[half:]))
		}
	}
	for i, calls := range p {
		for j := range calls {
			all = append(all, p.with(i, slices.Delete(slices.Clone(calls), j, j+1)))
		}
	}
	simpler := p.simpler(place{})
	all = append(all, simpler...)
	if len(simpler) <= maxPairs {
		for i, calls := range p {
			for j := range calls {
				for _, q := range p.simplerAt(place{i, j}) {
					all = append(all, q.simpler(place{i, j + 1})...)
				}
			}
		}
	}
	return list(all)
}

// maxPairs is the number of simpler programs above which pairs of simpler calls
// are not tried, since there are too many.
const maxPairs = 24

// A place is that of a call in a program.
type place struct{ goroutine, call int }

// simpler returns the programs with one simpler call, at the given place or
// after it.
func (p Program[O]) simpler(from place) (all []Program[O]) {
	for i := from.goroutine; i < len(p); i++ {
		for j := range p[i] {
			if i > from.goroutine || j >= from.call {
				all = append(all, p.simplerAt(place{i, j})...)
			}
		}
	}
	return all
}

// simplerAt returns the programs with a simpler call at the given place.
func (p Program[O]) simplerAt(at place) (all []Program[O]) {
	calls := p[at.goroutine]
	for _, simpler := range calls[at.call].Simpler() {
		replaced := slices.Clone(calls)
		replaced[at.call] = simpler
		all = append(all, p.with(at.goroutine, replaced))
	}
	return all
}

// with returns p with other calls for goroutine i.
func (p Program[O]) with(i int, calls []O) Program[O] {
	q := slices.Clone(p)
	q[i] = calls
	return q
}
