package hook

import (
	"context"
	"runtime"
	"testing/synctest"
	"time"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// Point comes before an operation that others can observe.
func Point() { sched.Point("point") }

// Woken comes after an operation that may have waited, and whose goroutine
// another one has woken then. It costs no schedule, which a Point does.
func Woken() {
	if t := sched.Current(); t != nil {
		t.Woken()
	}
}

// Controlled reports whether a scheduler decides when the goroutine goes on.
func Controlled() bool { return sched.Current() != nil }

// Go stands for the statement go f().
func Go(f func()) { sched.Go(f) }

// AfterFunc stands for [time.AfterFunc].
func AfterFunc(d time.Duration, f func()) *time.Timer {
	return time.AfterFunc(d, sched.Later(f))
}

// ContextAfterFunc stands for [context.AfterFunc].
func ContextAfterFunc(ctx context.Context, f func()) (stop func() bool) {
	t := sched.Point("context.AfterFunc")
	original := context.AfterFunc(ctx, sched.Later(f))
	if t == nil {
		return original
	}
	return func() bool {
		sched.Point("stop")
		return original()
	}
}

// Sleep stands for [time.Sleep].
func Sleep(d time.Duration) {
	t := sched.Point("Sleep")
	time.Sleep(d)
	if t != nil {
		t.Woken()
	}
}

// Gosched stands for [runtime.Gosched].
func Gosched() {
	if t := sched.Current(); t != nil {
		t.Yield()
		return
	}
	runtime.Gosched()
}

// Wait stands for synctest.Wait, which the scheduler needs for itself: it waits
// until no other goroutine can go on without time passing.
func Wait() {
	if t := sched.Current(); t != nil {
		t.Settle()
		return
	}
	synctest.Wait()
}
