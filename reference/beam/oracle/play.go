package oracle

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// ErrNotImplemented is returned by Play for a pattern that the implementation lacks.
var ErrNotImplemented = errors.New("oracle: not implemented")

// Play has an implementation play a program, in a bubble of package synctest, and
// returns what each call returned. It is an error if the program blocks or leaves
// a goroutine behind. A panic of a call is an observation.
func Play(impl conformance.Implementation, p Program) (observations []string, err error) {
	l, err := languageOf(p.Pattern)
	if err != nil {
		return nil, err
	}
	implemented := true
	err = bubble(func() {
		player := l.start(impl)
		if implemented = player != nil; !implemented {
			return
		}
		defer player.close()
		for _, c := range p.Calls {
			observations = append(observations, guarded(func() string { return player.play(c) }))
		}
	})
	if !implemented {
		return nil, fmt.Errorf("%w: %s of %s", ErrNotImplemented, p.Pattern, impl.Name)
	}
	return observations, err
}

// errGone is the error of a bubble whose goroutine has ended without a word.
var errGone = errors.New("oracle: a data race, or a call of runtime.Goexit, has ended the program")

// bubble runs f in virtual time.
func bubble(f func()) error {
	done := make(chan error, 1)
	go func() { // since a data race ends the goroutine that has called synctest.Test
		err := errGone
		defer func() { done <- err }()
		err = recovered(f)
	}()
	return <-done
}

// recovered runs f in a bubble. A deadlock and a goroutine that is left behind panic
// on the goroutine that has called synctest.Test.
func recovered(f func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("oracle: the program does not end: %v", p)
		}
	}()
	var failure any
	synctest.Test(new(testing.T), func(*testing.T) {
		defer func() { failure = recover() }()
		f()
	})
	if failure != nil {
		return fmt.Errorf("oracle: the program panicked: %v", failure)
	}
	return nil
}

// Errors and panics that programs plan.
var (
	errPlanned = errors.New("planned")
	errFailed  = errors.New("failed")
	errInvalid = errors.New("invalid")
)

// guarded returns the observation that f makes, be it a panic.
func guarded(f func() string) (observed string) {
	defer func() {
		if p := recover(); p != nil {
			observed = panicked(p)
		}
	}()
	return f()
}

// panicked returns the observation of a panic. One that no program plans says more.
func panicked(value any) string {
	if err, ok := value.(error); ok && errors.Is(err, errPlanned) {
		return "panic"
	}
	return flat(fmt.Sprintf("panic: %v", value))
}

// outcome returns the observation of an error.
func outcome(err error) string {
	panicError := new(patterns.PanicError)
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &panicError):
		return panicked(panicError.Value)
	case errors.Is(err, patterns.ErrClosed):
		return "closed"
	case errors.Is(err, context.Canceled):
		return "timeout"
	case errors.Is(err, errFailed), errors.Is(err, errInvalid):
		return err.Error()
	}
	return flat("error: " + err.Error())
}

// either returns the observation of an error, or of a value if there is none.
func either(value any, err error) string {
	if err != nil {
		return outcome(err)
	}
	return fmt.Sprint(value)
}

// listed returns the observation of a list.
func listed(items []string) string {
	if len(items) == 0 {
		return "-"
	}
	return strings.Join(items, " ")
}

// flat returns the text without what separates observations.
func flat(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), separator, ",")
}

// expired returns a context that is done.
func expired() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// async does something on a goroutine of its own, returns when everybody in the
// bubble waits for something, and returns a function that waits for the result.
func async(f func() string) (wait func() string) {
	result := make(chan string, 1)
	go func() { result <- guarded(f) }()
	synctest.Wait()
	return func() string { return <-result }
}
