package peersmap

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
)

// In no program is there more than one key in a snapshot that is copied, since
// the order of a Go map is not under control.

func TestMap(t *testing.T) {
	t.Run("Promoted", func(t *testing.T) { promoted(t, "") })
	t.Run("Revived", func(t *testing.T) { revived(t, "") })
	t.Run("OneWinner", oneWinner)
	t.Run("LastWrite", lastWrite)
}

func TestHasty(t *testing.T)     { promoted(t, hasty) }
func TestForgetful(t *testing.T) { revived(t, forgetful) }

// promoted has two loads miss the snapshot. The first one that does makes the
// dirty map the snapshot.
func promoted(t *testing.T, fault string) {
	interleave.Test(t, func(x *interleave.T) {
		m := newFaulty(fault)
		m.Store("a", 1)
		for range 2 {
			x.Go(func() { requireLoad(x, m, "a", 1) })
		}
		x.Wait()
	})
}

// revived stores a key that was deleted, while another one is added, which makes
// a dirty map without the former. Then that becomes the snapshot.
func revived(t *testing.T, fault string) {
	interleave.Test(t, func(x *interleave.T) {
		m := deleted(newFaulty(fault))
		x.Go(func() { m.Store("a", 2) })
		x.Go(func() { m.Store("b", 3) })
		x.Wait()
		for range 2 {
			requireLoad(x, m, "b", 3)
		}
		requireLoad(x, m, "a", 2)
	})
}

// deleted returns m with the key a in its snapshot, deleted.
func deleted(m *Map) *Map {
	m.Store("a", 1)
	m.Load("a")
	m.Delete("a")
	return m
}

// oneWinner has two goroutines store a key if it is not there, and a third one
// add another key.
func oneWinner(t *testing.T) {
	interleave.Test(t, func(x *interleave.T) {
		m := deleted(New())
		var values [2]int
		var loaded [2]bool
		for i := range 2 {
			x.Go(func() { values[i], loaded[i] = m.LoadOrStore("a", 10+i) })
		}
		x.Go(func() { m.Store("b", 3) })
		x.Wait()
		require.NotEqual(x, loaded[0], loaded[1], "exactly one stores")
		require.Equal(x, values[0], values[1])
		for range 2 {
			requireLoad(x, m, "b", 3)
		}
		requireLoad(x, m, "a", values[0])
	})
}

// lastWrite deletes and stores a key of its own beside another goroutine that
// does so, too.
func lastWrite(t *testing.T) {
	interleave.Test(t, func(x *interleave.T) {
		m := New()
		for _, key := range []string{"a", "b"} {
			x.Go(func() {
				m.Store(key, 1)
				requireLoad(x, m, key, 1)
				m.Delete(key)
				_, ok := m.Load(key)
				require.False(x, ok, "%s was deleted", key)
			})
		}
		x.Wait()
	})
}

func requireLoad(x *interleave.T, m *Map, key string, want int) {
	got, ok := m.Load(key)
	require.True(x, ok, "%s is missing", key)
	require.Equal(x, want, got)
}
