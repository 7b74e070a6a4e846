package hook

import "github.com/assay-go/assay/conformance/interleave/internal/sched"

// Receive stands for <-ch.
func Receive[T any](ch <-chan T) T {
	v, _ := Receive2(ch)
	return v
}

// Receive2 stands for v, ok := <-ch.
func Receive2[T any](ch <-chan T) (v T, ok bool) {
	t := sched.Point("receive")
	v, ok = <-ch
	if t != nil {
		t.Woken()
	}
	return v, ok
}

// Range returns what the loop over a channel needs, which calls [Receive2].
func Range[T any](ch <-chan T) (c <-chan T, v T, ok bool) { return ch, v, false }

// Close stands for close(ch).
func Close[T any](ch chan<- T) {
	sched.Point("close")
	close(ch)
}
