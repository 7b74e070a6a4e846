package gear

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Virtual runs f in a bubble of package synctest. Time stands still while any
// goroutine of the bubble can run, and jumps to the next timer when none can.
//
// A deadlock leaves the goroutines of its bubble behind for ever, and their
// deferred calls are not made.
func Virtual(patience time.Duration, f func()) Outcome {
	return virtual(&bubble{}, patience, f)
}

// Quiet is Virtual without the stacks of a deadlock or a leak, which take the
// longer the more goroutines earlier ones have left behind.
func Quiet(patience time.Duration, f func()) Outcome {
	return virtual(&bubble{quiet: true}, patience, f)
}

func virtual(b *bubble, patience time.Duration, f func()) Outcome {
	done := make(chan Outcome, 1)
	go b.run(f, done)

	alarm := time.NewTimer(firstLook)
	defer alarm.Stop()
	for waited := firstLook; ; waited += nextLook {
		select {
		case o := <-done:
			return o
		case <-alarm.C:
			stacks := b.stacks()
			if b.stuck(stacks) {
				return Outcome{Stuck, errMutex, stacks}
			}
			if waited >= patience {
				return Outcome{Hang, errPatience, stacks}
			}
			alarm.Reset(nextLook)
		}
	}
}

// How soon and how often a bubble that has not ended is looked at. What is seen
// decides, never the time that has passed: see stuck.
const (
	firstLook = 20 * time.Millisecond
	nextLook  = 50 * time.Millisecond
)

var (
	errDeadlock = errors.New("every goroutine waits for another one, and no timer will wake any of them")
	errLeak     = errors.New("the case has ended, but goroutines are left that will never end")
	errPatience = errors.New("it did not end: some goroutine is busy, or waits for something outside of the bubble")
	errMutex    = errors.New("virtual time does not advance: a goroutine waits for a sync.Mutex or sync.RWMutex " +
		"that is held by one that waits for something else")
)

// A bubble is one run of a case in virtual time.
type bubble struct {
	id        atomic.Int64 // of the bubble, as in stack traces; 0 until f has begun
	lastStuck string       // the stacks when stuck looked last, if it seemed so then
	quiet     bool         // whether nobody wants to see the stacks
}

// run runs f in a bubble and sends the outcome to done, in any event.
func (b *bubble) run(f func(), done chan<- Outcome) {
	// A data race fails the testing.T, and synctest.Test ends this goroutine.
	o := Outcome{Race, "a data race, or a call of runtime.Goexit", ""}
	defer func() { done <- o }()
	o = b.recovered(f)
}

// recovered is the one place that calls synctest.Test. It relies on two facts
// that are not documented and have a test of their own: a zero testing.T is
// enough, and a deadlock panics on the goroutine that called it.
func (b *bubble) recovered(f func()) (o Outcome) {
	var inside Outcome
	defer func() {
		p := recover()
		switch {
		case inside.Kind != Done:
			o = inside
		case p == nil:
			o = Outcome{}
		case strings.Contains(fmt.Sprint(p), "main bubble goroutine has exited"):
			o = Outcome{Leak, errLeak, b.left()}
		case strings.Contains(fmt.Sprint(p), "all goroutines in bubble are blocked"):
			o = Outcome{Deadlock, errDeadlock, b.left()}
		default:
			panic(p)
		}
	}()
	synctest.Test(new(testing.T), func(*testing.T) {
		b.id.Store(bubbleID())
		done := make(chan struct{})
		go func() { // since runtime.Goexit is fatal on this goroutine
			defer close(done)
			protect(f, &inside)
		}()
		<-done
	})
	return o
}

// protect calls f and sets o to its outcome, also if f calls runtime.Goexit.
func protect(f func(), o *Outcome) {
	returned := false
	defer func() {
		if p := recover(); p != nil {
			*o = Outcome{Panicked, p, panicStack()}
		} else if !returned {
			*o = Outcome{Panicked, "runtime.Goexit was called", panicStack()}
		}
	}()
	f()
	returned = true
}

// left returns the stacks of what the bubble has left behind, if they are wanted.
func (b *bubble) left() string {
	if b.quiet {
		return ""
	}
	return b.stacks()
}

// stacks returns the stacks of the goroutines in the bubble, those that only
// hold up the bubble left out.
func (b *bubble) stacks() string {
	id := b.id.Load()
	if id == 0 {
		return ""
	}
	mark := fmt.Sprintf("synctest bubble %d]:", id)
	var in []string
	for g := range strings.SplitSeq(allStacks(), "\n\n") {
		if header, _, _ := strings.Cut(g, "\n"); strings.HasSuffix(header, mark) && !scaffold(g) {
			in = append(in, trim(g))
		}
	}
	return strings.Join(in, "\n\n")
}

// allStacks returns the stacks of all goroutines, of one moment.
func allStacks() string {
	for size := 1 << 18; ; size *= 2 {
		buf := make([]byte, size)
		if n := runtime.Stack(buf, true); n < size {
			return string(buf[:n])
		}
	}
}

// bubbleID returns the number of the bubble that it is called in. There is no
// function for it, but the first line of a stack trace tells.
func bubbleID() (id int64) {
	buf := make([]byte, 128)
	header, _, _ := strings.Cut(string(buf[:runtime.Stack(buf, false)]), "\n")
	if _, tail, ok := strings.Cut(header, "synctest bubble "); ok {
		_, _ = fmt.Sscanf(tail, "%d", &id)
	}
	return id
}
