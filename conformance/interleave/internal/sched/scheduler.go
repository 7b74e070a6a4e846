package sched

import (
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"testing/synctest"
	"time"
)

// fair is how many steps in a row a thread may take while others can go on. One
// that takes more is taken to spin, waiting for another, and is made to yield.
const fair = 200

// active is the run that is going on, if there is one.
var active atomic.Pointer[Scheduler]

// A Scheduler is one run of a program.
type Scheduler struct {
	chooser Chooser
	limit   int  // of steps at an instant
	traced  bool // whether to record where in the source threads park
	seed    uint64
	begun   time.Time // in virtual time

	bubble     atomic.Uint64 // the number of the bubble; 0 before it has begun
	controller uint64        // the number of the goroutine that runs Run

	mu      sync.Mutex
	threads map[uint64]*Thread // by the number of the goroutine
	// addresses are those of goroutines that leave them when they end. An adopted
	// one does not, and its address may pass to another goroutine.
	addresses map[uintptr]*Thread
	parked    []*Thread
	orphans   []*Thread // adopted, and not named yet
	adopted   int
	idle      chan struct{} // not nil while the controller waits for time to pass
	states    map[any]any
	released  *Thread // what runs now, as far as is known
	last      *Thread // what was released by choice last
	rooted    bool    // whether the root has not ended
	streak    int     // how many steps last has taken in a row while others could
	steps     int
	before    int       // how many of them were made before the current instant
	instant   time.Time // in virtual time, as far as is known
	waited    bool      // whether time may have passed since
	spun      bool

	preempted bool // whether the choice that was made last was a preemption

	ended  End
	value  any
	stack  string
	events []Event

	able  []*Thread // reused by next
	names []string
}

// An End tells how a run was ended by the scheduler, if it was.
type End int

// The ends of a run.
const (
	Natural  End = iota // nobody could go on
	Panicked            // a thread panicked
	Exited              // the root called runtime.Goexit
	Livelock            // the limit of steps was reached
)

// Options of a run.
type Options struct {
	Chooser Chooser
	Limit   int    // of steps at an instant
	Seed    uint64 // for random numbers and hashes that the program draws
	Traced  bool   // whether events have a position, which takes time
}

// New returns a run that has not begun. It is active until Close.
func New(o Options) *Scheduler {
	s := &Scheduler{
		chooser: o.Chooser, limit: o.Limit, traced: o.Traced, seed: o.Seed, rooted: true,
		threads: make(map[uint64]*Thread), addresses: make(map[uintptr]*Thread),
		states: make(map[any]any),
	}
	active.Store(s)
	return s
}

// Close ends the run. Goroutines of it that are left stay where they are.
func (s *Scheduler) Close() { active.CompareAndSwap(s, nil) }

// Run runs f. It must be called in a bubble, and returns when f has returned and
// nothing can go on unless time passes.
func (s *Scheduler) Run(f func()) {
	id, bubble := whoami()
	s.controller = id
	s.bubble.Store(bubble)
	s.begun = time.Now()
	s.instant = s.begun
	s.start(s.newThread([]int{0}), f)
	for {
		synctest.Wait()
		t, idle := s.next()
		switch {
		case t != nil:
			t.wake <- struct{}{}
		case idle != nil:
			<-idle
		default:
			return
		}
	}
}

// start begins thread t, which will run f.
func (s *Scheduler) start(t *Thread, f func()) { go s.begin(t, f) }

// begin runs f on this goroutine as thread t.
func (s *Scheduler) begin(t *Thread, f func()) {
	s.enter(t)
	returned := false
	defer func() {
		p := recover()
		s.mu.Lock()
		defer s.mu.Unlock()
		switch {
		case p != nil && s.ended == Natural:
			s.ended, s.value, s.stack = Panicked, p, string(debug.Stack())
		case !returned && p == nil && len(t.path) == 1 && s.ended == Natural:
			s.ended, s.stack = Exited, string(debug.Stack())
		}
		s.rooted = s.rooted && len(t.path) > 1
		s.leave(t)
		s.notice()
	}()
	t.park(serial, "start", nil)
	f()
	returned = true
}

// enter makes this goroutine known as t.
func (s *Scheduler) enter(t *Thread) {
	t.address = self()
	if t.address == 0 {
		t.id, _ = whoami()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.address == 0 {
		s.threads[t.id] = t
	} else {
		s.addresses[t.address] = t
	}
}

// leave undoes enter.
func (s *Scheduler) leave(t *Thread) {
	delete(s.threads, t.id)
	delete(s.addresses, t.address)
}

// notice wakes the controller if it waits for time to pass.
func (s *Scheduler) notice() {
	if s.idle != nil {
		close(s.idle)
		s.idle = nil
	}
}

// next returns the thread to release, or a channel that is closed when there may
// be one, or neither if the run is over. No thread may run meanwhile.
func (s *Scheduler) next() (*Thread, chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.name()
	if t := s.released; t != nil && !slices.Contains(s.parked, t) {
		t.blocked = true
	}
	s.released = nil
	s.watch()
	if s.ended != Natural {
		return nil, nil
	}
	slices.SortFunc(s.parked, byPath)
	if t := s.choose(); t != nil {
		s.release(t)
		return t, nil
	}
	if !s.rooted {
		return nil, nil
	}
	s.idle, s.waited = make(chan struct{}), true
	return nil, s.idle
}

// most is how many times the limit of steps a run may have, while time passes.
const most = 20

// watch ends the run if it makes too many steps before time passes, or in all.
func (s *Scheduler) watch() {
	if s.waited {
		s.waited = false
		if now := time.Now(); now.After(s.instant) {
			s.instant, s.before = now, s.steps
		}
	}
	if s.ended != Natural || s.steps-s.before < s.limit && s.steps < most*s.limit {
		return
	}
	s.ended = Livelock
	s.value = fmt.Errorf("it did not end within %d steps: goroutines keep each other from going on", s.steps-s.before)
	if s.before > 0 && s.steps >= most*s.limit {
		s.value = fmt.Errorf("it did not end within %d steps, although time passed: %v",
			s.steps, s.instant.Sub(s.begun))
	}
}

// choose returns the thread that goes on, if there is one.
func (s *Scheduler) choose() *Thread {
	s.able = s.able[:0]
	current := false
	for _, t := range s.parked {
		if t.stop == serial {
			return t
		}
		if t.stop == settled || t.ready != nil && !t.ready() {
			continue
		}
		if t == s.last {
			current = true
			s.able = slices.Insert(s.able, 0, t)
		} else {
			s.able = append(s.able, t)
		}
	}
	if len(s.able) == 0 {
		return s.settler()
	}
	t := s.pick(current)
	if t != s.last || len(s.able) == 1 {
		s.streak = 0
	}
	s.streak++
	s.last = t
	return t
}

func (s *Scheduler) settler() *Thread {
	for _, t := range s.parked {
		if t.stop == settled {
			return t
		}
	}
	return nil
}

// pick chooses among those that can go on. If last is one of them, it is first.
func (s *Scheduler) pick(current bool) *Thread {
	s.preempted = false
	if len(s.able) == 1 {
		return s.able[0]
	}
	kind := Switch
	if current && (s.last.stop == yielded || s.streak >= fair) {
		kind = Yield
		s.spun = s.spun || s.last.stop != yielded
		s.rotate()
	}
	s.names = s.names[:0]
	sum := NewSum.Word(uint32(kind))
	for _, t := range s.able {
		s.names = append(s.names, t.name)
		sum = sum.Text(t.name).Text(t.op)
	}
	c := Choice{kind, s.names, current, sum}
	i := s.chooser.Choose(c)
	s.preempted = c.Preempts(i)
	return s.able[i]
}

// rotate orders those that can go on as if they took turns: the first comes
// last, and the one that follows it by name comes first.
func (s *Scheduler) rotate() {
	slices.SortFunc(s.able, byPath)
	i := slices.Index(s.able, s.last) + 1
	s.able = append(slices.Clone(s.able[i:]), s.able[:i]...)
}

// release takes t off those that are parked.
func (s *Scheduler) release(t *Thread) {
	s.parked = slices.DeleteFunc(s.parked, func(p *Thread) bool { return p == t })
	s.released = t
	s.steps++
	if t.stop == serial {
		return
	}
	s.events = append(s.events, Event{t.name, t.op, s.preempted, s.time(), t.pcs})
}

// took adds the case that a select has taken to the step that was made last.
func (s *Scheduler) took(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events[len(s.events)-1].Op += ": case " + name
}
