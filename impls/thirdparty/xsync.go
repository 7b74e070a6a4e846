package thirdparty

import (
	"github.com/puzpuzpuz/xsync/v4"

	"github.com/assay-go/assay/patterns"
)

// An xsyncTable is an [xsync.Map]. Load, Store, LoadOrStore, Delete and All are
// the map's own methods. All is its Range, which yields no key twice, and not its
// RangeRelaxed, which may.
type xsyncTable[K comparable, V any] struct{ *xsync.Map[K, V] }

func newXsyncTable[K comparable, V any]() patterns.Table[K, V] {
	return xsyncTable[K, V]{xsync.NewMap[K, V]()}
}

// Update calls f once, with the lock of the bucket held: writers of other keys
// may wait for f, readers do not. If f panics, the bucket stays locked.
func (t xsyncTable[K, V]) Update(key K, f func(old V, ok bool) V) V {
	value, _ := t.Compute(key, func(old V, ok bool) (V, xsync.ComputeOp) {
		return f(old, ok), xsync.UpdateOp
	})
	return value
}
