package sched

import (
	"cmp"
	"hash/fnv"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
)

// A Thread is a goroutine under control.
type Thread struct {
	s        *Scheduler
	path     []int // the numbers of its ancestors and its own, each among its siblings
	name     string
	id       uint64  // the number that the runtime gave it, if it is needed
	address  uintptr // see self; 0 if it is adopted
	children int
	wake     chan struct{}
	rand     *rand.Rand

	// About where it is parked.
	stop  stop
	op    string
	ready func() bool // nil if it is always
	pcs   []uintptr

	blocked bool // whether it has been seen to wait in an operation of the runtime
}

// A stop is a reason to park.
type stop int

const (
	before  stop = iota // an operation comes next
	serial              // it must only not run beside another one
	yielded             // it offers the processor
	settled             // it waits until no other can go on
)

// adopted is the number of what would be the parent of goroutines that were
// started by code which is not instrumented.
const adopted = 1 << 30

// newThread returns a thread of the given path, which has not begun.
func (s *Scheduler) newThread(path []int) *Thread {
	return &Thread{s: s, path: path, name: pathName(path), wake: make(chan struct{})}
}

func pathName(path []int) string {
	var b []byte
	for i, n := range path {
		switch {
		case n == adopted:
			b = append(b, "other"...)
			continue
		case n < 0: // a callback that runs again
			b, n = append(b, '#'), -n
		case i > 0:
			b = append(b, '.')
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return string(b)
}

func byPath(a, b *Thread) int { return slices.Compare(a.path, b.path) }

func byID(a, b *Thread) int { return cmp.Compare(a.id, b.id) }

// child returns the path of the next goroutine that t starts.
func (t *Thread) child() []int {
	t.children++
	return append(slices.Clip(t.path), t.children)
}

// Name returns the name of the thread: its parent's, and its own number among
// the children of that.
func (t *Thread) Name() string { return t.name }

// Point lets other threads run before the operation op.
func (t *Thread) Point(op string) { t.park(before, op, nil) }

// Await parks until ready, which must not call anything of this package, reports
// that the operation op can be done. It is called when no thread runs.
func (t *Thread) Await(op string, ready func() bool) { t.park(before, op, ready) }

// Yield offers the processor to the other threads.
func (t *Thread) Yield() { t.park(yielded, "Gosched", nil) }

// Settle parks until no other thread can go on without time passing.
func (t *Thread) Settle() { t.park(settled, "Wait", nil) }

// Woken makes a thread that an operation of the runtime has blocked wait until
// it may run alone. Without it, the thread would run beside the one that has
// woken it.
func (t *Thread) Woken() {
	t.s.mu.Lock()
	blocked := t.blocked
	t.s.mu.Unlock()
	if blocked {
		t.park(serial, "woken", nil)
	}
}

// Rand returns the random numbers of this thread, which are the same in each run.
func (t *Thread) Rand() *rand.Rand {
	if t.rand == nil {
		h := fnv.New64a()
		_, _ = h.Write([]byte(t.name))
		t.rand = rand.New(rand.NewPCG(t.s.seed, h.Sum64()))
	}
	return t.rand
}

func (t *Thread) park(why stop, op string, ready func() bool) {
	s := t.s
	if s.traced {
		t.pcs = make([]uintptr, 12)
		t.pcs = t.pcs[:runtime.Callers(3, t.pcs)]
	}
	s.mu.Lock()
	t.stop, t.op, t.ready, t.blocked = why, op, ready, false
	s.parked = append(s.parked, t)
	s.notice()
	s.mu.Unlock()
	<-t.wake
}

// Pick takes the case of a select that is chosen among those that try takes. It
// returns false if it takes none of them. Each case has a name.
func (t *Thread) Pick(cases []string, try func(i int) bool) (int, bool) {
	first := 0
	if len(cases) > 1 {
		sum := NewSum.Word(uint32(Select)).Text(t.name).Text(t.op)
		for _, c := range cases {
			sum = sum.Text(c)
		}
		first = t.s.chooser.Choose(Choice{Kind: Select, Options: cases, Sum: sum})
	}
	took := -1
	if len(cases) > 0 && try(first) {
		took = first
	}
	for i := 0; i < len(cases) && took < 0; i++ {
		if i != first && try(i) {
			took = i
		}
	}
	if len(cases) > 1 {
		t.s.chooser.Took(took)
	}
	if took >= 0 {
		t.s.took(cases[took])
	}
	return took, took >= 0
}

// State returns what is known about an object in this run, made by fresh when it
// is first asked for.
func State[S any](t *Thread, object any, fresh func() *S) *S {
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	if known, ok := t.s.states[object]; ok {
		return known.(*S)
	}
	state := fresh()
	t.s.states[object] = state
	return state
}
