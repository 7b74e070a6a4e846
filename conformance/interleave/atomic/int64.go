package atomic

import (
	"sync/atomic"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// Int64 stands for the type of that name in package sync/atomic.
type Int64 struct{ v atomic.Int64 }

// Load is the method of that name, after a scheduling point.
func (x *Int64) Load() int64 {
	sched.Point("Int64.Load")
	return x.v.Load()
}

// Store is the method of that name, after a scheduling point.
func (x *Int64) Store(v int64) {
	sched.Point("Int64.Store")
	x.v.Store(v)
}

// Swap is the method of that name, after a scheduling point.
func (x *Int64) Swap(v int64) (old int64) {
	sched.Point("Int64.Swap")
	return x.v.Swap(v)
}

// CompareAndSwap is the method of that name, after a scheduling point.
func (x *Int64) CompareAndSwap(old, v int64) (swapped bool) {
	sched.Point("Int64.CompareAndSwap")
	return x.v.CompareAndSwap(old, v)
}

// Add is the method of that name, after a scheduling point.
func (x *Int64) Add(delta int64) (v int64) {
	sched.Point("Int64.Add")
	return x.v.Add(delta)
}

// And is the method of that name, after a scheduling point.
func (x *Int64) And(mask int64) (old int64) {
	sched.Point("Int64.And")
	return x.v.And(mask)
}

// Or is the method of that name, after a scheduling point.
func (x *Int64) Or(mask int64) (old int64) {
	sched.Point("Int64.Or")
	return x.v.Or(mask)
}

// LoadInt64 is the function of that name, after a scheduling point.
func LoadInt64(p *int64) int64 {
	sched.Point("LoadInt64")
	return atomic.LoadInt64(p)
}

// StoreInt64 is the function of that name, after a scheduling point.
func StoreInt64(p *int64, v int64) {
	sched.Point("StoreInt64")
	atomic.StoreInt64(p, v)
}

// SwapInt64 is the function of that name, after a scheduling point.
func SwapInt64(p *int64, v int64) (old int64) {
	sched.Point("SwapInt64")
	return atomic.SwapInt64(p, v)
}

// CompareAndSwapInt64 is the function of that name, after a scheduling point.
func CompareAndSwapInt64(p *int64, old, v int64) (swapped bool) {
	sched.Point("CompareAndSwapInt64")
	return atomic.CompareAndSwapInt64(p, old, v)
}

// AddInt64 is the function of that name, after a scheduling point.
func AddInt64(p *int64, delta int64) (v int64) {
	sched.Point("AddInt64")
	return atomic.AddInt64(p, delta)
}

// AndInt64 is the function of that name, after a scheduling point.
func AndInt64(p *int64, mask int64) (old int64) {
	sched.Point("AndInt64")
	return atomic.AndInt64(p, mask)
}

// OrInt64 is the function of that name, after a scheduling point.
func OrInt64(p *int64, mask int64) (old int64) {
	sched.Point("OrInt64")
	return atomic.OrInt64(p, mask)
}
