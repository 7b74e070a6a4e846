package stats

import (
	"math"
	"slices"
	"testing"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/gen"
	"github.com/leanovate/gopter/prop"
	"github.com/stretchr/testify/require"
)

// pairsGen draws pairs of at least three processes, with objects and rounds of all
// numbers from 0, and noise of several sizes.
func pairsGen() gopter.Gen {
	time := gen.Float64Range(-7, 7).Map(func(x float64) float64 { return math.Exp(x) })
	pair := gopter.CombineGens(time, time).Map(func(v []any) Pair {
		return Pair{v[0].(float64), v[1].(float64)}
	})
	process := gen.SliceOf(gen.SliceOf(pair))
	return gen.SliceOf(process).SuchThat(func(p [][][]Pair) bool {
		s, err := Ratios(p)
		return err == nil && len(s.processes()) >= fewest
	})
}

// mapped returns pairs with a function applied to each.
func mapped(pairs [][][]Pair, f func(Pair) Pair) [][][]Pair {
	out := make([][][]Pair, len(pairs))
	for p, objects := range pairs {
		out[p] = make([][]Pair, len(objects))
		for o, rounds := range objects {
			for _, pair := range rounds {
				out[p][o] = append(out[p][o], f(pair))
			}
		}
	}
	return out
}

// estimateOf returns the estimate and the bootstrap of pairs, which are valid.
func estimateOf(pairs [][][]Pair) (Estimate, Interval) {
	s, err := Ratios(pairs)
	if err != nil {
		panic(err)
	}
	e, err := EstimateOf(s, 0.95, 1)
	if err != nil {
		panic(err)
	}
	b, err := Bootstrap(s, 0.95, 50, 1)
	if err != nil {
		panic(err)
	}
	return e, b
}

func near(a, b float64) bool {
	return math.Abs(a-b) <= 1e-9*(1+math.Abs(a)+math.Abs(b))
}

func same(a, b Estimate) bool {
	return near(a.Center, b.Center) && near(a.Lo, b.Lo) && near(a.Hi, b.Hi) &&
		near(a.P, b.P) && near(a.Spread, b.Spread) && a.Units == b.Units &&
		a.Sign == b.Sign && a.Flip == b.Flip
}

func check(t *testing.T, name string, of any, gens ...gopter.Gen) {
	t.Helper()
	parameters := gopter.DefaultTestParametersWithSeed(1)
	parameters.MinSuccessfulTests = 150
	parameters.MaxSize = 9
	properties := gopter.NewProperties(parameters)
	properties.Property(name, prop.ForAll(of, gens...))
	properties.TestingRun(t)
}

func TestEstimateInvariants(t *testing.T) {
	simulates(t)
	check(t, "swapping Base and Head changes the sign and nothing else",
		func(pairs [][][]Pair) bool {
			e, _ := estimateOf(pairs)
			s, _ := estimateOf(mapped(pairs, func(p Pair) Pair { return Pair{p.Head, p.Base} }))
			s.Center, s.Interval = -s.Center, Interval{-s.Hi, -s.Lo}
			return same(e, s)
		}, pairsGen())
	check(t, "the unit of time does not matter",
		func(pairs [][][]Pair, unit float64) bool {
			e, b := estimateOf(pairs)
			s, c := estimateOf(mapped(pairs, func(p Pair) Pair {
				return Pair{p.Base * unit, p.Head * unit}
			}))
			return same(e, s) && near(b.Lo, c.Lo) && near(b.Hi, c.Hi)
		}, pairsGen(), gen.Float64Range(1e-3, 1e6))
	check(t, "a slower Head moves the center and the interval by as much",
		func(pairs [][][]Pair, factor float64) bool {
			e, b := estimateOf(pairs)
			s, c := estimateOf(mapped(pairs, func(p Pair) Pair { return Pair{p.Base, p.Head * factor} }))
			by := math.Log(factor)
			return near(e.Center+by, s.Center) && near(e.Lo+by, s.Lo) && near(e.Hi+by, s.Hi) &&
				near(e.Spread, s.Spread) && near(b.Lo+by, c.Lo) && near(b.Hi+by, c.Hi)
		}, pairsGen(), gen.Float64Range(0.5, 2))
	check(t, "the order of processes, objects and rounds does not matter",
		func(pairs [][][]Pair) bool {
			e, _ := estimateOf(pairs)
			turned := mapped(pairs, func(p Pair) Pair { return p })
			slices.Reverse(turned)
			for _, objects := range turned {
				slices.Reverse(objects)
				for _, rounds := range objects {
					slices.Reverse(rounds)
				}
			}
			s, _ := estimateOf(turned)
			return same(e, s)
		}, pairsGen())
	check(t, "the center is in the interval, and P matches it",
		func(pairs [][][]Pair) bool {
			e, b := estimateOf(pairs)
			sure := near(e.P, 0.05) || (e.P < 0.05) == (e.Lo > 0 || e.Hi < 0)
			return e.has(e.Center) && e.P >= 0 && e.P <= 1 && sure && b.Lo <= b.Hi &&
				e.Sign.P >= e.Sign.Least && e.Flip.P >= e.Flip.Least
		}, pairsGen())
}

func TestAdjustInvariants(t *testing.T) {
	check(t, "at least p, at most Bonferroni's, in the same order, Holm above BH",
		func(p []float64) bool {
			holm, err := Holm(p)
			if err != nil {
				return false
			}
			fdr, err := BenjaminiHochberg(p)
			if err != nil {
				return false
			}
			n := float64(len(p))
			for i := range p {
				if fdr[i] < p[i]*(1-1e-12) || holm[i] < fdr[i]*(1-1e-12) || holm[i] > min(1, n*p[i]) {
					return false
				}
				for j := range p {
					if p[i] < p[j] && (holm[i] > holm[j] || fdr[i] > fdr[j]) {
						return false
					}
				}
			}
			return true
		}, gen.SliceOf(gen.Float64Range(0, 1)))
}

// rankMatches makes a tournament of contenders a, b, c, ... from numbers: a place for
// each, and a verdict for each match.
func rankMatches(places []float64, verdicts []int) []Match {
	var matches []Match
	for i := range places {
		for j := range i {
			matches = append(matches, Match{
				Base: string(rune('a' + i)), Head: string(rune('a' + j)),
				Center: places[j] - places[i], Verdict: Verdict(verdicts[len(matches)]),
			})
		}
	}
	return matches
}

func TestRankInvariants(t *testing.T) {
	const contenders = 6
	check(t, "everybody has one place, ties are with a leader, the others lost to it",
		func(places []float64, verdicts []int) bool {
			matches := rankMatches(places, verdicts)
			ranking, err := Rank(matches, 0)
			if err != nil || len(ranking) != contenders {
				return false
			}
			tournament, err := newTournament(matches, 0)
			if err != nil {
				return false
			}
			for i, p := range ranking {
				leader := tournament.index[p.Leader]
				if i > 0 && p.Rank != ranking[i-1].Rank && p.Rank != i+1 {
					return false
				}
				for _, other := range ranking {
					lost := tournament.verdicts[leader][tournament.index[other.Name]] == Slower
					switch {
					case other.Rank == p.Rank && (lost || other.Leader != p.Leader):
						return false
					case other.Rank > p.Rank && !lost:
						return false
					}
				}
			}
			return ranking[0].Center == 0 && ranking[0].Rank == 1
		}, gen.SliceOfN(contenders, gen.Float64Range(-1, 1)),
		gen.SliceOfN(contenders*(contenders-1)/2, gen.IntRange(0, 3)))
}

// However the results are drawn, each change has levels of at least three results,
// and the unit does not matter.
func TestChangesInvariants(t *testing.T) {
	check(t, "levels of three, in any unit",
		func(logs []float64, unit float64) bool {
			results := make([]float64, len(logs))
			scaled := make([]float64, len(logs))
			for i, l := range logs {
				results[i] = math.Exp(l)
				scaled[i] = unit * results[i]
			}
			changes, err := Search{Permutations: 99}.Changes(results)
			if err != nil {
				return false
			}
			again, err := Search{Permutations: 99}.Changes(scaled)
			if err != nil || len(again) != len(changes) {
				return false
			}
			last := 0
			for i, c := range changes {
				if c.Index-last < fewestResults || !near(c.Size, again[i].Size) || !c.has(c.Size) {
					return false
				}
				last = c.Index
			}
			return len(logs)-last >= fewestResults
		}, gen.SliceOfN(24, gen.Float64Range(-0.2, 0.2)), gen.Float64Range(0.5, 2))
}

func TestScalingInvariants(t *testing.T) {
	check(t, "no other parameters without a negative one are nearer",
		func(logs []float64) bool {
			var loads []Load
			for i, l := range logs {
				loads = append(loads, Load{1 << i, math.Exp(l)})
			}
			fit, fits := fitScaling(loads)
			if !fits {
				return true
			}
			best := squaredError(fit, loads) * (1 - 1e-9)
			for _, step := range []float64{1e-4, 1e-2, 1} {
				for _, sign := range []float64{-1, 1} {
					by := step * sign
					for _, other := range []Scaling{
						{fit.Lambda * (1 + by/2), fit.Sigma, fit.Kappa},
						{fit.Lambda, max(0, fit.Sigma+by), fit.Kappa},
						{fit.Lambda, fit.Sigma, max(0, fit.Kappa+by)},
						{fit.Lambda * (1 + by/2), max(0, fit.Sigma+by), fit.Kappa},
						{fit.Lambda * (1 + by/2), fit.Sigma, max(0, fit.Kappa+by)},
					} {
						if squaredError(other, loads) < best {
							return false
						}
					}
				}
			}
			return true
		}, gen.SliceOfN(5, gen.Float64Range(-3, 3)))
	check(t, "never negative, and in proportion to the throughput",
		func(logs []float64, unit float64) bool {
			var loads, scaled []Load
			for i, l := range logs {
				loads = append(loads, Load{1 << i, math.Exp(l)})
				scaled = append(scaled, Load{1 << i, unit * math.Exp(l)})
			}
			a, fits := fitScaling(loads)
			b, again := fitScaling(scaled)
			return fits == again && a.Lambda > 0 && a.Sigma >= 0 && a.Kappa >= 0 && a.Peak() >= 1 &&
				near(a.Lambda*unit, b.Lambda) && near(a.Sigma, b.Sigma) && near(a.Kappa, b.Kappa)
		}, gen.SliceOfN(5, gen.Float64Range(-3, 3)), gen.Float64Range(0.01, 100))
}

func TestQuantile(t *testing.T) {
	require.Equal(t, 2.5, quantile([]float64{1, 2, 3, 4}, 0.5))
	require.Equal(t, 4.0, quantile([]float64{1, 2, 3, 4}, 1))
	require.Equal(t, math.Inf(1), quantile([]float64{1, math.Inf(1), math.Inf(1)}, 0.75))
	require.Equal(t, 2.0, quantile([]float64{1, 2, math.Inf(1)}, 0.5))
	require.Equal(t, math.Inf(1), quantile([]float64{1, 2, math.Inf(1)}, 0.6))
}
