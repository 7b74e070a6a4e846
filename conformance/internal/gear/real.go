package gear

import (
	"time"

	"go.uber.org/goleak"
)

// Real runs f on a plain goroutine, in real time. It sees a panic of f, but it
// cannot tell a deadlock from slowness: both are a [Hang]. It does not look for
// goroutines left behind, since that is slow: see [Watch].
func Real(patience time.Duration, f func()) Outcome {
	done := make(chan Outcome, 1)
	go func() {
		var o Outcome
		defer func() { done <- o }()
		protect(f, &o)
	}()

	alarm := time.NewTimer(patience)
	defer alarm.Stop()
	select {
	case o := <-done:
		return o
	case <-alarm.C:
		return Outcome{Hang, errPatience, allStacks()}
	}
}

// Watch returns a function that reports the goroutines which were started since
// and do not end, as a [Leak]. It waits for those that are about to end.
func Watch() (left func() Outcome) {
	known := goleak.IgnoreCurrent()
	return func() Outcome {
		if err := goleak.Find(known); err != nil {
			return Outcome{Leak, errLeak, err.Error()}
		}
		return Outcome{}
	}
}
