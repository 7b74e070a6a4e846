package atomic

import (
	"sync/atomic"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// Uintptr stands for the type of that name in package sync/atomic.
type Uintptr struct{ v atomic.Uintptr }

// Load is the method of that name, after a scheduling point.
func (x *Uintptr) Load() uintptr {
	sched.Point("Uintptr.Load")
	return x.v.Load()
}

// Store is the method of that name, after a scheduling point.
func (x *Uintptr) Store(v uintptr) {
	sched.Point("Uintptr.Store")
	x.v.Store(v)
}

// Swap is the method of that name, after a scheduling point.
func (x *Uintptr) Swap(v uintptr) (old uintptr) {
	sched.Point("Uintptr.Swap")
	return x.v.Swap(v)
}

// CompareAndSwap is the method of that name, after a scheduling point.
func (x *Uintptr) CompareAndSwap(old, v uintptr) (swapped bool) {
	sched.Point("Uintptr.CompareAndSwap")
	return x.v.CompareAndSwap(old, v)
}

// Add is the method of that name, after a scheduling point.
func (x *Uintptr) Add(delta uintptr) (v uintptr) {
	sched.Point("Uintptr.Add")
	return x.v.Add(delta)
}

// And is the method of that name, after a scheduling point.
func (x *Uintptr) And(mask uintptr) (old uintptr) {
	sched.Point("Uintptr.And")
	return x.v.And(mask)
}

// Or is the method of that name, after a scheduling point.
func (x *Uintptr) Or(mask uintptr) (old uintptr) {
	sched.Point("Uintptr.Or")
	return x.v.Or(mask)
}

// LoadUintptr is the function of that name, after a scheduling point.
func LoadUintptr(p *uintptr) uintptr {
	sched.Point("LoadUintptr")
	return atomic.LoadUintptr(p)
}

// StoreUintptr is the function of that name, after a scheduling point.
func StoreUintptr(p *uintptr, v uintptr) {
	sched.Point("StoreUintptr")
	atomic.StoreUintptr(p, v)
}

// SwapUintptr is the function of that name, after a scheduling point.
func SwapUintptr(p *uintptr, v uintptr) (old uintptr) {
	sched.Point("SwapUintptr")
	return atomic.SwapUintptr(p, v)
}

// CompareAndSwapUintptr is the function of that name, after a scheduling point.
func CompareAndSwapUintptr(p *uintptr, old, v uintptr) (swapped bool) {
	sched.Point("CompareAndSwapUintptr")
	return atomic.CompareAndSwapUintptr(p, old, v)
}

// AddUintptr is the function of that name, after a scheduling point.
func AddUintptr(p *uintptr, delta uintptr) (v uintptr) {
	sched.Point("AddUintptr")
	return atomic.AddUintptr(p, delta)
}

// AndUintptr is the function of that name, after a scheduling point.
func AndUintptr(p *uintptr, mask uintptr) (old uintptr) {
	sched.Point("AndUintptr")
	return atomic.AndUintptr(p, mask)
}

// OrUintptr is the function of that name, after a scheduling point.
func OrUintptr(p *uintptr, mask uintptr) (old uintptr) {
	sched.Point("OrUintptr")
	return atomic.OrUintptr(p, mask)
}
