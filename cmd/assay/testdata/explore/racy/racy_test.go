package racy

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
)

func TestInc(t *testing.T) {
	interleave.Test(t, func(x *interleave.T) {
		var c Counter
		x.Go(c.Inc)
		x.Go(c.Inc)
		x.Wait()
		require.EqualValues(x, 2, c.Value())
	})
}
