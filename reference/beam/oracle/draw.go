package oracle

import (
	"fmt"
	"math/rand"
	"reflect"
	"slices"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/prop"

	"github.com/assay-go/assay/conformance"
)

// longest is how many calls a drawn program may have.
const longest = 20

// Search draws up to n programs of a pattern from the seed, and has the
// implementation and the machine play them, until they disagree or one of them
// fails. It returns the smallest program that was found in which they disagree, or
// nil.
func (m *Machine) Search(
	impl conformance.Implementation, pattern string, seed int64, n int,
) (*Comparison, error) {
	l, err := languageOf(pattern)
	if err != nil {
		return nil, err
	}
	var smallest *Comparison
	agrees := func(p Program) bool {
		if err != nil {
			return true // there is no use in going on
		}
		var c *Comparison
		if c, err = m.Compare(impl, p); err != nil || c.Agree() {
			return true
		}
		smallest = c
		return false
	}
	parameters := gopter.DefaultTestParametersWithSeed(seed)
	parameters.MinSuccessfulTests = n
	result := prop.ForAll(agrees, l.programs()).Check(parameters)
	if err == nil && result.Status == gopter.TestError {
		err = fmt.Errorf("oracle: %w\n%s", result.Error, result.ErrorStack)
	}
	return smallest, err
}

// Draw draws n programs of a pattern from the seed.
func Draw(pattern string, seed int64, n int) (programs []Program, err error) {
	l, err := languageOf(pattern)
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewSource(seed))
	for range n {
		programs = append(programs, l.program(r))
	}
	return programs, nil
}

// programs generates programs.
func (l language) programs() gopter.Gen {
	return func(parameters *gopter.GenParameters) *gopter.GenResult {
		return &gopter.GenResult{
			Result:     l.program(parameters.Rng),
			ResultType: reflect.TypeFor[Program](),
			Shrinker:   func(v any) gopter.Shrink { return l.smaller(v.(Program)) },
		}
	}
}

// program makes up a program.
func (l language) program(r *rand.Rand) Program {
	p := Program{Pattern: l.name}
	for range 1 + r.Intn(longest) {
		p.Calls = append(p.Calls, l.draw(r))
	}
	return p
}

// draw makes up a call.
func (l language) draw(r *rand.Rand) Call {
	sum := 0
	for _, v := range l.verbs {
		sum += v.weight
	}
	left := r.Intn(sum)
	i := 0
	for ; left >= l.verbs[i].weight; i++ {
		left -= l.verbs[i].weight
	}
	c := Call{Verb: l.verbs[i].name}
	for _, a := range l.verbs[i].arguments {
		c.Arguments = append(c.Arguments, a.low+r.Intn(a.high-a.low+1))
	}
	return c
}

// smaller yields programs a little smaller than p: half of it, without a call, with
// a smaller argument, and with one that is smaller wherever it occurs, since two
// calls may have to be of the same key.
func (l language) smaller(p Program) gopter.Shrink {
	var all []Program
	add := func(calls []Call) {
		if len(calls) > 0 {
			all = append(all, Program{p.Pattern, calls})
		}
	}
	if half := len(p.Calls) / 2; half > 1 {
		add(p.Calls[:half])
		add(p.Calls[half:])
	}
	for i := range p.Calls {
		add(slices.Delete(slices.Clone(p.Calls), i, i+1))
	}
	for i, c := range p.Calls {
		for j, n := range c.Arguments {
			for _, smaller := range l.limits(c, j).below(n) {
				add(replaced(p.Calls, i, j, smaller))
			}
		}
	}
	for n := 1; n <= 9; n++ {
		if calls := l.lowered(p.Calls, n); !reflect.DeepEqual(calls, p.Calls) {
			add(calls)
		}
	}
	return func() (any, bool) {
		if len(all) == 0 {
			return nil, false
		}
		next := all[0]
		all = all[1:]
		return next, true
	}
}

// limits returns those of an argument of a call.
func (l language) limits(c Call, argument int) limits {
	i := slices.IndexFunc(l.verbs, func(v verb) bool { return v.name == c.Verb })
	return l.verbs[i].arguments[argument]
}

// simplest returns the value that is easiest to read.
func (a limits) simplest() int { return min(max(0, a.low), a.high) }

// below returns values that are simpler than n, the simplest first.
func (a limits) below(n int) []int {
	switch s := a.simplest(); {
	case n > s+1:
		return []int{s, n - 1}
	case n == s+1:
		return []int{s}
	case n < s:
		return []int{s, n + 1}
	}
	return nil
}

// lowered returns the calls with n-1 wherever there is n, and may be n-1.
func (l language) lowered(calls []Call, n int) []Call {
	for i, c := range calls {
		for j, argument := range c.Arguments {
			if argument == n && n > l.limits(c, j).simplest() {
				calls = replaced(calls, i, j, n-1)
			}
		}
	}
	return calls
}

// replaced returns the calls with another argument in one of them.
func replaced(calls []Call, i, j, argument int) []Call {
	calls = slices.Clone(calls)
	calls[i].Arguments = slices.Clone(calls[i].Arguments)
	calls[i].Arguments[j] = argument
	return calls
}
