package analysis

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/perf/benchfmt"

	"github.com/assay-go/assay/bench/stats"
	"github.com/assay-go/assay/internal/report"
)

// A Night is the results of one measurement in a series: times per operation, by
// row.
type Night struct {
	Date   time.Time
	Commit string
	cpu    string
	times  map[string]float64 // in nanoseconds, the median of the processes
}

// ReadNight reads a file in the Go benchmark format whose name begins with its
// date, as in 2026-11-26-0123abcd4567.txt.
func ReadNight(name string, r io.Reader) (Night, error) {
	base := filepath.Base(name)
	date, err := time.Parse(time.DateOnly, base[:min(len(base), len(time.DateOnly))])
	if err != nil {
		return Night{}, fmt.Errorf("%s does not begin with its date: name it like 2026-11-26-0123abcd4567.txt", name)
	}
	n := Night{Date: date, times: make(map[string]float64)}
	all := make(map[string][]float64)
	reader := benchfmt.NewReader(r, name)
	for reader.Scan() {
		switch rec := reader.Result().(type) {
		case *benchfmt.SyntaxError:
			return Night{}, fmt.Errorf("%w; it is cut off or no benchmark file", rec)
		case *benchfmt.Result:
			row, _ := strings.CutSuffix(rec.Name.String(), "-"+rec.GetConfig("gomaxprocs"))
			if strings.Contains(row, "/as=") {
				continue
			}
			if sec, ok := rec.Value("sec/op"); ok {
				all[row] = append(all[row], sec*1e9)
			}
			n.Commit, n.cpu = rec.GetConfig("commit"), rec.GetConfig("cpu")
		}
	}
	if err := reader.Err(); err != nil {
		return Night{}, err
	}
	if len(all) == 0 {
		return Night{}, fmt.Errorf("%s has no benchmarks", name)
	}
	for row, times := range all {
		slices.Sort(times)
		n.times[row] = times[len(times)/2]
	}
	return n, nil
}

// How many nights there must be for a change to be looked for, and how many are
// looked at: what came before is in the reports of that time.
const (
	fewestNights = 8
	mostNights   = 90
)

// Changes returns the steps in the history of each row, the latest first. Nights on
// other processors than the last one do not count. In a thousand rows without a
// change, about one shows one.
func Changes(nights []Night, seed uint64) ([]report.Change, error) {
	nights = slices.Clone(nights)
	slices.SortStableFunc(nights, func(a, b Night) int { return a.Date.Compare(b.Date) })
	if len(nights) > 0 {
		cpu := nights[len(nights)-1].cpu
		nights = slices.DeleteFunc(nights, func(n Night) bool { return n.cpu != cpu })
	}
	if len(nights) < fewestNights {
		return nil, nil
	}
	nights = nights[max(0, len(nights)-mostNights):]
	rows := slices.Sorted(maps.Keys(nights[len(nights)-1].times))
	search := stats.Search{Alpha: 0.001, Permutations: 1999, Seed: seed}
	var changes []report.Change
	for _, row := range rows {
		found, err := changesOf(row, nights, search)
		if err != nil {
			return nil, err
		}
		changes = append(changes, found...)
	}
	slices.SortStableFunc(changes, func(a, b report.Change) int {
		return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(a.Row, b.Row))
	})
	return changes, nil
}

// changesOf returns the steps in the history of a row.
func changesOf(row string, nights []Night, search stats.Search) (changes []report.Change, err error) {
	var measured []Night
	var series []float64
	for _, n := range nights {
		if ns, ok := n.times[row]; ok && ns > 0 {
			measured, series = append(measured, n), append(series, ns)
		}
	}
	if len(series) < fewestNights {
		return nil, nil
	}
	found, err := search.Changes(series)
	if err != nil {
		return nil, fmt.Errorf("the history of %s: %w", row, err)
	}
	for _, c := range found {
		at := measured[c.Index]
		changes = append(changes, report.Change{
			Row: row, Commit: at.Commit, Date: at.Date, Series: series, At: c.Index,
			Ratio: report.Estimate{Value: math.Exp(c.Size), Low: math.Exp(c.Lo), High: math.Exp(c.Hi)},
		})
	}
	return changes, nil
}
