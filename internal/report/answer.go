package report

import (
	"fmt"
	"slices"
	"strings"
)

// An answer says which implementation of a pattern to take.
type answer struct {
	Take string // the name, or the names if there is nothing between them
	Why  string
}

// A tally counts the workloads that have a ranking.
type tally struct {
	ranked  int
	first   map[string]int       // in how many an implementation ranks first
	leads   map[string][]float64 // by how much, where it does so alone and for sure
	unclear map[string]int       // where another cannot be told from it
}

func count(workloads []Workload) tally {
	t := tally{0, make(map[string]int), make(map[string][]float64), make(map[string]int)}
	for _, w := range workloads {
		winners := w.winners()
		if len(winners) == 0 {
			continue
		}
		t.ranked++
		for _, name := range winners {
			t.first[name]++
		}
		next := w.next()
		switch {
		case len(w.close()) > 0:
			t.unclear[winners[0]]++
		case len(winners) == 1 && next != nil:
			t.leads[winners[0]] = append(t.leads[winners[0]], next.Ratio.Value)
		}
	}
	return t
}

// answerFor names the implementations that rank first most often.
func answerFor(g *grid, impls []string) answer {
	t := count(g.Workloads)
	if t.ranked == 0 {
		return answer{Why: "No workload has a ranking."}
	}
	most := 0
	for _, n := range t.first {
		most = max(most, n)
	}
	var top, others []string
	var leads []float64
	unclear := 0
	for _, name := range impls {
		switch {
		case t.first[name] == most:
			top = append(top, name)
			leads = append(leads, t.leads[name]...)
			unclear += t.unclear[name]
		case t.first[name] > 0:
			others = append(others, fmt.Sprintf("%s %d", name, t.first[name]))
		}
	}
	text := fmt.Sprintf("first in %d of %d", most, t.ranked)
	if len(leads)+unclear < most {
		text = fmt.Sprintf("first or tied in %d of %d", most, t.ranked)
	}
	text += ahead(leads)
	if unclear > 0 {
		text += fmt.Sprintf(" (%d too close to tell)", unclear)
	}
	if len(others) > 0 {
		text += "; " + list(others)
	}
	return answer{strings.Join(top, " or "), text + "."}
}

func ahead(leads []float64) string {
	if len(leads) == 0 {
		return ""
	}
	low, high := lead(slices.Min(leads)), lead(slices.Max(leads))
	if low == high {
		return ", ahead by " + low
	}
	return ", ahead by " + low + " to " + high
}

// winners returns the implementations of rank 1, if the workload has a ranking.
func (w Workload) winners() []string {
	var names []string
	for _, c := range w.Cells {
		if w.Void == "" && c.Rank == 1 {
			names = append(names, c.Impl)
		}
	}
	return names
}

// next returns the best cell of those that do not rank first, or nil.
func (w Workload) next() *Cell {
	var next *Cell
	for i, c := range w.Cells {
		if c.Rank > 1 && (next == nil || c.Ratio.Value < next.Ratio.Value) {
			next = &w.Cells[i]
		}
	}
	return next
}

// close returns those of which the run cannot tell whether they are worse.
func (w Workload) close() []string {
	var names []string
	for _, c := range w.Cells {
		if c.Rank > 0 && c.Verdict == "inconclusive" && c.Ratio.Low <= 1 {
			names = append(names, c.Impl)
		}
	}
	return names
}

// margin says in a word or two how the workload was decided.
func (w Workload) margin() string {
	winners := w.winners()
	next := w.next()
	switch {
	case len(winners) == 0:
		return none
	case len(w.close()) > 0:
		return "?"
	case len(winners) > 1:
		return "tie"
	case next == nil:
		return none
	}
	return lead(next.Ratio.Value)
}

// decision names the winner of a workload and its margin, and ties as ties.
func (w Workload) decision() string {
	winners, unclear := w.winners(), w.close()
	unclear = slices.DeleteFunc(unclear, func(name string) bool { return slices.Contains(winners, name) })
	text := ""
	switch next := w.next(); {
	case w.Void != "":
		return "void: " + w.Void
	case len(winners) == 0:
		return "nothing is ranked"
	case len(winners) > 1:
		text = "tie of " + list(winners)
	case len(unclear) > 0:
		text = winners[0]
	case next == nil:
		text = winners[0] + ", the only one ranked"
	default:
		text = fmt.Sprintf("%s, ahead by %s", winners[0], lead(next.Ratio.Value))
	}
	if len(unclear) > 0 {
		text += ", but " + list(unclear) + " cannot be told from it"
	}
	var out []string
	for _, c := range w.Cells {
		if c.Rank < 1 {
			out = append(out, c.Impl)
		}
	}
	if len(out) > 0 {
		text += "; " + list(out) + " not ranked"
	}
	return text
}
