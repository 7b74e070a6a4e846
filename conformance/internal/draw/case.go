// Package draw makes up the cases of laws, and makes a failing one smaller.
//
// A [Case] is a source of values. The code that needs them draws one after the
// other, each with a label and a gopter generator:
//
//	workers := draw.Int(c, "workers", 2, 8)
//
// What a case yields is a function of its seed, and of the replacements that
// shrinking has made. Both are in its [Case.ID], a short string from which
// [Replay] makes the case again.
package draw

import (
	"fmt"
	"maps"
	"math/rand"
	randv2 "math/rand/v2"
	"strconv"
	"strings"

	"github.com/leanovate/gopter"
)

// A Case is a source of values. It is not safe for concurrent use: draw first,
// then run.
type Case struct {
	seed     int64
	size     int            // how large its values may be; 0 means as large as the ranges allow
	path     []int          // which candidate shrinking took, step by step
	replaced map[string]any // values put in place of what the seed yields
	drawn    []drawn
	budget   *int // how many candidates may still be made from this case and its descendants
}

// A drawn is a value that has been drawn from a case.
type drawn struct {
	label  string
	value  any
	shrink gopter.Shrinker
}

// sizeMark stands before the size in an ID.
const sizeMark = ":"

// ID identifies the case: its seed, its size if it has one, and the steps that
// shrinking took from it.
func (c *Case) ID() string {
	id := strconv.AppendInt(nil, c.seed, 10)
	if c.size > 0 {
		id = strconv.AppendInt(append(id, sizeMark...), int64(c.size), 10)
	}
	for _, step := range c.path {
		id = strconv.AppendInt(append(id, '.'), int64(step), 10)
	}
	return string(id)
}

// Size returns the size that the case was given, or 0.
func (c *Case) Size() int { return c.size }

// Shrunk reports whether the case was made from another one.
func (c *Case) Shrunk() bool { return len(c.path) > 0 }

// Rewind forgets what has been drawn from c, so that the same values can be
// drawn again.
func (c *Case) Rewind() { c.drawn = nil }

// Settle ends the shrinking of c.
func (c *Case) Settle() { *c.budget = 0 }

// String lists the values drawn so far, one to a line.
func (c *Case) String() string {
	var b strings.Builder
	for _, d := range c.drawn {
		separator := " "
		if _, ok := d.value.(interface{ multiline() }); ok {
			separator = "\n"
		}
		fmt.Fprintf(&b, "%s:%s%v\n", d.label, separator, d.value)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// From draws a value from c. The label names it in reports and must be unique
// within the case.
func From[T any](c *Case, label string, gen gopter.Gen) T {
	for _, d := range c.drawn {
		if d.label == label {
			panic("draw: label " + strconv.Quote(label) + " is drawn twice")
		}
	}
	// Each draw has a source of its own, so that shrinking one value leaves
	// the others alone.
	source := randv2.NewPCG(uint64(c.seed), uint64(len(c.drawn)))
	result := gen(&gopter.GenParameters{MaxSize: 100, Rng: rand.New(goSource{source})})
	value := result.Result
	if v, ok := c.replaced[label]; ok && (result.Sieve == nil || result.Sieve(v)) {
		value = v
	}
	c.drawn = append(c.drawn, drawn{label, value, result.Shrinker})
	return value.(T)
}

// candidates yields cases that are a little smaller than c, one after the
// other, the most promising first. The values of c must have been drawn.
func (c *Case) candidates() gopter.Shrink {
	var (
		n       int // candidates so far
		current int // index of the value that is being shrunk
		shrink  gopter.Shrink
	)
	return func() (any, bool) {
		for *c.budget > 0 && current < len(c.drawn) {
			d := c.drawn[current]
			if shrink == nil {
				shrink = d.shrink(d.value)
			}
			if v, ok := shrink(); ok {
				n++
				*c.budget--
				return c.child(n-1, d.label, v), true
			}
			current, shrink = current+1, nil
		}
		return nil, false
	}
}

// child returns the case that differs from c in one value.
func (c *Case) child(step int, label string, value any) *Case {
	replaced := maps.Clone(c.replaced)
	if replaced == nil {
		replaced = make(map[string]any)
	}
	for _, d := range c.drawn {
		replaced[d.label] = d.value
	}
	replaced[label] = value
	path := append(append([]int(nil), c.path...), step)
	return &Case{seed: c.seed, size: c.size, path: path, replaced: replaced, budget: c.budget}
}

// goSource makes a source of math/rand/v2, which is cheap to seed, one of
// math/rand, which gopter asks for.
type goSource struct{ *randv2.PCG }

func (s goSource) Int63() int64 { return int64(s.Uint64() >> 1) }
func (s goSource) Seed(int64)   {}
