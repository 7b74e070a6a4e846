package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// none stands where there is no number.
const none = "–"

// sig returns v with three significant digits and without an exponent.
func sig(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return none
	}
	rounded := strconv.FormatFloat(v, 'e', 2, 64)
	_, exponent, _ := strings.Cut(rounded, "e")
	e, _ := strconv.Atoi(exponent)         // FormatFloat wrote it
	v, _ = strconv.ParseFloat(rounded, 64) // likewise
	decimals := min(max(2-e, 0), 6)        // enough for what is measured
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Contains(s, ".") && math.Abs(v) >= 100 || v == 0 {
		s, _, _ = strings.Cut(s, ".")
	}
	return s
}

// factor returns a ratio in at most four characters.
func factor(r float64) string {
	switch {
	case math.IsNaN(r) || math.IsInf(r, 0) || r <= 0:
		return none
	case r < 9.995:
		return strconv.FormatFloat(r, 'f', 2, 64)
	case r < 999.5:
		return strconv.FormatFloat(r, 'f', 0, 64)
	}
	v, prefix := scaled(r, decimalPrefixes)
	return strconv.FormatFloat(v, 'f', 0, 64) + prefix
}

// lead returns how far ahead the first is if the next takes r times as long.
func lead(r float64) string {
	if r < 1.995 {
		return percent(r - 1)
	}
	return factor(r) + "×"
}

// percent returns a share, with a decimal if it is small.
func percent(share float64) string {
	decimals := 0
	if math.Abs(share) < 0.0995 {
		decimals = 1
	}
	if math.IsNaN(share) || math.IsInf(share, 0) {
		return none
	}
	text := strings.TrimSuffix(strconv.FormatFloat(100*share, 'f', decimals, 64), ".0")
	return text + "\u202f%"
}

// A prefix is a unit that is so many times the one it stands for.
type prefix struct {
	times float64
	name  string
}

var (
	decimalPrefixes = []prefix{{1, ""}, {1e3, "k"}, {1e6, "M"}, {1e9, "G"}}
	timePrefixes    = []prefix{{1, "ns"}, {1e3, "µs"}, {1e6, "ms"}, {1e9, "s"}}
	bytePrefixes    = []prefix{{1, "B"}, {1e3, "kB"}, {1e6, "MB"}, {1e9, "GB"}}
)

// scaled returns v in the largest of the units that it reaches.
func scaled(v float64, units []prefix) (float64, string) {
	u := units[0]
	for _, next := range units[1:] {
		if math.Abs(v) >= next.times*0.9995 {
			u = next
		}
	}
	return v / u.times, u.name
}

// quantity returns a value with its unit, such as ns/op or B/op, in a
// convenient size.
func quantity(v float64, unit string) string { return written(v, unit, sig) }

// tick returns a quantity for an axis, without the zeros that tell a precision.
func tick(v float64, unit string) string { return written(v, unit, plain) }

// plain returns v with at most three significant digits.
func plain(v float64) string {
	s := sig(v)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// written returns a quantity whose number is written by number.
func written(v float64, unit string, number func(float64) string) string {
	head, per, found := strings.Cut(unit, "/")
	if found {
		per = "/" + per
	}
	switch head {
	case "ns":
		v, head = scaled(v, timePrefixes)
		return number(v) + "\u00a0" + head + per
	case "B":
		v, head = scaled(v, bytePrefixes)
		return number(v) + "\u00a0" + head + per
	}
	v, p := scaled(v, decimalPrefixes)
	return strings.TrimSpace(number(v) + p + "\u00a0" + unit)
}

// interval returns the 95 % interval of an estimate, with the unit once if both
// ends have the same.
func interval(e Estimate, unit string) string {
	if e.Low == 0 && e.High == 0 {
		return none
	}
	low, high := quantity(e.Low, unit), quantity(e.High, unit)
	if first, lowUnit, ok := strings.Cut(low, "\u00a0"); ok {
		if _, highUnit, _ := strings.Cut(high, "\u00a0"); lowUnit == highUnit {
			low = first
		}
	}
	return low + " to " + high
}

// short returns the value of an axis for a narrow column.
func short(value string) string {
	n, err := strconv.Atoi(value)
	if err != nil || n < 10_000 {
		return value
	}
	v, p := scaled(float64(n), decimalPrefixes)
	return plain(v) + p
}

// metric splits the name of a metric into what it measures and its unit:
// "p99-ns" into "p99" and "ns".
func metric(name string) (what, unit string) {
	if i := strings.LastIndex(name, "-"); i > 0 {
		return name[:i], name[i+1:]
	}
	return name, ""
}

// date returns a day and an hour in UTC, or nothing for the zero time.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// plural returns "1 workload" or "2 workloads".
func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// list joins words as a sentence does.
func list(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}
