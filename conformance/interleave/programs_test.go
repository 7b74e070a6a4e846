package interleave_test

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/atomic"
	"github.com/assay-go/assay/conformance/interleave/hook"
	"github.com/assay-go/assay/conformance/interleave/maphash"
	"github.com/assay-go/assay/conformance/interleave/rand"
	"github.com/assay-go/assay/conformance/interleave/sync"
)

// A fault is a program that goes wrong under some schedules, instrumented by
// hand, and its twin that does not.
type fault struct {
	name        string
	wrong       func(x *interleave.T)
	right       func(x *interleave.T)
	kind        string
	preemptions int // the fewest under which it goes wrong
}

var faults = []fault{
	{"lost update", lostUpdate(false), lostUpdate(true), "violated", 1},
	{"check then act", checkThenAct(false), checkThenAct(true), "violated", 1},
	{"lock order", lockOrder(false), lockOrder(true), "deadlock", 1},
	{"lost wake-up", lostWakeUp(false), lostWakeUp(true), "deadlock", 1},
	{"double close", doubleClose(false), doubleClose(true), "panic", 1},
	{"select tie", selectTie(false), selectTie(true), "violated", 0},
	{"nested RLock", nestedRLock(false), nestedRLock(true), "deadlock", 1},
	{"unbuffered reply", lateReply(false), lateReply(true), "leak", 0},
	{"double unlock", doubleUnlock(false), doubleUnlock(true), "panic", 0},
	{"live lock", politeness(false), politeness(true), "livelock", 1},
	{"stale timer", staleTimer(false), staleTimer(true), "violated", 1},
}

func lostUpdate(right bool) func(x *interleave.T) {
	return func(x *interleave.T) {
		var n atomic.Int64
		for range 2 {
			x.Go(func() {
				if right {
					n.Add(1)
				} else {
					n.Store(n.Load() + 1)
				}
			})
		}
		x.Wait()
		if got := n.Load(); got != 2 {
			x.Errorf("two increments made %d", got)
		}
	}
}

func checkThenAct(right bool) func(x *interleave.T) {
	return func(x *interleave.T) {
		var mu sync.Mutex
		var won []int
		for i := range 2 {
			x.Go(func() {
				mu.Lock()
				free := len(won) == 0
				if !right {
					mu.Unlock()
					mu.Lock()
				}
				if free {
					won = append(won, i)
				}
				mu.Unlock()
			})
		}
		x.Wait()
		if len(won) != 1 {
			x.Errorf("registered by %v", won)
		}
	}
}

func lockOrder(right bool) func(x *interleave.T) {
	return func(x *interleave.T) {
		var a, b sync.Mutex
		both := func(first, second *sync.Mutex) {
			first.Lock()
			second.Lock()
			second.Unlock() //nolint:staticcheck // Nothing is to be done meanwhile.
			first.Unlock()
		}
		x.Go(func() { both(&a, &b) })
		x.Go(func() {
			if right {
				both(&a, &b)
			} else {
				both(&b, &a)
			}
		})
		x.Wait()
	}
}

func lostWakeUp(right bool) func(x *interleave.T) {
	return func(x *interleave.T) {
		c := sync.NewCond(new(sync.Mutex))
		var ready atomic.Bool
		x.Go(func() {
			c.L.Lock()
			for !ready.Load() {
				c.Wait()
			}
			c.L.Unlock()
		})
		x.Go(func() {
			if right {
				c.L.Lock()
				defer c.L.Unlock()
			}
			ready.Store(true)
			c.Signal()
		})
		x.Wait()
	}
}

func doubleClose(right bool) func(x *interleave.T) {
	return func(x *interleave.T) {
		done := make(chan struct{})
		var once sync.Once
		for range 2 {
			x.Go(func() {
				if right {
					once.Do(func() { hook.Close(done) })
					return
				}
				s := hook.NewSelect()
				hook.Recv(s, done)
				if s.Poll() < 0 {
					hook.Close(done)
				}
			})
		}
		x.Wait()
	}
}

// selectTie stops a worker after a message was accepted: the message may be lost.
func selectTie(right bool) func(x *interleave.T) {
	return func(x *interleave.T) {
		work, done := make(chan int, 1), make(chan struct{})
		handled := 0
		hook.Point()
		work <- 1
		hook.Woken()
		hook.Close(done)
		x.Go(func() {
			s := hook.NewSelect()
			hook.Recv(s, work)
			hook.Recv(s, done)
			if s.Wait() == 0 {
				handled++
			} else if right {
				s := hook.NewSelect()
				hook.Recv(s, work)
				if s.Poll() == 0 {
					handled++
				}
			}
		})
		x.Wait()
		if handled != 1 {
			x.Errorf("an accepted message was lost")
		}
	}
}

func nestedRLock(right bool) func(x *interleave.T) {
	return func(x *interleave.T) {
		var mu sync.RWMutex
		x.Go(func() {
			mu.RLock()
			if !right {
				mu.RLock()
				mu.RUnlock() //nolint:staticcheck // Nothing is to be done meanwhile.
			}
			mu.RUnlock()
		})
		x.Go(func() {
			mu.Lock()
			mu.Unlock() //nolint:staticcheck // Nothing is to be done meanwhile.
		})
		x.Wait()
	}
}

func lateReply(right bool) func(x *interleave.T) {
	return func(x *interleave.T) {
		reply := make(chan int, map[bool]int{true: 1}[right])
		hook.Go(func() {
			hook.Sleep(time.Second)
			hook.Point()
			reply <- 1
			hook.Woken()
		})
		s := hook.NewSelect()
		hook.Recv(s, reply)
		hook.Recv(s, time.After(time.Second))
		s.Wait()
	}
}

func doubleUnlock(right bool) func(x *interleave.T) {
	return func(x *interleave.T) {
		var mu sync.Mutex
		mu.Lock()
		mu.Unlock() //nolint:staticcheck // Nothing is to be done meanwhile.
		if !right {
			mu.Unlock()
		}
	}
}

// politeness is two goroutines that give way to each other.
func politeness(right bool) func(x *interleave.T) {
	return func(x *interleave.T) {
		var wants [2]atomic.Bool
		for i := range 2 {
			x.Go(func() {
				wants[i].Store(true)
				for wants[1-i].Load() && (i == 0 || !right) {
					hook.Gosched()
				}
				wants[i].Store(false)
			})
		}
		x.Wait()
	}
}

// staleTimer renews a lease at the instant at which it expires.
func staleTimer(right bool) func(x *interleave.T) {
	return func(x *interleave.T) {
		var epoch atomic.Int64
		var expired atomic.Bool
		hook.AfterFunc(time.Second, func() {
			if right && epoch.CompareAndSwap(0, -1) || !right && epoch.Load() == 0 {
				expired.Store(true)
			}
		})
		hook.Sleep(time.Second)
		renewed := epoch.CompareAndSwap(0, 1)
		hook.Sleep(time.Second)
		if renewed && expired.Load() {
			x.Errorf("the lease expired after it was renewed")
		}
	}
}

// everything is a program that uses all that could make a run differ from the
// one before. It returns what it has seen.
func everything() string {
	var mu sync.Mutex
	seen := ""
	note := func(format string, args ...any) {
		mu.Lock()
		seen += fmt.Sprintf(format, args...) + " "
		mu.Unlock()
	}
	var wg sync.WaitGroup
	work, done := make(chan int), make(chan struct{})
	for i := range 2 {
		wg.Go(func() {
			for {
				s := hook.NewSelect()
				w := hook.Recv(s, work)
				hook.Recv(s, done)
				hook.Recv(s, time.After(time.Second))
				hook.Recv(s, time.After(time.Second))
				switch c := s.Wait(); c {
				case 0:
					note("work%d:%d", i, w.Value)
				case 1:
					return
				default:
					note("timer%d:%d", i, c)
				}
			}
		})
	}
	for i := range 3 {
		wg.Go(func() {
			hook.Sleep(time.Second)
			hook.Point()
			work <- i
			hook.Woken()
			note("rand:%d", rand.IntN(100))
		})
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer hook.Cancel(cancel)()
	wg.Add(3)
	hook.ContextAfterFunc(ctx, func() { note("context"); wg.Done() })
	for i := range 2 {
		hook.AfterFunc(time.Second, func() { note("after%d", i); wg.Done() })
	}
	var m sync.Map
	seed := maphash.MakeSeed()
	for _, key := range []string{"a", "b", "c"} {
		m.Store(key, maphash.String(seed, key)%100)
	}
	m.Range(func(key, value any) bool { note("%v=%v", key, value); return true })
	each(map[string]int{"x": 1, "y": 2, "z": 3}, func(k string, v int) { note("%s:%d", k, v) })
	note("old:%d cause:%v", oldIntn(100), hook.ContextCause(ctx))
	hook.Sleep(3 * time.Second)
	hook.Close(done)
	wg.Wait()
	return seen
}
