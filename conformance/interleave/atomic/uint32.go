package atomic

import (
	"sync/atomic"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// Uint32 stands for the type of that name in package sync/atomic.
type Uint32 struct{ v atomic.Uint32 }

// Load is the method of that name, after a scheduling point.
func (x *Uint32) Load() uint32 {
	sched.Point("Uint32.Load")
	return x.v.Load()
}

// Store is the method of that name, after a scheduling point.
func (x *Uint32) Store(v uint32) {
	sched.Point("Uint32.Store")
	x.v.Store(v)
}

// Swap is the method of that name, after a scheduling point.
func (x *Uint32) Swap(v uint32) (old uint32) {
	sched.Point("Uint32.Swap")
	return x.v.Swap(v)
}

// CompareAndSwap is the method of that name, after a scheduling point.
func (x *Uint32) CompareAndSwap(old, v uint32) (swapped bool) {
	sched.Point("Uint32.CompareAndSwap")
	return x.v.CompareAndSwap(old, v)
}

// Add is the method of that name, after a scheduling point.
func (x *Uint32) Add(delta uint32) (v uint32) {
	sched.Point("Uint32.Add")
	return x.v.Add(delta)
}

// And is the method of that name, after a scheduling point.
func (x *Uint32) And(mask uint32) (old uint32) {
	sched.Point("Uint32.And")
	return x.v.And(mask)
}

// Or is the method of that name, after a scheduling point.
func (x *Uint32) Or(mask uint32) (old uint32) {
	sched.Point("Uint32.Or")
	return x.v.Or(mask)
}

// LoadUint32 is the function of that name, after a scheduling point.
func LoadUint32(p *uint32) uint32 {
	sched.Point("LoadUint32")
	return atomic.LoadUint32(p)
}

// StoreUint32 is the function of that name, after a scheduling point.
func StoreUint32(p *uint32, v uint32) {
	sched.Point("StoreUint32")
	atomic.StoreUint32(p, v)
}

// SwapUint32 is the function of that name, after a scheduling point.
func SwapUint32(p *uint32, v uint32) (old uint32) {
	sched.Point("SwapUint32")
	return atomic.SwapUint32(p, v)
}

// CompareAndSwapUint32 is the function of that name, after a scheduling point.
func CompareAndSwapUint32(p *uint32, old, v uint32) (swapped bool) {
	sched.Point("CompareAndSwapUint32")
	return atomic.CompareAndSwapUint32(p, old, v)
}

// AddUint32 is the function of that name, after a scheduling point.
func AddUint32(p *uint32, delta uint32) (v uint32) {
	sched.Point("AddUint32")
	return atomic.AddUint32(p, delta)
}

// AndUint32 is the function of that name, after a scheduling point.
func AndUint32(p *uint32, mask uint32) (old uint32) {
	sched.Point("AndUint32")
	return atomic.AndUint32(p, mask)
}

// OrUint32 is the function of that name, after a scheduling point.
func OrUint32(p *uint32, mask uint32) (old uint32) {
	sched.Point("OrUint32")
	return atomic.OrUint32(p, mask)
}
