package conformance

import (
	"errors"
	"fmt"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// gateInline has all goroutines inside at the same time first, and calls of f
// that call Do themselves: a gate that holds a lock meanwhile is a deadlock.
func gateInline(t *trial, newGate newGateFunc) {
	goroutines := t.Int("goroutines", 1, 6)
	each := t.Int("calls of each", 1, 6)
	nested := t.Choice("f calls Do", "no", "yes") == 1

	t.Run(func() {
		g := newGate(func() error { return nil })
		var inside sync.WaitGroup
		inside.Add(goroutines)
		together(goroutines, func(i int) {
			for n := range each {
				_, want := reply(i*100 + n)
				var nestedFault string
				fault := gateDo(g, want, func() {
					if n == 0 {
						inside.Done()
						inside.Wait()
					}
					if nested {
						nestedFault = gateDo(g, errTest, yield)
					}
				})
				if fault += nestedFault; fault != "" {
					t.Failf("%s", fault)
				}
			}
		})
		if err := g.Shutdown(forever); err != nil {
			t.Failf("Shutdown() = %v, want nil", err)
		}
	})
}

// gateDo calls Do with an f that returns err, and says what is wrong with that,
// if anything is.
func gateDo(g patterns.Gate, err error, f func()) (fault string) {
	var inside int
	got := g.Do(func() error {
		inside = gateGoroutine()
		f()
		return err
	})
	if outside := gateGoroutine(); inside != outside {
		return fmt.Sprintf("goroutine %d called Do, but goroutine %d called f (0 is none)", outside, inside)
	}
	if !errors.Is(got, err) {
		return fmt.Sprintf("f returned the error %v, but Do returned %v", err, got)
	}
	return ""
}

// gatePanic has some calls of f panic when Shutdown waits for them, and some
// before. A call that is not counted as finished is a deadlock.
func gatePanic(t *trial, newGate newGateFunc) {
	before := t.Int("calls that panic before Shutdown", 0, 3)
	during := t.Int("calls that Shutdown waits for", 1, 6)
	which := t.Int("those that panic, bit by bit", 0, 63)

	panics := make([]any, before+during)
	errs := make([]error, before+during)
	var shutdown error
	terminated := 0
	panicking := func(i int) bool { return i < before || which>>(i-before)&1 == 1 }
	t.Bubble(func() {
		open := make(chan struct{})
		g := newGate(func() error {
			terminated++
			return nil
		})
		do := func(i int) {
			panics[i] = panicOf(func() {
				errs[i] = g.Do(func() error {
					if i >= before {
						<-open
					}
					if panicking(i) {
						panic(replyError(i))
					}
					return errTest
				})
			})
		}
		for i := range before {
			do(i)
		}
		var all sync.WaitGroup
		for i := range during {
			all.Go(func() { do(before + i) })
		}
		rest()
		all.Go(func() { shutdown = g.Shutdown(forever) })
		rest()
		close(open)
		all.Wait()
	})

	if shutdown != nil || terminated != 1 {
		t.Failf("after calls of f that panicked, Shutdown returned %v and terminate was called %d times",
			shutdown, terminated)
	}
	for i := range panics {
		if want := any(replyError(i)); panicking(i) && panics[i] != want {
			t.Failf("f panicked with a %T, but Do panicked with %#v and returned %v", want, panics[i], errs[i])
		}
		if !panicking(i) && (panics[i] != nil || !errors.Is(errs[i], errTest)) {
			t.Failf("beside calls that panic, Do panicked with %v and returned %v; want no panic and %v",
				panics[i], errs[i], errTest)
		}
	}
}
