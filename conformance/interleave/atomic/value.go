package atomic

import (
	"sync/atomic"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// Bool stands for the type of that name in package sync/atomic.
type Bool struct{ v atomic.Bool }

// Load is the method of that name, after a scheduling point.
func (x *Bool) Load() bool {
	sched.Point("Bool.Load")
	return x.v.Load()
}

// Store is the method of that name, after a scheduling point.
func (x *Bool) Store(v bool) {
	sched.Point("Bool.Store")
	x.v.Store(v)
}

// Swap is the method of that name, after a scheduling point.
func (x *Bool) Swap(v bool) (old bool) {
	sched.Point("Bool.Swap")
	return x.v.Swap(v)
}

// CompareAndSwap is the method of that name, after a scheduling point.
func (x *Bool) CompareAndSwap(old, v bool) (swapped bool) {
	sched.Point("Bool.CompareAndSwap")
	return x.v.CompareAndSwap(old, v)
}

// Value stands for the type of that name in package sync/atomic.
type Value struct{ v atomic.Value }

// Load is the method of that name, after a scheduling point.
func (x *Value) Load() any {
	sched.Point("Value.Load")
	return x.v.Load()
}

// Store is the method of that name, after a scheduling point.
func (x *Value) Store(v any) {
	sched.Point("Value.Store")
	x.v.Store(v)
}

// Swap is the method of that name, after a scheduling point.
func (x *Value) Swap(v any) (old any) {
	sched.Point("Value.Swap")
	return x.v.Swap(v)
}

// CompareAndSwap is the method of that name, after a scheduling point.
func (x *Value) CompareAndSwap(old, v any) (swapped bool) {
	sched.Point("Value.CompareAndSwap")
	return x.v.CompareAndSwap(old, v)
}
