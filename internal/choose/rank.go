package choose

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/assay-go/assay/bench/stats"
	"github.com/assay-go/assay/internal/report"
)

// margin is the largest difference, as a ratio-1, that is called a tie.
const margin = 0.02

// A candidate is an implementation that all parts of a mixture have ranked.
type candidate struct {
	Choice
	value, ratio logEstimate // the ratio to the first ones of the parts
}

// A logEstimate is an estimate on a log scale, with half the width of its interval.
type logEstimate struct{ center, half float64 }

func (e *logEstimate) add(x report.Estimate, power float64) {
	e.center += power * math.Log(x.Value)
	if x.Low > 0 && x.High >= x.Low {
		e.half = math.Hypot(e.half, power*math.Log(x.High/x.Low)/2)
	}
}

// to returns the estimate of the difference of e to base.
func (e logEstimate) to(base logEstimate) logEstimate {
	return logEstimate{e.center - base.center, math.Hypot(e.half, base.half)}
}

func (e logEstimate) estimate() report.Estimate {
	return report.Estimate{
		Value: math.Exp(e.center), Low: math.Exp(e.center - e.half), High: math.Exp(e.center + e.half),
	}
}

// rank fills in the choices, and what is left out.
func (a *Answer) rank(m *mixture, laws, needs []report.Law) {
	for _, p := range m.parts {
		if p.workload.Void != "" {
			a.Basis = Unknown
			a.Notes = append(a.Notes, fmt.Sprintf("%s is void: %s.", p.workload.Name, p.workload.Void))
			return
		}
	}
	var candidates []candidate
	var unranked []string
	for _, impl := range implementations(m.parts) {
		if reason := needless(needs, impl); reason != "" {
			a.LeftOut = append(a.LeftOut, LeftOut{impl, reason})
			continue
		}
		c, reason := m.candidate(impl)
		if reason != "" {
			a.LeftOut = append(a.LeftOut, LeftOut{impl, reason})
			unranked = append(unranked, impl)
			continue
		}
		c.Lacks = lacks(laws, impl)
		candidates = append(candidates, c)
	}
	if len(candidates) == 0 {
		a.Basis = Unknown
		return
	}
	a.order(m, candidates)
	if len(unranked) > 0 {
		a.Notes = append(a.Notes, fmt.Sprintf(
			"The report does not rank %s, so the first here need not be the best of all.", list(unranked)))
	}
}

// order takes over the ranking of a row, or makes one of several.
func (a *Answer) order(m *mixture, candidates []candidate) {
	row := len(m.parts) == 1
	if row && candidates[0].Verdict == "best" && len(candidates) > 1 {
		a.keep(candidates)
		return
	}
	a.compare(candidates)
	if row && len(candidates) > 1 {
		a.Notes = append(a.Notes, fmt.Sprintf(
			"The first of the row is left out, so the ratios to %s are put together from those to it.",
			a.Choices[0].Impl))
	}
	if first := m.firsts(); len(first) > 1 && a.Basis == Interpolated {
		a.Notes = append(a.Notes, "Who is first changes in between: "+list(first)+".")
	}
}

// implementations returns those of all parts, in the order of the first one.
func implementations(parts []part) []string {
	var names []string
	for _, p := range parts {
		for _, c := range p.workload.Cells {
			if !slices.Contains(names, c.Impl) {
				names = append(names, c.Impl)
			}
		}
	}
	return names
}

// needless says which needed law an implementation is not known to keep.
func needless(needs []report.Law, impl string) string {
	if missing := lacks(needs, impl); len(missing) > 0 {
		return "lacks " + missing[0].String()
	}
	return ""
}

// candidate puts together what is known of an implementation, or says why it
// cannot be ranked.
func (m *mixture) candidate(impl string) (candidate, string) {
	c := candidate{Choice: Choice{Impl: impl}}
	for _, p := range m.parts {
		i := slices.IndexFunc(p.workload.Cells, func(c report.Cell) bool { return c.Impl == impl })
		if i < 0 {
			return c, "was not measured with " + p.workload.Name
		}
		cell := p.workload.Cells[i]
		if cell.Rank < 1 || !(cell.Value.Value > 0) || !(cell.Ratio.Value > 0) {
			return c, fmt.Sprintf("%s (%s)", cmp.Or(cell.Unranked, "not ranked"), p.workload.Name)
		}
		c.Rank, c.Verdict = cell.Rank, cell.Verdict
		c.value.add(cell.Value, p.power)
		c.ratio.add(cell.Ratio, p.power)
		c.Bytes += p.power * cell.Bytes
		c.Allocs += p.power * cell.Allocs
		for _, warning := range cell.Warnings {
			if !slices.Contains(c.Warnings, warning) {
				c.Warnings = append(c.Warnings, warning)
			}
		}
	}
	c.Value, c.Ratio = c.value.estimate(), c.ratio.estimate()
	if len(m.parts) == 1 {
		c.Value, c.Ratio = m.parts[0].cell(impl)
	}
	c.Bytes, c.Allocs = max(c.Bytes, 0), max(c.Allocs, 0)
	return c, ""
}

// cell returns the numbers of a row as they are.
func (p part) cell(impl string) (value, ratio report.Estimate) {
	for _, c := range p.workload.Cells {
		if c.Impl == impl {
			value, ratio = c.Value, c.Ratio
		}
	}
	return value, ratio
}

// keep takes over the ranking of a row. Ranks have no gaps for those left out.
func (a *Answer) keep(candidates []candidate) {
	slices.SortStableFunc(candidates, func(x, y candidate) int { return cmp.Compare(x.Rank, y.Rank) })
	old, rank := 0, 0
	for i, c := range candidates {
		if c.Rank != old {
			old, rank = c.Rank, i+1
		}
		c.Rank = rank
		a.Choices = append(a.Choices, c.Choice)
	}
}

// compare ranks candidates by the ratios that the parts have in common.
func (a *Answer) compare(candidates []candidate) {
	byName := make(map[string]candidate)
	var matches []stats.Match
	for i, head := range candidates {
		byName[head.Impl] = head
		for _, base := range candidates[:i] {
			e := head.ratio.to(base.ratio)
			matches = append(matches,
				stats.Match{Base: base.Impl, Head: head.Impl, Center: e.center, Verdict: judge(e)})
		}
	}
	places := []stats.Place{{Name: candidates[0].Impl, Rank: 1, Leader: candidates[0].Impl}}
	if len(matches) > 0 {
		places, _ = stats.Rank(matches, -1) // every two of them meet once
	}
	first := byName[places[0].Leader]
	for _, p := range places {
		c := byName[p.Name]
		c.Rank = p.Rank
		c.Ratio = c.ratio.to(first.ratio).estimate()
		c.Verdict = word(p)
		if len(places) == 1 {
			c.Verdict = "only"
		}
		if c.Impl == first.Impl {
			c.Ratio = report.Estimate{Value: 1, Low: 1, High: 1}
		}
		a.Choices = append(a.Choices, c.Choice)
	}
}

// judge gives the verdict about an estimate, whose interval decides.
func judge(e logEstimate) stats.Verdict {
	interval := stats.Interval{Lo: e.center - e.half, Hi: e.center + e.half}
	estimate := stats.Estimate{Center: e.center, Interval: interval}
	return stats.Rule{Alpha: 0.05, Margin: margin, Better: -1}.Judge(estimate, 0)
}

func word(p stats.Place) string {
	switch {
	case p.Rank > 1:
		return "slower"
	case p.Name == p.Leader:
		return "best"
	case p.Verdict == stats.Tie:
		return "tie"
	}
	return "inconclusive"
}

// firsts names the first of each row that a mixture is interpolated between, if
// they are not all the same.
func (m *mixture) firsts() []string {
	var names, words []string
	for _, w := range m.ends {
		i := slices.IndexFunc(w.Cells, func(c report.Cell) bool { return c.Verdict == "best" })
		if i < 0 {
			continue
		}
		if name := w.Cells[i].Impl; !slices.Contains(names, name) {
			names = append(names, name)
			words = append(words, fmt.Sprintf("%s at %s", name, describe(differences(w.Axes, m.target))))
		}
	}
	return words
}
