package stats

import (
	"cmp"
	"fmt"
	"slices"
)

// A Match is the comparison of two contenders.
type Match struct {
	Base, Head string
	// Center is the estimated log ratio of Head to Base.
	Center float64
	// Verdict is about Head.
	Verdict Verdict
}

// A Place is where a contender stands in a ranking.
type Place struct {
	Name string
	// Rank is that of the group: 1 for the first, then 1 more than there are
	// contenders in the groups before.
	Rank int
	// Leader is the first of the group.
	Leader string
	// Center is the estimated log ratio to the leader of the first group.
	Center float64
	// Verdict is that of the match against the leader of the own group: Tie if they
	// are equal within the margin, Inconclusive if nobody can tell.
	Verdict Verdict
}

// Rank returns the contenders of a set of matches, in which every two meet once,
// the best first, in groups that tie. Better is positive where more is better, as
// in [Rule].
//
// Contenders are ordered by their mean log ratio to all others, which fits the
// matches best by least squares. The leader is the first that is not confirmed
// slower than anybody left, or the first of all if there is none. With it tie those
// that are not confirmed slower than the leader, in the order of their Centers; they
// need not tie with each other. The rest is ranked in the same way. A contender with a wide interval can
// therefore tie with the leader although a slower looking one, measured better, does
// not.
func Rank(matches []Match, better int) ([]Place, error) {
	t, err := newTournament(matches, better)
	if err != nil {
		return nil, err
	}
	var places []Place
	for left := t.order(); len(left) > 0; {
		leader := t.leader(left)
		rank := len(places) + 1
		var rest []int
		places = append(places, t.place(leader, leader, rank))
		for _, c := range left {
			switch {
			case c == leader:
			case t.verdicts[leader][c] == Slower:
				rest = append(rest, c)
			default:
				places = append(places, t.place(c, leader, rank))
			}
		}
		left = rest
	}
	for i := range places {
		places[i].Center = t.centers[t.index[places[0].Name]][t.index[places[i].Name]]
	}
	for group := places; len(group) > 0; {
		n := slices.IndexFunc(group, func(p Place) bool { return p.Rank != group[0].Rank })
		if n < 0 {
			n = len(group)
		}
		slices.SortStableFunc(group[1:n], func(a, b Place) int {
			if better > 0 {
				a, b = b, a
			}
			return cmp.Compare(a.Center, b.Center)
		})
		group = group[n:]
	}
	return places, nil
}

// A tournament has the matches by their contenders, each both ways.
type tournament struct {
	names    []string
	index    map[string]int
	centers  [][]float64 // of the second to the first
	verdicts [][]Verdict // about the second
	better   int
}

func newTournament(matches []Match, better int) (*tournament, error) {
	t := &tournament{index: map[string]int{}, better: better}
	for _, m := range matches {
		for _, name := range []string{m.Base, m.Head} {
			if _, known := t.index[name]; !known {
				t.index[name] = len(t.names)
				t.names = append(t.names, name)
			}
		}
	}
	n := len(t.names)
	met := make([][]bool, n)
	for i := range n {
		t.centers = append(t.centers, make([]float64, n))
		t.verdicts = append(t.verdicts, make([]Verdict, n))
		t.verdicts[i][i] = Tie
		met[i] = make([]bool, n)
		met[i][i] = true
	}
	for _, m := range matches {
		b, h := t.index[m.Base], t.index[m.Head]
		if met[b][h] {
			return nil, fmt.Errorf("stats: %s meets %s twice, or itself: a ranking has"+
				" one match of every two", m.Base, m.Head)
		}
		met[b][h], met[h][b] = true, true
		t.centers[b][h], t.centers[h][b] = m.Center, 0-m.Center
		t.verdicts[b][h], t.verdicts[h][b] = m.Verdict, m.Verdict.Swapped()
	}
	for i := range met {
		if j := slices.Index(met[i], false); j >= 0 {
			return nil, fmt.Errorf("stats: %s never meets %s: a ranking has one match of every two",
				t.names[i], t.names[j])
		}
	}
	return t, nil
}

// order returns the contenders by mean log ratio to the others, then by name.
func (t *tournament) order() []int {
	order := make([]int, len(t.names))
	score := make([]float64, len(t.names))
	for i := range order {
		order[i] = i
		// The sum must not depend on the order of the matches.
		row := slices.Sorted(slices.Values(t.centers[i]))
		score[i] = -mean(row)
		if t.better > 0 {
			score[i] = -score[i]
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(score[a], score[b]), cmp.Compare(t.names[a], t.names[b]))
	})
	return order
}

func (t *tournament) leader(left []int) int {
	for _, c := range left {
		beaten := func(by int) bool { return t.verdicts[by][c] == Slower }
		if !slices.ContainsFunc(left, beaten) {
			return c
		}
	}
	return left[0]
}

func (t *tournament) place(c, leader, rank int) Place {
	return Place{
		Name: t.names[c], Rank: rank, Leader: t.names[leader],
		Verdict: t.verdicts[leader][c],
	}
}
