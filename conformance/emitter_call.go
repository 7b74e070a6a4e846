package conformance

import (
	"runtime"
	"sync"

	"github.com/assay-go/assay/conformance/internal/gear"
	"github.com/assay-go/assay/patterns"
)

// emitterSynchronous lets handlers come and go beside those that stay. Some of
// the former were attached between the latter, so that an emitter that fills the
// gaps moves them.
func emitterSynchronous(t *trial, newEmitter newEmitterFunc) {
	stay := t.Int("handlers that stay", 1, 6)
	leave := t.Int("handlers that are detached beside", 0, 6)
	come := t.Int("handlers that are attached beside", 0, 6)
	goroutines := t.Int("goroutines that emit", 1, 3)
	events := t.Int("events of each", 1, 6)

	t.Run(func() {
		e := newEmitter(emitterCalm)
		log := newEmitterLog()
		var detaches []func()
		for i := range max(stay, leave) {
			if i < leave {
				detaches = append(detaches, e.Attach(log.handler(-1)))
			}
			if i < stay {
				e.Attach(log.handler(i))
			}
		}
		together(goroutines+1, func(g int) {
			if g == goroutines {
				emitterChurn(e, log, detaches, come)
				return
			}
			detach := e.Attach(log.handler(stay + g))
			for n := range events {
				event := g*100 + n
				e.Emit(event)
				for i := range stay {
					emitterDemandCalled(t, log, i, event)
				}
				emitterDemandCalled(t, log, stay+g, event)
			}
			detach()
		})
	})
}

// emitterDemandCalled demands that the handler was called with the event.
func emitterDemandCalled(t *trial, log *emitterLog, handler, event int) {
	if n := log.count(handler, event); n != 1 {
		t.Failf("when Emit returned, a handler that was attached throughout had been called %d times; want 1", n)
	}
}

// emitterChurn calls the detaches, and attaches handlers meanwhile.
func emitterChurn(e patterns.Emitter[int], log *emitterLog, detaches []func(), come int) {
	for i := range max(len(detaches), come) {
		if i < come {
			e.Attach(log.handler(-1))
		}
		if i < len(detaches) {
			detaches[i]()
		}
		yield()
	}
}

// emitterInline tells goroutines apart by the headers of their stack traces.
func emitterInline(t *trial, newEmitter newEmitterFunc) {
	handlers := t.Int("handlers", 1, 4)
	goroutines := t.Int("goroutines that emit", 1, 3)
	events := t.Int("events of each", 1, 4)

	var mu sync.Mutex
	on := make(map[int]string) // the goroutine that emits an event
	wrong := 0
	t.Run(func() {
		e := newEmitter(emitterCalm)
		for range handlers {
			e.Attach(func(event int) {
				here := emitterGoroutine()
				mu.Lock()
				defer mu.Unlock()
				if on[event] != here {
					wrong++
				}
			})
		}
		together(goroutines, func(g int) {
			for n := range events {
				mu.Lock()
				on[g*100+n] = emitterGoroutine()
				mu.Unlock()
				e.Emit(g*100 + n)
			}
		})
	})

	if wrong > 0 {
		t.Failf("%d calls of handlers were on another goroutine than Emit", wrong)
	}
}

// emitterFree counts allocations outside of a bubble.
func emitterFree(t *trial, newEmitter newEmitterFunc) {
	handlers := t.Int("handlers that there were", 0, 4)
	panics := t.Choice("they were removed by", "detach", "a panic") == 1

	least := 0
	t.run(gear.Real, func() {
		e := newEmitter(emitterCalm)
		var detaches []func()
		for range handlers {
			detaches = append(detaches, e.Attach(func(int) {
				if panics {
					panic("boom")
				}
			}))
		}
		e.Emit(1)
		for _, detach := range detaches {
			if !panics {
				detach()
			}
		}
		least = emitterAllocations(func() { e.Emit(1 << 20) })
	})

	if least > 0 {
		t.Failf("an Emit while no handler is attached allocates %d times", least)
	}
}

// emitterAllocations returns how often f allocates, on average. What other
// goroutines allocate meanwhile counts, too, hence the least of some attempts.
// In place of this, testing.AllocsPerRun would make them wait, but it changes
// GOMAXPROCS, and panics beside parallel tests.
func emitterAllocations(f func()) int {
	const attempts, runs = 10, 200
	least := uint64(runs)
	for i := 0; i < attempts && least >= runs; i++ {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range runs {
			f()
		}
		runtime.ReadMemStats(&after)
		least = after.Mallocs - before.Mallocs
	}
	return int(least / runs)
}
