package locked_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/cmd/assay/testdata/explore/locked"
	"github.com/assay-go/assay/conformance/interleave"
)

func TestInc(t *testing.T) {
	interleave.Test(t, func(x *interleave.T) {
		var c locked.Counter
		done := make(chan bool)
		go func() { c.Inc(); done <- true }()
		c.Inc()
		<-done
		require.Equal(x, 2, c.Value())
	})
}

func TestPlain(*testing.T) {}
