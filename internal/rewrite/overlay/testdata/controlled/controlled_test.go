package controlled_test

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/internal/rewrite/overlay/testdata/controlled"
)

func TestOrder(t *testing.T) {
	seen := make(map[string]bool)
	for range 2 {
		interleave.Test(t, func(x *interleave.T) {
			x.Go(func() { controlled.Canceled() })
			seen[controlled.Order()] = true
		})
	}
	require.Len(t, seen, 1)
}

func TestCanceled(t *testing.T) {
	seen := make(map[bool]bool)
	interleave.Test(t, func(*interleave.T) { seen[controlled.Canceled()] = true })
	require.Len(t, seen, 2)
}

func TestSettled(t *testing.T) {
	interleave.Test(t, func(x *interleave.T) { require.Equal(x, 3, controlled.Settled(3)) })
	synctest.Test(t, func(t *testing.T) { require.Equal(t, 3, controlled.Settled(3)) })
}

func TestSends(t *testing.T) {
	seen := make(map[string]bool)
	interleave.Test(t, func(*interleave.T) { seen[controlled.Sends()] = true })
	require.Len(t, seen, 6)
}
