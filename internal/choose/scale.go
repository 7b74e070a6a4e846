package choose

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"
)

// linear are the axes along which the time of an operation is a sum of parts.
var linear = []string{"reads", "handlers"}

// A number is the value of an axis that is one, or a duration.
type number struct {
	size     float64
	duration bool
}

func parse(value string) (number, bool) {
	if n, err := strconv.ParseFloat(value, 64); err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) {
		return number{n, false}, true
	}
	d, err := time.ParseDuration(value)
	return number{float64(d), true}, err == nil
}

// compareValues orders numbers by size and leaves words as they are.
func compareValues(a, b string) int {
	x, okX := parse(a)
	y, okY := parse(b)
	if !okX || !okY || x.duration != y.duration {
		return 0
	}
	return cmp.Compare(x.size, y.size)
}

// A bracket is the measured values on both sides of one.
type bracket struct {
	low, high string // empty if there is none on that side
	// share is how far it is from low to high, on the scale of the axis.
	share float64
}

// bracketOf finds the numbers among values that are next to a value. It reports
// false if the value is no number or there are none.
func bracketOf(key, wanted string, values []string) (bracket, bool) {
	n, ok := parse(wanted)
	if !ok {
		return bracket{}, false
	}
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool {
		m, ok := parse(v)
		return !ok || m.duration != n.duration
	})
	slices.SortFunc(values, compareValues)
	i, found := slices.BinarySearchFunc(values, wanted, compareValues)
	switch {
	case len(values) == 0:
		return bracket{}, false
	case found: // written in another way, such as 1000us for 1ms
		return bracket{low: values[i], high: values[i]}, true
	case i == 0:
		return bracket{high: values[0]}, true
	case i == len(values):
		return bracket{low: values[i-1]}, true
	}
	b := bracket{low: values[i-1], high: values[i]}
	low, _ := parse(b.low)
	high, _ := parse(b.high)
	x, y, z := low.size, n.size, high.size
	if logarithmic(key, x) {
		x, y, z = math.Log(x), math.Log(y), math.Log(z)
	}
	b.share = (y - x) / (z - x)
	return b, true
}

// logarithmic reports whether steps from low upward count by factors.
func logarithmic(key string, low float64) bool { return low > 0 && !slices.Contains(linear, key) }

// scale returns the name of the scale of an axis, from a measured value upward.
func scale(key, low string) string {
	if n, _ := parse(low); logarithmic(key, n.size) {
		return "logarithmic"
	}
	return "linear"
}
