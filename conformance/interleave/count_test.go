package interleave_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/atomic"
	"github.com/assay-go/assay/conformance/interleave/hook"
	"github.com/assay-go/assay/conformance/internal/gear"
)

const patience = 10 * time.Second

func newExplorer(t testing.TB, o interleave.Options) *interleave.Explorer {
	t.Helper()
	e, err := interleave.NewExplorer(o)
	require.NoError(t, err)
	return e
}

// exhaust explores f to the end, demands that no schedule fails, and returns how
// many there are.
func exhaust(t *testing.T, o interleave.Options, f func()) int {
	t.Helper()
	e := newExplorer(t, o)
	for e.Next() {
		o := e.Run(patience, f)
		require.Equal(t, gear.Done, o.Kind, "schedule %s: %v\n%s", e.Schedule(), o.Value, o.Stacks)
	}
	require.NoError(t, e.Err())
	require.True(t, e.Exhausted())
	return e.Explored()
}

// steps returns a program of goroutines that take the given numbers of steps.
func steps(counts ...int) func() {
	return func() {
		for _, n := range counts {
			hook.Go(func() {
				for range n {
					hook.Point()
				}
			})
		}
	}
}

// orders counts the orders of steps that have at most so many preemptions, where
// left is what each goroutine has yet to do, and last is the one that ran last.
func orders(left []int, last, preemptions int) int {
	total, ended := 0, true
	for i := range left {
		if left[i] == 0 {
			continue
		}
		ended = false
		cost := 0
		if last >= 0 && last != i && left[last] > 0 {
			cost = 1
		}
		if cost <= preemptions {
			left[i]--
			total += orders(left, i, preemptions-cost)
			left[i]++
		}
	}
	if ended {
		return 1
	}
	return total
}

func TestAllSchedules(t *testing.T) {
	tests := []struct {
		steps []int
		want  int
	}{
		{[]int{}, 1},
		{[]int{7}, 1},
		{[]int{1, 1}, 2},
		{[]int{2, 2}, 6},
		{[]int{3, 3}, 20},
		{[]int{3, 5}, 56},
		{[]int{5, 5}, 252},
		{[]int{1, 1, 1}, 6},
		{[]int{2, 2, 2}, 90},
		{[]int{1, 1, 1, 1}, 24},
	}
	for _, test := range tests {
		o := interleave.Options{Preemptions: interleave.Unbounded}
		assert.Equal(t, test.want, exhaust(t, o, steps(test.steps...)), "steps: %v", test.steps)
	}
}

func TestPreemptionBound(t *testing.T) {
	for _, counts := range [][]int{{2, 2}, {4, 4}, {3, 6}, {2, 2, 2}} {
		for bound := range 5 {
			o := interleave.Options{Preemptions: bound}
			want := orders(append([]int(nil), counts...), -1, bound)
			assert.Equal(t, want, exhaust(t, o, steps(counts...)), "steps: %v, preemptions: %d", counts, bound)
		}
	}
}

func TestFewestPreemptionsFirst(t *testing.T) {
	e := newExplorer(t, interleave.Options{Preemptions: 3})
	last := 0
	for n := 0; e.Next(); {
		e.Run(patience, steps(3, 3))
		if e.Explored() > n {
			n = e.Explored()
			assert.GreaterOrEqual(t, e.Preemptions(), last)
			last = e.Preemptions()
		}
	}
	assert.Equal(t, 3, last)
}

// TestSelectTie counts the schedules of a select whose cases are ready, some of
// them or all.
func TestSelectTie(t *testing.T) {
	tests := []struct {
		name         string
		ready        int // a bit for each of three cases
		poll         bool
		unbuffered   bool
		want, chosen int
	}{
		{"all", 7, false, false, 3, 7},
		{"two", 5, false, false, 2, 5},
		{"one", 2, false, false, 1, 2},
		{"default", 0, true, false, 1, 8},
		{"poll two", 6, true, false, 2, 6},
		{"closed", 7, false, true, 3, 7},
		{"one closed", 4, false, true, 1, 4},
		{"the first and the last closed", 5, false, true, 2, 5},
		{"none closed", 0, true, true, 1, 8},
	}
	for _, test := range tests {
		chosen := 0
		n := exhaust(t, interleave.Options{}, func() {
			s := hook.NewSelect()
			for i := range 3 {
				c := make(chan int, 1)
				if test.unbuffered {
					c = make(chan int)
				}
				switch {
				case test.ready&(1<<i) == 0:
				case test.unbuffered:
					close(c)
				default:
					c <- i
				}
				hook.Recv(s, c)
			}
			i := s.Choose(test.poll)
			if i < 0 {
				i = 3
			}
			chosen |= 1 << i
		})
		assert.Equal(t, test.want, n, test.name)
		assert.Equal(t, test.chosen, chosen, test.name)
	}
}

func TestRepeatedSelects(t *testing.T) {
	n := exhaust(t, interleave.Options{}, func() {
		done, ticks := make(chan struct{}), make(chan struct{})
		close(done)
		for range 3 {
			s := hook.NewSelect()
			hook.Recv(s, done)
			hook.Recv(s, ticks)
			hook.Recv(s, done)
			s.Wait()
		}
	})
	assert.Equal(t, 8, n)
}

// TestExhaustedIsTrue checks that no exploration claims to be complete which is
// not.
func TestExhaustedIsTrue(t *testing.T) {
	e := newExplorer(t, interleave.Options{Preemptions: interleave.Unbounded, Schedules: 19})
	for e.Next() {
		e.Run(patience, steps(3, 3))
	}
	assert.Equal(t, 19, e.Explored())
	assert.False(t, e.Exhausted(), "the budget ended")

	e = newExplorer(t, interleave.Options{Strategy: "dfs", Preemptions: interleave.Unbounded, Schedules: 20})
	for e.Next() {
		e.Run(patience, steps(3, 3))
	}
	assert.Equal(t, 20, e.Explored())
	assert.True(t, e.Exhausted(), "the budget was just enough")

	calls := 0
	e = newExplorer(t, interleave.Options{Preemptions: 1})
	for e.Next() && calls < 1000 {
		calls++
		e.Run(patience, steps(2, 2+calls%3))
	}
	assert.Less(t, calls, 1000)
	assert.False(t, e.Exhausted(), "the program differs from run to run")
	assert.ErrorContains(t, e.Err(), "did not repeat itself")

	e = newExplorer(t, interleave.Options{Preemptions: 0})
	for e.Next() {
		var flag atomic.Bool
		o := e.Run(patience, func() {
			hook.Go(func() {
				for !flag.Load() {
				}
			})
			hook.Go(func() { flag.Store(true) })
		})
		assert.Equal(t, gear.Done, o.Kind, "a goroutine that spins does not keep others from running")
	}
	assert.False(t, e.Exhausted(), "a goroutine spins")
}
