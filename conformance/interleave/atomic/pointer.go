package atomic

import (
	"sync/atomic"
	"unsafe"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// Pointer stands for the type of that name in package sync/atomic.
type Pointer[T any] struct{ v atomic.Pointer[T] }

// Load is the method of that name, after a scheduling point.
func (x *Pointer[T]) Load() *T {
	sched.Point("Pointer.Load")
	return x.v.Load()
}

// Store is the method of that name, after a scheduling point.
func (x *Pointer[T]) Store(v *T) {
	sched.Point("Pointer.Store")
	x.v.Store(v)
}

// Swap is the method of that name, after a scheduling point.
func (x *Pointer[T]) Swap(v *T) (old *T) {
	sched.Point("Pointer.Swap")
	return x.v.Swap(v)
}

// CompareAndSwap is the method of that name, after a scheduling point.
func (x *Pointer[T]) CompareAndSwap(old, v *T) (swapped bool) {
	sched.Point("Pointer.CompareAndSwap")
	return x.v.CompareAndSwap(old, v)
}

// LoadPointer is the function of that name, after a scheduling point.
func LoadPointer(p *unsafe.Pointer) unsafe.Pointer {
	sched.Point("LoadPointer")
	return atomic.LoadPointer(p)
}

// StorePointer is the function of that name, after a scheduling point.
func StorePointer(p *unsafe.Pointer, v unsafe.Pointer) {
	sched.Point("StorePointer")
	atomic.StorePointer(p, v)
}

// SwapPointer is the function of that name, after a scheduling point.
func SwapPointer(p *unsafe.Pointer, v unsafe.Pointer) (old unsafe.Pointer) {
	sched.Point("SwapPointer")
	return atomic.SwapPointer(p, v)
}

// CompareAndSwapPointer is the function of that name, after a scheduling point.
func CompareAndSwapPointer(p *unsafe.Pointer, old, v unsafe.Pointer) (swapped bool) {
	sched.Point("CompareAndSwapPointer")
	return atomic.CompareAndSwapPointer(p, old, v)
}
