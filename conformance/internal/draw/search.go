package draw

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/prop"
)

// maxCandidates bounds how many cases are tried to make a failing one smaller.
const maxCandidates = 2000

// Search tries up to n cases, whose seeds follow from seed. It stops at the
// first one for which holds returns false, makes it smaller while holds still
// returns false, and returns nothing: the last case that holds refused is the
// smallest. It returns how many cases held.
//
// Case i has the size that size returns for i, or any if size is nil. A number is
// larger by the size at most than the smallest one of its range, and a goroutine of
// a program makes one call more at most. The size 0 is any, too.
func Search(seed int64, n int, size func(i int) int, holds func(*Case) bool) (held int) {
	params := gopter.DefaultTestParametersWithSeed(seed)
	params.MinSuccessfulTests = n
	i := 0
	cases := func(p *gopter.GenParameters) *gopter.GenResult {
		c := &Case{seed: int64(p.Rng.Int31()), budget: budget()}
		if size != nil {
			c.size = size(i)
		}
		i++
		return result(c)
	}
	return check(params, cases, holds)
}

// Again is like Search, but tries the case c, n times over: what a concurrent
// case does depends on the schedule, too.
func Again(c *Case, n int, holds func(*Case) bool) (held int) {
	params := gopter.DefaultTestParametersWithSeed(1)
	params.MinSuccessfulTests = n
	return check(params, func(*gopter.GenParameters) *gopter.GenResult {
		again := *c
		again.Rewind()
		return result(&again)
	}, holds)
}

func check(params *gopter.TestParameters, cases gopter.Gen, holds func(*Case) bool) int {
	r := prop.ForAll(holds, cases).Check(params)
	if r.Status == gopter.TestError {
		panic(fmt.Sprintf("%v\n%s", r.Error, r.ErrorStack))
	}
	return r.Succeeded
}

func budget() *int {
	n := maxCandidates
	return &n
}

func result(c *Case) *gopter.GenResult {
	return &gopter.GenResult{
		Result:     c,
		ResultType: reflect.TypeFor[*Case](),
		Shrinker:   func(v any) gopter.Shrink { return v.(*Case).candidates() },
	}
}

// Replay makes the case with the given [Case.ID]. It calls dry with each case
// on the way there, which must draw all values and do no more.
func Replay(id string, dry func(*Case)) (*Case, error) {
	c, steps, err := parse(id)
	if err != nil {
		return nil, err
	}
	for _, step := range steps {
		dry(c)
		next := c.candidates()
		var v any
		for range step + 1 {
			var ok bool
			if v, ok = next(); !ok {
				return nil, fmt.Errorf("there is no case %s: what this law draws has changed since", id)
			}
		}
		c = v.(*Case)
		c.budget = budget()
	}
	return c, nil
}

// parse takes the [Case.ID] apart. The steps are yet to be taken.
func parse(id string) (c *Case, steps []int, err error) {
	first, rest, more := strings.Cut(id, ".")
	seed, size, sized := strings.Cut(first, sizeMark)
	c = &Case{budget: budget()}
	if c.seed, err = strconv.ParseInt(seed, 10, 64); err == nil && sized {
		c.size, err = strconv.Atoi(size)
	}
	if err != nil || sized && c.size < 1 {
		return nil, nil, fmt.Errorf("%q is not a case: it is like 1204893311.3.0, as a failure prints it", id)
	}
	for more {
		first, rest, more = strings.Cut(rest, ".")
		step, err := strconv.Atoi(first)
		if err != nil || step < 0 || step >= maxCandidates {
			return nil, nil, fmt.Errorf("%q is not a case: %q is not the number of a shrink", id, first)
		}
		steps = append(steps, step)
	}
	return c, steps, nil
}

// Valid reports, as an error, why id cannot be the [Case.ID] of any case.
func Valid(id string) error {
	_, _, err := parse(id)
	return err
}
