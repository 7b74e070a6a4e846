// Package mixed needs another package to be under control, too.
package mixed

import (
	"sync"
	"testing"

	"github.com/assay-go/assay/cmd/assay/testdata/explore/mixed/lock"
	"github.com/assay-go/assay/conformance/interleave"
)

func TestLocked(t *testing.T) {
	interleave.Test(t, func(x *interleave.T) {
		var mu sync.Mutex
		n := 0
		for range 2 {
			x.Go(func() { lock.Locked(&mu, func() { n++ }) })
		}
		x.Wait()
		if n != 2 {
			x.Errorf("got %d", n)
		}
	})
}
