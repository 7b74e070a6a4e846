package interleave_test

import (
	real2 "hash/maphash"
	real0 "sync"
	real1 "sync/atomic"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"

	"github.com/assay-go/assay/conformance/interleave/atomic"
	"github.com/assay-go/assay/conformance/interleave/maphash"
	"github.com/assay-go/assay/conformance/interleave/sync"
)

type shape struct{ size, align uintptr }

func shapeOf[T any]() shape {
	var x struct {
		_ byte
		x T
	}
	return shape{unsafe.Sizeof(x.x), unsafe.Alignof(x.x)}
}

// TestShapes compares the shims with the originals, since libraries compute
// padding from their sizes.
func TestShapes(t *testing.T) {
	assert.Equal(t, shapeOf[real0.Mutex](), shapeOf[sync.Mutex]())
	assert.Equal(t, shapeOf[real0.RWMutex](), shapeOf[sync.RWMutex]())
	assert.Equal(t, shapeOf[real0.Once](), shapeOf[sync.Once]())
	assert.Equal(t, shapeOf[real0.Pool](), shapeOf[sync.Pool]())
	assert.Equal(t, shapeOf[real0.Map](), shapeOf[sync.Map]())
	assert.Equal(t, shapeOf[real0.Cond](), shapeOf[sync.Cond]())
	assert.Equal(t, shapeOf[real0.WaitGroup](), shapeOf[sync.WaitGroup]())
	assert.Equal(t, unsafe.Offsetof(real0.Cond{}.L), unsafe.Offsetof(sync.Cond{}.L))
	assert.Equal(t, unsafe.Offsetof(real0.Pool{}.New), unsafe.Offsetof(sync.Pool{}.New))

	assert.Equal(t, shapeOf[real1.Int32](), shapeOf[atomic.Int32]())
	assert.Equal(t, shapeOf[real1.Int64](), shapeOf[atomic.Int64]())
	assert.Equal(t, shapeOf[real1.Uint32](), shapeOf[atomic.Uint32]())
	assert.Equal(t, shapeOf[real1.Uint64](), shapeOf[atomic.Uint64]())
	assert.Equal(t, shapeOf[real1.Uintptr](), shapeOf[atomic.Uintptr]())
	assert.Equal(t, shapeOf[real1.Bool](), shapeOf[atomic.Bool]())
	assert.Equal(t, shapeOf[real1.Value](), shapeOf[atomic.Value]())
	assert.Equal(t, shapeOf[real1.Pointer[int]](), shapeOf[atomic.Pointer[int]]())

	assert.Equal(t, shapeOf[real2.Seed](), shapeOf[maphash.Seed]())
	assert.Equal(t, shapeOf[real2.Hash](), shapeOf[maphash.Hash]())
}
