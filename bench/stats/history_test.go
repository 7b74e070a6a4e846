package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// steps returns results with a noise of 1 %, and with steps of the given log
// sizes at the given indices.
func steps(seed uint64, n int, at map[int]float64, noise func(*rand.Rand) float64) []float64 {
	level := 0.0
	return series(seed, n, func(r *rand.Rand, i int) float64 {
		level += at[i]
		return level + noise(r)
	})
}

// The energies are those of the definition.
func TestEnergy(t *testing.T) {
	random := newRandom(1)
	values := normal(1)
	x := make([]float64, 12)
	for i := range x {
		x[i] = values(random)
	}
	apart := func(a, b []float64) float64 {
		sum := 0.0
		for _, v := range a {
			for _, w := range b {
				sum += math.Abs(v - w)
			}
		}
		return sum
	}
	wantAt, want := 0, 0.0
	for split := 3; split <= 9; split++ {
		for until := split + 3; until <= 12; until++ {
			a, b := x[:split], x[split:until]
			m, n := float64(len(a)), float64(len(b))
			q := m * n / (m + n) * (2/(m*n)*apart(a, b) - apart(a, a)/(m*(m-1)) - apart(b, b)/(n*(n-1)))
			if q > want {
				wantAt, want = split, q
			}
		}
	}
	at, level, best := newEnergy(12).best(x, []int{0, 12})
	require.Equal(t, wantAt, at)
	require.Zero(t, level)
	require.InDelta(t, want, best, 1e-9)
}

// A step of 5 % is found to within one result, in at least nine of ten histories.
func TestChangesFound(t *testing.T) {
	simulates(t)
	for _, size := range []float64{0.05, -0.05} {
		found, covered := 0, 0
		for seed := range uint64(50) {
			changes, err := Search{Seed: seed}.Changes(
				steps(seed, 60, map[int]float64{40: size}, normal(0.01)))
			require.NoError(t, err)
			if len(changes) == 1 && math.Abs(float64(changes[0].Index-40)) <= 1 {
				found++
				require.LessOrEqual(t, changes[0].P, 0.01)
				require.InDelta(t, size, changes[0].Size, 0.01)
				if changes[0].has(size) {
					covered++
				}
			}
		}
		t.Logf("%+v: %d of 50 found, %d intervals cover it", size, found, covered)
		require.GreaterOrEqual(t, found, 45)
		require.GreaterOrEqual(t, covered, found*9/10)
	}
}

// A step at the very end is found as soon as three results are past it, several
// steps are found one by one, also up and down again.
func TestChangesSeveral(t *testing.T) {
	simulates(t)
	for name, at := range map[string]map[int]float64{
		"the end":       {57: 0.1},
		"three":         {15: 0.05, 30: 0.05, 45: -0.2},
		"up and down":   {25: 0.06, 35: -0.06},
		"the beginning": {3: -0.1},
	} {
		found := 0
		for seed := range uint64(20) {
			changes, err := Search{Seed: seed}.Changes(steps(seed, 60, at, normal(0.01)))
			require.NoError(t, err)
			right := len(changes) == len(at)
			for _, c := range changes {
				_, exact := at[c.Index]
				_, after := at[c.Index-1]
				_, before := at[c.Index+1]
				right = right && (exact || after || before)
			}
			if right {
				found++
			}
		}
		require.GreaterOrEqual(t, found, 18, name)
	}
}

// Histories without a step have none in 99 of 100, and outliers are no steps.
func TestChangesQuiet(t *testing.T) {
	simulates(t)
	const histories = 1000
	for name, noise := range map[string]func(*rand.Rand) float64{
		"normal":    normal(0.02),
		"disturbed": disturbed(0.01),
	} {
		wrong := 0
		for seed := range uint64(histories) {
			changes, err := Search{Seed: seed, Permutations: 199}.Changes(steps(seed, 60, nil, noise))
			require.NoError(t, err)
			if len(changes) > 0 {
				wrong++
			}
		}
		t.Logf("%s: %d of %d", name, wrong, histories)
		require.LessOrEqual(t, float64(wrong)/histories, 0.01+3*math.Sqrt(0.01*0.99/histories), name)
	}
}

// One or two nights that are three times as slow do not hide a step, nor move it.
func TestChangesOutliers(t *testing.T) {
	simulates(t)
	for seed := range uint64(20) {
		results := steps(seed, 60, map[int]float64{30: 0.06}, normal(0.01))
		for _, night := range []int{7, 22, 23, 45} {
			results[night] *= 3
		}
		changes, err := Search{Seed: seed}.Changes(results)
		require.NoError(t, err)
		require.Len(t, changes, 1, "seed %d", seed)
		require.InDelta(t, 30, changes[0].Index, 1)
		require.InDelta(t, 0.06, changes[0].Size, 0.02)
	}
}

func TestChangesExact(t *testing.T) {
	results := []float64{64, 64, 64, 64, 64, 64, 64, 80, 80, 80, 80, 80, 80, 80}
	changes, err := Search{}.Changes(results)
	require.NoError(t, err)
	require.Len(t, changes, 1)
	require.Equal(t, 7, changes[0].Index)
	require.InDelta(t, math.Log(1.25), changes[0].Size, 1e-12)
	rare := append(slices.Repeat([]float64{64}, 40), 80, 80, 80, 80, 80)
	rare[7] = 90
	late, err := Search{}.Changes(rare)
	require.NoError(t, err)
	require.Len(t, late, 1, "where most results are equal, too")
	require.Equal(t, 40, late[0].Index)
	again, err := Search{}.Changes(results)
	require.NoError(t, err)
	require.Equal(t, changes, again)
}

func TestChangesErrors(t *testing.T) {
	_, err := Search{}.Changes([]float64{1, 2, 3, 4, 5})
	require.ErrorIs(t, err, ErrFew)
	require.EqualError(t, err, "stats: too little data: 5 results: a change takes 3 before and 3 after it")
	_, err = Search{}.Changes([]float64{1, 2, 3, 4, 5, 0})
	require.EqualError(t, err, "stats: result 5 is 0: it is positive and finite")
	_, err = Search{Alpha: 2}.Changes(nil)
	require.ErrorContains(t, err, "a level of 2")
	_, err = Search{Permutations: 50}.Changes(nil)
	require.EqualError(t, err, "stats: 50 permutations never reach the level 0.01: take at least 99")
}

// A year of nights.
func BenchmarkChanges(b *testing.B) {
	results := steps(1, 365, map[int]float64{100: 0.05, 200: -0.03}, normal(0.01))
	for b.Loop() {
		_, err := Search{}.Changes(results)
		require.NoError(b, err)
	}
}
