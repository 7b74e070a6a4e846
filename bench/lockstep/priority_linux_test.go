package lockstep

import (
	"os"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Either all threads are urgent or none is, and in the end they are as before.
func TestHurry(t *testing.T) {
	before := nicenesses(t)
	restore, urgently := hurry()
	if urgently {
		for _, niceness := range nicenesses(t) {
			require.LessOrEqual(t, niceness, urgent)
		}
	} else {
		require.Subset(t, before, nicenesses(t))
	}
	restore()
	require.Subset(t, before, nicenesses(t))
}

func nicenesses(t *testing.T) (all []int) {
	t.Helper()
	threads, err := os.ReadDir("/proc/self/task")
	require.NoError(t, err)
	for _, thread := range threads {
		id, err := strconv.Atoi(thread.Name())
		require.NoError(t, err)
		if p, err := syscall.Getpriority(syscall.PRIO_PROCESS, id); err == nil { // or it has ended
			all = append(all, 20-p)
		}
	}
	return all
}
