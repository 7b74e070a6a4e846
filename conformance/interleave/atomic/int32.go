package atomic

import (
	"sync/atomic"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// Int32 stands for the type of that name in package sync/atomic.
type Int32 struct{ v atomic.Int32 }

// Load is the method of that name, after a scheduling point.
func (x *Int32) Load() int32 {
	sched.Point("Int32.Load")
	return x.v.Load()
}

// Store is the method of that name, after a scheduling point.
func (x *Int32) Store(v int32) {
	sched.Point("Int32.Store")
	x.v.Store(v)
}

// Swap is the method of that name, after a scheduling point.
func (x *Int32) Swap(v int32) (old int32) {
	sched.Point("Int32.Swap")
	return x.v.Swap(v)
}

// CompareAndSwap is the method of that name, after a scheduling point.
func (x *Int32) CompareAndSwap(old, v int32) (swapped bool) {
	sched.Point("Int32.CompareAndSwap")
	return x.v.CompareAndSwap(old, v)
}

// Add is the method of that name, after a scheduling point.
func (x *Int32) Add(delta int32) (v int32) {
	sched.Point("Int32.Add")
	return x.v.Add(delta)
}

// And is the method of that name, after a scheduling point.
func (x *Int32) And(mask int32) (old int32) {
	sched.Point("Int32.And")
	return x.v.And(mask)
}

// Or is the method of that name, after a scheduling point.
func (x *Int32) Or(mask int32) (old int32) {
	sched.Point("Int32.Or")
	return x.v.Or(mask)
}

// LoadInt32 is the function of that name, after a scheduling point.
func LoadInt32(p *int32) int32 {
	sched.Point("LoadInt32")
	return atomic.LoadInt32(p)
}

// StoreInt32 is the function of that name, after a scheduling point.
func StoreInt32(p *int32, v int32) {
	sched.Point("StoreInt32")
	atomic.StoreInt32(p, v)
}

// SwapInt32 is the function of that name, after a scheduling point.
func SwapInt32(p *int32, v int32) (old int32) {
	sched.Point("SwapInt32")
	return atomic.SwapInt32(p, v)
}

// CompareAndSwapInt32 is the function of that name, after a scheduling point.
func CompareAndSwapInt32(p *int32, old, v int32) (swapped bool) {
	sched.Point("CompareAndSwapInt32")
	return atomic.CompareAndSwapInt32(p, old, v)
}

// AddInt32 is the function of that name, after a scheduling point.
func AddInt32(p *int32, delta int32) (v int32) {
	sched.Point("AddInt32")
	return atomic.AddInt32(p, delta)
}

// AndInt32 is the function of that name, after a scheduling point.
func AndInt32(p *int32, mask int32) (old int32) {
	sched.Point("AndInt32")
	return atomic.AndInt32(p, mask)
}

// OrInt32 is the function of that name, after a scheduling point.
func OrInt32(p *int32, mask int32) (old int32) {
	sched.Point("OrInt32")
	return atomic.OrInt32(p, mask)
}
