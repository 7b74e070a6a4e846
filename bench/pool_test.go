package bench

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A task takes as long as its name says on an undisturbed processor, which the
// quickest of many runs had.
func TestSpin(t *testing.T) {
	const task = 100 * time.Microsecond
	steps := stepsOf(task)
	least := longest
	x := uint64(0)
	for range 200 {
		begin := now()
		x = spin(steps, x)
		least = min(least, now()-begin)
	}
	require.NotZero(t, x)
	require.InEpsilon(t, float64(task), float64(least), 0.5)
}
