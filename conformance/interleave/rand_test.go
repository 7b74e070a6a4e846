package interleave_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/rand"
	old "github.com/assay-go/assay/conformance/interleave/rand/v1"
)

// drawn draws with every function of package math/rand.
func drawn() string {
	var b [4]byte
	_, _ = old.Read(b[:])
	old.Seed(1) // which must not change what a run draws
	list := old.Perm(4)
	old.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return fmt.Sprint(b, list, old.Int(), old.Int31(), old.Int63(), old.Uint32(), old.Uint64(),
		old.Intn(1000), old.Int31n(1000), old.Int63n(1000), old.Float32(), old.Float64(),
		old.NormFloat64(), old.ExpFloat64())
}

func oldIntn(n int) int { return old.Intn(n) }

// TestRandomNumbers checks that what a run draws depends on its seed only.
func TestRandomNumbers(t *testing.T) {
	different := make(map[string]bool)
	for seed := range int64(5) {
		seen := make(map[string]bool)
		for range 5 {
			e := newExplorer(t, interleave.Options{Seed: seed})
			require.True(t, e.Next())
			e.Run(patience, func() { seen[drawn()] = true })
		}
		require.Len(t, seen, 1)
		for s := range seen {
			different[s] = true
		}
	}
	assert.Len(t, different, 5)
}

// TestSourcesWithSeed checks that what has a seed of its own draws the same as
// ever, under control and without.
func TestSourcesWithSeed(t *testing.T) {
	draw := func() string {
		a, b := old.New(old.NewSource(1)), rand.New(rand.NewPCG(1, 2))
		c := rand.New(rand.NewChaCha8([32]byte{1}))
		return fmt.Sprint(a.Int(), b.Int(), c.Int(),
			old.NewZipf(a, 2, 1, 9).Uint64(), rand.NewZipf(b, 2, 1, 9).Uint64())
	}
	want := draw()
	assert.Equal(t, want, draw())
	synctest.Test(t, func(t *testing.T) { assert.Equal(t, want, draw()) })
	exhaust(t, interleave.Options{}, func() { assert.Equal(t, want, draw()) })
	assert.NotEqual(t, drawn(), drawn(), "nobody controls it")
}
