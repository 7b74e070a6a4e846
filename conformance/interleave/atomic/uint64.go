package atomic

import (
	"sync/atomic"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// Uint64 stands for the type of that name in package sync/atomic.
type Uint64 struct{ v atomic.Uint64 }

// Load is the method of that name, after a scheduling point.
func (x *Uint64) Load() uint64 {
	sched.Point("Uint64.Load")
	return x.v.Load()
}

// Store is the method of that name, after a scheduling point.
func (x *Uint64) Store(v uint64) {
	sched.Point("Uint64.Store")
	x.v.Store(v)
}

// Swap is the method of that name, after a scheduling point.
func (x *Uint64) Swap(v uint64) (old uint64) {
	sched.Point("Uint64.Swap")
	return x.v.Swap(v)
}

// CompareAndSwap is the method of that name, after a scheduling point.
func (x *Uint64) CompareAndSwap(old, v uint64) (swapped bool) {
	sched.Point("Uint64.CompareAndSwap")
	return x.v.CompareAndSwap(old, v)
}

// Add is the method of that name, after a scheduling point.
func (x *Uint64) Add(delta uint64) (v uint64) {
	sched.Point("Uint64.Add")
	return x.v.Add(delta)
}

// And is the method of that name, after a scheduling point.
func (x *Uint64) And(mask uint64) (old uint64) {
	sched.Point("Uint64.And")
	return x.v.And(mask)
}

// Or is the method of that name, after a scheduling point.
func (x *Uint64) Or(mask uint64) (old uint64) {
	sched.Point("Uint64.Or")
	return x.v.Or(mask)
}

// LoadUint64 is the function of that name, after a scheduling point.
func LoadUint64(p *uint64) uint64 {
	sched.Point("LoadUint64")
	return atomic.LoadUint64(p)
}

// StoreUint64 is the function of that name, after a scheduling point.
func StoreUint64(p *uint64, v uint64) {
	sched.Point("StoreUint64")
	atomic.StoreUint64(p, v)
}

// SwapUint64 is the function of that name, after a scheduling point.
func SwapUint64(p *uint64, v uint64) (old uint64) {
	sched.Point("SwapUint64")
	return atomic.SwapUint64(p, v)
}

// CompareAndSwapUint64 is the function of that name, after a scheduling point.
func CompareAndSwapUint64(p *uint64, old, v uint64) (swapped bool) {
	sched.Point("CompareAndSwapUint64")
	return atomic.CompareAndSwapUint64(p, old, v)
}

// AddUint64 is the function of that name, after a scheduling point.
func AddUint64(p *uint64, delta uint64) (v uint64) {
	sched.Point("AddUint64")
	return atomic.AddUint64(p, delta)
}

// AndUint64 is the function of that name, after a scheduling point.
func AndUint64(p *uint64, mask uint64) (old uint64) {
	sched.Point("AndUint64")
	return atomic.AndUint64(p, mask)
}

// OrUint64 is the function of that name, after a scheduling point.
func OrUint64(p *uint64, mask uint64) (old uint64) {
	sched.Point("OrUint64")
	return atomic.OrUint64(p, mask)
}
