package lockstep

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

var kept []byte // on the heap

// Little garbage is left alone, much is collected.
func TestGarbage(t *testing.T) {
	collected := newCollections()
	runtime.GC()
	g := newGarbage()
	require.Less(t, g.share(), 0.5)

	before := collected.read()
	g.collect()
	require.Equal(t, before, collected.read(), "nothing was allocated")

	for g.share() < 1 {
		kept = make([]byte, 1<<20)
	}
	kept = nil
	before = collected.read()
	g.collect()
	require.Greater(t, collected.read(), before)
	require.Less(t, g.share(), 0.5)
}
