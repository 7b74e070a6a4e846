package analysis

import (
	"fmt"
	"slices"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
)

// A workload is a row with what its contenders tell about each other.
type workload struct {
	row     *lockstep.RowResult
	header  lockstep.Header
	machine string
	seed    uint64

	void     string         // why nothing is ranked, if so
	able     []int          // the contenders that may be ranked
	beside   []int          // those that are no candidates
	lack     string         // why the BEAM is not among them, if somebody knows
	unranked map[int]string // why others are not
	pairs    []Comparison   // of every two that are able
	null     []Comparison   // of equals
}

// newWorkload compares the contenders of a row. The verdicts are yet to be given.
func newWorkload(row *lockstep.RowResult, h lockstep.Header, machine string, l laws) *workload {
	w := &workload{row: row, header: h, machine: machine, seed: h.Seed, unranked: make(map[int]string)}
	for i, c := range row.Contenders {
		base := w.original(i)
		if reference(c) {
			if w.unranked[i] = "it is no candidate"; base == i {
				w.beside = append(w.beside, i)
			}
			continue
		}
		if base < i {
			w.null = append(w.null, Compare(row, base, i, w.seed))
			continue
		}
		if broken := l.broken(*w, c.Impl); broken != "" {
			w.unranked[i] = broken
			continue
		}
		for _, base := range w.able {
			w.pairs = append(w.pairs, Compare(row, base, i, w.seed))
		}
		w.able = append(w.able, i)
	}
	w.exclude()
	return w
}

// original returns the first contender that is the same but for the label.
func (w workload) original(i int) int {
	of := func(c lockstep.Contender) bool {
		return c.Impl == w.row.Contenders[i].Impl && c.Binary == w.row.Contenders[i].Binary
	}
	return slices.IndexFunc(w.row.Contenders, of)
}

// axis returns the value of an axis, or nothing.
func (w workload) axis(key string) string {
	for _, a := range w.row.Axes {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}

// exclude takes out the contenders that cannot be compared with the others: those
// with the most void comparisons first, until there is none.
func (w *workload) exclude() {
	switch {
	case len(w.row.Failures) > 0:
		w.void = "it failed: " + w.row.Failures[0].Error
	case w.row.Goroutines > 1 && w.header.Machine.Procs == 1:
		w.void = "its goroutines take turns on one processor (GOMAXPROCS=1), so they cannot contend"
	}
	if w.void != "" {
		return
	}
	candidates, reason := len(w.able), ""
	for {
		worst := w.worst()
		if worst < 0 {
			break
		}
		of := func(c Comparison) bool { return c.Base == worst || c.Head == worst }
		void := w.pairs[slices.IndexFunc(w.pairs, func(c Comparison) bool { return c.Void != "" && of(c) })]
		if reason == "" {
			reason = void.Void
		}
		other := w.row.Contenders[void.Base+void.Head-worst].Label
		w.unranked[worst] = fmt.Sprintf("%s (beside %s)", void.Void, other)
		w.able = slices.DeleteFunc(w.able, func(i int) bool { return i == worst })
		w.pairs = slices.DeleteFunc(w.pairs, of)
	}
	if len(w.able) != 1 {
		return
	}
	if _, err := Time(w.row, w.able[0], w.seed); candidates > 1 {
		w.void = reason
	} else if err != nil {
		w.void = w.idle(w.able[0])
	}
}

// worst returns the contender with the most void comparisons, of several the one
// with the fewest slices that count, or -1 if no comparison is void.
func (w *workload) worst() int {
	worst, most, least := -1, 0, 0
	for _, i := range w.able {
		n := w.voids(i)
		if n == 0 || n < most {
			continue
		}
		if kept := w.slices(i).kept; n > most || kept < least {
			worst, most, least = i, n, kept
		}
	}
	return worst
}

// voids returns how many comparisons of a contender are void.
func (w *workload) voids(i int) int {
	n := 0
	for _, c := range w.pairs {
		if c.Void != "" && (c.Base == i || c.Head == i) {
			n++
		}
	}
	return n
}

// idle says why too few slices of the only contender count.
func (w *workload) idle(i int) string {
	s := w.slices(i)
	if w.row.Goroutines > 1 {
		return fmt.Sprintf("its goroutines overlapped in %d of %d slices, too few to contend", s.kept, s.all)
	}
	return fmt.Sprintf("%d of %d slices were undisturbed, too few", s.kept, s.all)
}

// judge gives the verdicts about all workloads, with p values adjusted for each
// other.
func judge(all []*workload, margin float64) error {
	var pairs []Comparison
	for _, w := range all {
		pairs = append(pairs, w.pairs...)
	}
	rule := stats.Rule{Alpha: 1 - Confidence, Margin: margin}
	if err := Judge(pairs, rule, stats.BenjaminiHochberg); err != nil {
		return err
	}
	for _, w := range all {
		pairs = pairs[copy(w.pairs, pairs):]
	}
	return nil
}

// leader returns the first of the ranking, or -1 if there is none.
func (w *workload) leader() (int, error) {
	places, err := w.places()
	if err != nil || len(places) == 0 {
		return -1, err
	}
	return w.index(places[0].Name), nil
}

// places returns the ranking of those that are able.
func (w *workload) places() ([]stats.Place, error) {
	if w.void != "" || len(w.able) == 0 {
		return nil, nil
	}
	if len(w.able) == 1 {
		name := w.row.Contenders[w.able[0]].Label
		return []stats.Place{{Name: name, Rank: 1, Leader: name, Verdict: stats.Tie}}, nil
	}
	var matches []stats.Match
	for _, c := range w.pairs {
		matches = append(matches, stats.Match{
			Base: w.row.Contenders[c.Base].Label, Head: w.row.Contenders[c.Head].Label,
			Center: c.Estimate.Center, Verdict: c.Verdict,
		})
	}
	return stats.Rank(matches, 0)
}
