package draw

import (
	"reflect"
	"time"

	"github.com/leanovate/gopter"
)

// Int draws an integer between low and high, inclusive. It shrinks to low.
func Int(c *Case, label string, low, high int) int {
	if c.size > 0 {
		high = min(high, low+c.size)
	}
	return From[int](c, label, between(low, high))
}

// Duration draws a duration between low and high, inclusive. It shrinks to low.
func Duration(c *Case, label string, low, high time.Duration) time.Duration {
	return From[time.Duration](c, label, between(low, high))
}

// A choice is one of several names.
type choice struct {
	index int
	name  string
}

func (c choice) String() string { return c.name }

// Choice draws one of the names and returns its index. It shrinks to the first.
func Choice(c *Case, label string, names ...string) int {
	return From[choice](c, label, func(p *gopter.GenParameters) *gopter.GenResult {
		at := func(i int) choice { return choice{i, names[i]} }
		return &gopter.GenResult{
			Result:     at(p.Rng.Intn(len(names))),
			ResultType: reflect.TypeFor[choice](),
			Shrinker: func(v any) gopter.Shrink {
				var earlier []choice
				for i := range v.(choice).index {
					earlier = append(earlier, at(i))
				}
				return list(earlier)
			},
		}
	}).index
}

// between generates a number between low and high, inclusive.
func between[N ~int | ~int64](low, high N) gopter.Gen {
	return func(p *gopter.GenParameters) *gopter.GenResult {
		return &gopter.GenResult{
			Result:     low + N(p.Rng.Int63n(int64(high-low)+1)),
			ResultType: reflect.TypeFor[N](),
			Shrinker:   func(v any) gopter.Shrink { return towards(low, v.(N)) },
			Sieve:      func(v any) bool { return low <= v.(N) && v.(N) <= high },
		}
	}
}

// towards yields low, then numbers that are ever nearer to n, down to n-1: taken
// together, the steps that fail make a binary search.
func towards[N ~int | ~int64](low, n N) gopter.Shrink {
	step := n - low
	return func() (any, bool) {
		if step == 0 {
			return nil, false
		}
		smaller := n - step
		step /= 2
		return smaller, true
	}
}

// list yields the values, in their order.
func list[T any](values []T) gopter.Shrink {
	return func() (any, bool) {
		if len(values) == 0 {
			return nil, false
		}
		v := values[0]
		values = values[1:]
		return v, true
	}
}
