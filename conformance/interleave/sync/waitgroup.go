package sync

import (
	"sync"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// A WaitGroup stands for the type of that name in package sync.
type WaitGroup struct{ wg sync.WaitGroup }

// Add adds delta to the counter.
func (wg *WaitGroup) Add(delta int) {
	sched.Point("WaitGroup.Add")
	wg.wg.Add(delta)
}

// Done subtracts one from the counter.
func (wg *WaitGroup) Done() {
	sched.Point("WaitGroup.Done")
	wg.wg.Add(-1)
}

// Wait waits until the counter is zero.
func (wg *WaitGroup) Wait() {
	t := sched.Point("WaitGroup.Wait")
	wg.wg.Wait()
	if t != nil {
		t.Woken()
	}
}

// Go calls f in a new goroutine and counts it until f returns. If f panics, the
// counter stays, as with the original.
func (wg *WaitGroup) Go(f func()) {
	wg.Add(1)
	sched.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				panic(p)
			}
			wg.Done()
		}()
		f()
	})
}
