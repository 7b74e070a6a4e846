package gate

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
)

// file returns a result as of assay bench: two implementations, side by side.
func file(t *testing.T, seed uint64, rows map[string]fakeRow) *lockstep.Result {
	t.Helper()
	var all []lockstep.Row
	for _, name := range []string{"Alpha", "Beta", "Gamma"} {
		all = append(all, lockstep.Row{Workload: fakeWorkload(name), Contenders: []lockstep.Contender{
			{Label: "channel", Impl: "channel"}, {Label: "mutex", Impl: "mutex", Binary: head},
		}})
	}
	r, _, err := fakeMeasure(t, rows)(t.Context(), all, lockstep.Options{Processes: 5, Seed: seed})
	require.NoError(t, err)
	return r
}

func TestCompareFiles(t *testing.T) {
	o := Options{Base: Side{Name: "old"}, Head: Side{Name: "new"}, Margin: 0.02}
	old := file(t, 1, three(fakeRow{ratio: 1, allocs: [2]float64{0, 1}}))
	t.Run("equal", func(t *testing.T) {
		r, err := CompareFiles(old, file(t, 2, three(fakeRow{ratio: 1, allocs: [2]float64{0, 1}})), o)
		require.NoError(t, err)
		require.Equal(t, Clean, r.Status)
		require.False(t, r.Paired)
	})
	t.Run("slower", func(t *testing.T) {
		r, err := CompareFiles(old, file(t, 2, three(fakeRow{ratio: 1.1, allocs: [2]float64{0, 1}})), o)
		require.NoError(t, err)
		require.Equal(t, Regression, r.Status)
		changes := r.Confirmed()
		require.Len(t, changes, 1)
		require.Equal(t, "mutex", changes[0].Impl)
		require.InDelta(t, 1.1, changes[0].Ratio, 0.01)
	})
	t.Run("fewer allocations", func(t *testing.T) {
		r, err := CompareFiles(old, file(t, 2, three(fakeRow{ratio: 1})), o)
		require.NoError(t, err)
		require.Equal(t, Clean, r.Status)
		require.Len(t, r.Confirmed(), 1)
		require.Equal(t, stats.Faster, r.Confirmed()[0].Verdict)
	})
	t.Run("other rows", func(t *testing.T) {
		few := file(t, 2, only(fakeRow{ratio: 1, allocs: [2]float64{0, 1}}))
		r, err := CompareFiles(old, few, o)
		require.NoError(t, err)
		require.Equal(t, Clean, r.Status)
		require.Len(t, r.Missing, 4)
		require.Equal(t, "only the base has it", r.Missing[0].Reason)
		r, err = CompareFiles(few, old, o)
		require.NoError(t, err)
		require.Equal(t, "only the head has it", r.Missing[0].Reason)
	})
	t.Run("another machine", func(t *testing.T) {
		other := file(t, 2, three(fakeRow{ratio: 1}))
		other.Runs[0].Machine.NumCPU = 64
		_, err := CompareFiles(old, other, o)
		require.ErrorContains(t, err, "so they cannot be compared; measure both on one machine")
	})
	t.Run("nothing", func(t *testing.T) {
		_, err := CompareFiles(old, &lockstep.Result{}, o)
		require.EqualError(t, err, "new has no run; measure again")
	})
	t.Run("selected", func(t *testing.T) {
		o := o
		o.Impls = []string{"channel"}
		r, err := CompareFiles(old, old, o)
		require.NoError(t, err)
		require.Len(t, r.Findings, 9)
	})
}
