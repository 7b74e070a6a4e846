package certificate

import (
	"fmt"
	"time"
)

// cost prints a table of what it cost to try each law: how many cases were
// tried on the implementations that took part, and how long they took.
func (d *document) cost() {
	var total float64
	for _, row := range d.Laws {
		for _, r := range row.Results {
			total += r.Seconds
		}
	}
	if total == 0 {
		return
	}
	d.printf("\n## Cost\n\n")
	d.printf("What it cost to try the laws: %v for all of them, on all implementations.\n\n", rounded(total))
	d.printf("| law | implementations | cases | time | time of a case |\n|---|--:|--:|--:|--:|\n")
	for _, row := range d.Laws {
		if line := row.cost(); line != "" {
			d.printf("%s\n", line)
		}
	}
}

// cost returns the line of the law in the table of costs, or nothing for one
// that was not tried.
func (r Row) cost() string {
	tried, cases, seconds := 0, 0, 0.0
	for _, result := range r.Results {
		if result.Cases > 0 {
			tried++
			cases += result.Cases
			seconds += result.Seconds
		}
	}
	if cases == 0 {
		return ""
	}
	return fmt.Sprintf("| %s | %d | %d | %v | %v |", cell(r.ID), tried, cases, rounded(seconds),
		rounded(seconds/float64(cases)))
}

// rounded returns a number of seconds with three significant digits or so.
func rounded(seconds float64) time.Duration {
	d := time.Duration(seconds * float64(time.Second))
	for _, unit := range []time.Duration{time.Second, time.Millisecond, time.Microsecond} {
		if d >= 100*unit {
			return d.Round(unit)
		}
		if d >= unit {
			return d.Round(unit / 100)
		}
	}
	return d
}
