package lockstep

import (
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A pinned function runs on one processor, the same for equal numbers, and the
// thread is free after it.
func TestPinned(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	get := func() (s processorSet) {
		require.True(t, affinity(syscall.SYS_SCHED_GETAFFINITY, &s))
		return s
	}
	before := get()
	var first, second processorSet
	pinned(0, func() { first = get() })
	pinned(1, func() { second = get() })
	require.Equal(t, before, get())
	one, _ := before.nth(0)
	other, _ := before.nth(1)
	require.Equal(t, one, first)
	require.Equal(t, other, second)
}

func TestProcessorSet(t *testing.T) {
	set := processorSet{0b1010, 1}
	for n, want := range []processorSet{{0b0010}, {0b1000}, {0, 1}, {0b0010}} {
		one, ok := set.nth(n)
		require.True(t, ok)
		require.Equal(t, want, one)
	}
	_, ok := (&processorSet{}).nth(3)
	require.False(t, ok)
}

// Two workers share a processor only where no object has goroutines of its own.
func TestPlanAlone(t *testing.T) {
	p := plan(t.Context(), t, Options{}, Row{fake("1", false), contenders("plain", "slow")},
		Row{fake("2", false), contenders("plain")}, Row{fake("1", false), contenders("plain", "starting")})
	require.True(t, p.Rows[0].alone)
	require.False(t, p.Rows[1].alone)
	require.False(t, p.Rows[2].alone)
}
