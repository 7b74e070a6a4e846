package conformance

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// exploredFile is where the table of mutants under exploration is to be written.
var exploredFile = flag.String("explored", "",
	"write the table of mutants and the schedules that show them to this `file` (with assay explore)")

// unexplorable tells why the schedules of some mutants hold, by pattern, law and
// mutant.
var unexplorable = map[string]string{
	"Registry.Forgets/hoarding":  "under control, memory is not looked at, since the scheduler keeps goroutines",
	"Registry.Forgets/attached":  "as for hoarding",
	"Registry.Forgets/nostalgic": "as for hoarding",
}

// An exposure is how exploration has shown that a mutant is wrong.
type exposure struct {
	pattern, breaks, mutant string
	verdict                 verdict
	schedules, preemptions  int
	found                   time.Duration
	size                    extent
}

// exposures are those of this process.
var exposures []exposure

// expose records how a mutant has fallen, if schedules were explored. It demands
// that those hold which cannot show the fault.
func expose[New any](t *testing.T, pattern string, m mutant[New], r result) {
	t.Helper()
	id := pattern + "." + m.breaks + "/" + m.name
	t.Attr("assay.schedules", strconv.Itoa(r.schedules))
	t.Attr("assay.falls", strconv.FormatBool(r.finding != nil))
	if reason, declared := unexplorable[id]; declared {
		require.Nil(t, r.finding, "%s is not to fall under exploration: %s", id, reason)
		exposures = append(exposures, exposure{pattern: pattern, breaks: m.breaks, mutant: m.name})
		t.Skip("no schedule shows it: " + reason)
	}
	if r.finding == nil {
		return
	}
	exposures = append(exposures, exposure{
		pattern, m.breaks, m.name, r.verdict, r.first, r.preemptions, r.found, extentOf(r.values),
	})
}

// An extent is the size of a case: how many goroutines make how many calls at
// most. It is zero if the law does not draw them.
type extent struct{ goroutines, calls int }

var (
	goroutinesDrawn = regexp.MustCompile(`(?m)^goroutines[^:]*: (\d+)$`)
	callsDrawn      = regexp.MustCompile(`(?m)^\w[^:]* (?:of|by) each[^:]*: (\d+)$`)
	programDrawn    = regexp.MustCompile(`(?m)^  goroutine \d+: (.*)$`)
)

// extentOf returns the size of the case with these values.
func extentOf(values string) (e extent) {
	for _, m := range programDrawn.FindAllStringSubmatch(values, -1) {
		e.goroutines++
		e.calls = max(e.calls, 1+strings.Count(m[1], "; "))
	}
	if m := goroutinesDrawn.FindStringSubmatch(values); m != nil {
		n, _ := strconv.Atoi(m[1])
		e.goroutines, e.calls = max(n, 1), max(e.calls, 1)
	}
	if m := callsDrawn.FindStringSubmatch(values); m != nil && e.goroutines > 0 {
		e.calls, _ = strconv.Atoi(m[1])
	}
	return e
}

func TestExtentOf(t *testing.T) {
	for values, want := range map[string]extent{
		"keys: 3": {},
		"goroutines: 2\nkeys: 1\nupdates of each key by each: 3":                 {2, 3},
		"goroutines that detach: 4\nwait: 1ns":                                   {4, 1},
		"program:\n  goroutine 0: Add(k0, 1); Count(k0)\n  goroutine 2: Total()": {2, 2},
		"program:\n  no calls":                                                   {},
	} {
		assert.Equal(t, want, extentOf(values), values)
	}
}

// writeExplored writes the table of mutants under exploration.
func writeExplored(file string) error {
	fallen := slices.DeleteFunc(slices.Clone(exposures), func(e exposure) bool { return e.verdict == "" })
	if len(fallen) == 0 {
		return fmt.Errorf("no schedules were explored: "+
			"run assay explore ./conformance --run Mutants -- -explored %s", file)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Mutants under exploration\n\n"+
		"How soon the schedules of small programs show that a mutant is wrong: %d of %d mutants fall.\n"+
		"Reproduce with `make explored`.\n\n%s\n\n"+
		"| pattern | law | mutant | ends in | schedules | time | preemptions | goroutines × calls |\n"+
		"|---|---|---|---|--:|--:|--:|:-:|\n", len(fallen), len(exposures), summaryOf(fallen))
	for _, e := range exposures {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", e.pattern, e.breaks, e.mutant, e.cells())
	}
	b.WriteString("\nA size is that of the smallest case, where a law draws one. These do not fall:\n\n")
	for _, id := range slices.Sorted(maps.Keys(unexplorable)) {
		fmt.Fprintf(&b, "- %s: %s.\n", id, unexplorable[id])
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

func (e exposure) cells() string {
	if e.verdict == "" {
		return "does not fall | | | |"
	}
	size := ""
	if e.size != (extent{}) {
		size = fmt.Sprintf("%d × %d", e.size.goroutines, e.size.calls)
	}
	return fmt.Sprintf("%s | %d | %v | %d | %s",
		e.verdict, e.schedules, e.found.Round(10*time.Microsecond), e.preemptions, size)
}

// summaryOf returns the medians and the extremes.
func summaryOf(fallen []exposure) string {
	var sized []exposure
	for _, e := range fallen {
		if e.size.goroutines > 1 {
			sized = append(sized, e)
		}
	}
	return fmt.Sprintf("Median: schedule %d, %v; %d goroutines × %d calls in the %d cases of several goroutines.\n"+
		"Most: schedule %d, %v; preemptions: %d.",
		median(fallen, func(e exposure) int { return e.schedules }),
		median(fallen, func(e exposure) time.Duration { return e.found }).Round(10*time.Microsecond),
		median(sized, func(e exposure) int { return e.size.goroutines }),
		median(sized, func(e exposure) int { return e.size.calls }), len(sized),
		most(fallen, func(e exposure) int { return e.schedules }),
		most(fallen, func(e exposure) time.Duration { return e.found }).Round(time.Millisecond),
		most(fallen, func(e exposure) int { return e.preemptions }))
}

func median[N cmp.Ordered](all []exposure, of func(exposure) N) N {
	if len(all) == 0 {
		return of(exposure{})
	}
	var values []N
	for _, e := range all {
		values = append(values, of(e))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func most[N cmp.Ordered](all []exposure, of func(exposure) N) (n N) {
	for _, e := range all {
		n = max(n, of(e))
	}
	return n
}
