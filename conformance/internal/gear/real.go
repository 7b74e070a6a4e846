package gear

import "time"

// Real runs f on a plain goroutine, in real time. It sees a panic of f, but it
// cannot tell a deadlock from slowness: both are a [Hang]. Goroutines left
// behind are not looked for; do that once for many cases, since it is slow.
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
