package stats

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sketch writes a ranking in one line.
func sketch(places []Place) string {
	var b strings.Builder
	for _, p := range places {
		fmt.Fprintf(&b, "%d %s %+.1f %s of %s; ", p.Rank, p.Name, p.Center, p.Verdict, p.Leader)
	}
	return strings.TrimSuffix(b.String(), "; ")
}

func TestRank(t *testing.T) {
	for _, test := range []struct {
		name    string
		matches []Match
		better  int
		want    string
	}{
		{"nobody", nil, 0, ""},
		{"two", []Match{{"a", "b", 0.5, Slower}}, 0, "1 a +0.0 tie of a; 2 b +0.5 tie of b"},
		{"two tie", []Match{{"b", "a", 0.1, Tie}}, 0, "1 b +0.0 tie of b; 1 a +0.1 tie of b"},
		{"equal", []Match{{"b", "a", 0, Inconclusive}}, 0, "1 a +0.0 tie of a; 1 b +0.0 inconclusive of a"},
		{"more leads", []Match{{"a", "b", 0.5, Tie}}, 1, "1 b +0.0 tie of b; 1 a -0.5 tie of b"},
		{"more is better", []Match{{"a", "b", 0.5, Faster}}, 1, "1 b +0.0 tie of b; 2 a -0.5 tie of a"},
		{
			"not transitive",
			[]Match{
				{"a", "b", 0.1, Tie}, {"b", "c", 0.1, Tie}, {"a", "c", 0.2, Slower},
			},
			0,
			"1 a +0.0 tie of a; 1 b +0.1 tie of a; 3 c +0.2 tie of c",
		},
		{
			"ties in the order of their ratios to the leader",
			[]Match{
				{"a", "b", 0.3, Tie}, {"a", "c", 0.2, Tie}, {"b", "c", 0.3, Tie},
			},
			0,
			"1 a +0.0 tie of a; 1 c +0.2 tie of a; 1 b +0.3 tie of a",
		},
		{
			"an uncertain one",
			[]Match{
				{"a", "b", 0.1, Slower}, {"a", "c", 0.3, Inconclusive}, {"b", "c", 0.2, Inconclusive},
			},
			0,
			"1 a +0.0 tie of a; 1 c +0.3 inconclusive of a; 3 b +0.1 tie of b",
		},
		{
			"the first is beaten",
			[]Match{
				{"a", "b", 0.1, Faster}, {"a", "c", 1, Slower}, {"b", "c", 0.2, Slower},
			},
			0,
			"1 b +0.0 tie of b; 2 a -0.1 tie of a; 3 c +0.2 tie of c",
		},
		{
			"a circle",
			[]Match{
				{"a", "b", 0.1, Slower}, {"b", "c", 0.1, Slower}, {"a", "c", -0.1, Faster},
			},
			0,
			"1 a +0.0 tie of a; 1 c -0.1 faster of a; 3 b +0.1 tie of b",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			places, err := Rank(test.matches, test.better)
			require.NoError(t, err)
			require.Equal(t, test.want, sketch(places))
			slices.Reverse(test.matches)
			again, err := Rank(test.matches, test.better)
			require.NoError(t, err)
			require.Equal(t, places, again, "the order of the matches does not matter")
		})
	}
}

func TestRankErrors(t *testing.T) {
	_, err := Rank([]Match{{Base: "a", Head: "b"}, {Base: "b", Head: "a"}}, 0)
	require.EqualError(t, err, "stats: b meets a twice, or itself: a ranking has one match of every two")
	_, err = Rank([]Match{{Base: "a", Head: "a"}}, 0)
	require.ErrorContains(t, err, "a meets a twice, or itself")
	_, err = Rank([]Match{{Base: "a", Head: "b"}, {Base: "b", Head: "c"}}, 0)
	require.EqualError(t, err, "stats: a never meets c: a ranking has one match of every two")
}
