package sync

import (
	"sync"
	"unsafe"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// A Cond stands for the type of that name in package sync.
type Cond struct {
	// L is held while observing or changing the condition.
	L Locker

	_ [unsafe.Sizeof(sync.Cond{}) - unsafe.Sizeof(Locker(nil))]byte // as in the original
}

// NewCond returns a new Cond with Locker l.
func NewCond(l Locker) *Cond { return &Cond{L: l} }

// real returns the original. Both have the same layout: L is first.
func (c *Cond) real() *sync.Cond { return (*sync.Cond)(unsafe.Pointer(c)) }

// Wait unlocks c.L, waits to be woken by Broadcast or Signal, and locks c.L.
func (c *Cond) Wait() {
	sched.Point("Cond.Wait")
	c.real().Wait() // with the scheduling points of c.L
}

// Signal wakes the goroutine that has waited longest, if one waits.
func (c *Cond) Signal() {
	sched.Point("Cond.Signal")
	c.real().Signal()
}

// Broadcast wakes all goroutines that wait.
func (c *Cond) Broadcast() {
	sched.Point("Cond.Broadcast")
	c.real().Broadcast()
}
