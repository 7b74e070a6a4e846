package conformance

import (
	"sync"

	"github.com/assay-go/assay/conformance/interleave/hook"
)

// Under a scheduler, only the calls of f are to be interleaved.
//
//interleave:leave

// together calls f(0), ..., f(n-1) at the same time and waits for them. The
// calls start together, so that even short ones overlap. If one panics, so does
// together, which lets f report a broken law.
func together(n int, f func(i int)) {
	var (
		wg     sync.WaitGroup
		start  = make(chan struct{})
		panics = make(chan any, n)
	)
	wg.Add(n)
	for i := range n {
		hook.Go(func() { // so that a scheduler knows the goroutines by their numbers
			defer wg.Done()
			<-start
			jitter()
			if p := panicOf(func() { f(i) }); p != nil {
				panics <- p
			}
		})
	}
	close(start)
	wg.Wait()
	hook.Woken()
	if len(panics) > 0 {
		panic(<-panics)
	}
}
