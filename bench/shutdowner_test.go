package bench

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/patterns"
)

// When settle returns, whoever has something to do has done it.
func TestSettle(t *testing.T) {
	const goroutines = 1000
	var started atomic.Int64
	var noise atomic.Uint64
	release := make(chan struct{})
	defer close(release)
	for range goroutines {
		go func() {
			noise.Add(spin(1000, 1)) // makes some late
			started.Add(1)
			<-release
		}()
	}
	settle()
	require.EqualValues(t, goroutines, started.Load())
}

// countedGate counts what it is asked to do.
type countedGate struct {
	patterns.Gate
	begun *atomic.Int64
}

func (g countedGate) Do(f func() error) error {
	g.begun.Add(1)
	return g.Gate.Do(f)
}

// All work is pending when the operation begins, and Close releases it if there
// is none.
func TestPending(t *testing.T) {
	impl := newReference()
	var begun atomic.Int64
	impl.Gate = func(terminate func() error) patterns.Gate {
		return countedGate{newReferenceGate(terminate), &begun}
	}
	w := find(t, Shutdowner, "impl=nothing/of=gate/pending=10000/goroutines=1")
	instance, err := w.Prepare()(impl)
	require.NoError(t, err)
	require.Equal(t, 1, instance.Renew(1))
	require.EqualValues(t, 10_000, begun.Load(), "all are pending")
	require.NoError(t, instance.Close())
}
