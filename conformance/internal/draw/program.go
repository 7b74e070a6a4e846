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

// String returns the program, one line for each goroutine.
func (p Program[O]) String() string {
	lines := make([]string, len(p))
	for i, calls := range p {
		texts := make([]string, len(calls))
		for j, call := range calls {
			texts[j] = call.String()
		}
		lines[i] = fmt.Sprintf("  goroutine %d: %s", i, strings.Join(texts, "; "))
	}
	return strings.Join(lines, "\n")
}

// Programs draws a program for up to the given number of goroutines, at least
// one if that is 1 and two otherwise. Each makes one call or more, up to the
// given number, and op makes them up. The program shrinks by dropping goroutines and calls and by simplifying
// calls, but keeps two goroutines if it began with more than one.
func Programs[O Op[O]](c *Case, label string, goroutines, calls int, op func(*rand.Rand) O) Program[O] {
	least := min(goroutines, 2)
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
// then without half of the calls of one, without a single call, and with a
// simpler call.
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
	for i, calls := range p {
		for j, call := range calls {
			for _, simpler := range call.Simpler() {
				replaced := slices.Clone(calls)
				replaced[j] = simpler
				all = append(all, p.with(i, replaced))
			}
		}
	}
	return list(all)
}

// with returns p with other calls for goroutine i.
func (p Program[O]) with(i int, calls []O) Program[O] {
	q := slices.Clone(p)
	q[i] = calls
	return q
}
