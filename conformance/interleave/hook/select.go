package hook

import (
	"reflect"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// A Select stands for a select statement. Its cases are numbered in the order in
// which they were added.
type Select struct{ cases []arm }

// An arm is a case of a select.
type arm interface {
	never() bool // whether it certainly cannot be chosen now
	try() bool   // chooses it if it can go on
	wait() reflect.SelectCase
	// woke is called when a blocked select was woken by this case. It returns
	// false if the choice is open again.
	woke(v reflect.Value, ok, reopen bool) bool
	op() string
}

// NewSelect returns a select without cases.
func NewSelect() *Select { return new(Select) }

// Wait chooses a case, as soon as one can go on, and returns its number.
func (s *Select) Wait() int {
	t := sched.Current()
	if t == nil {
		i, _ := s.block(false)
		return i
	}
	for {
		t.Point(s.op())
		if i, ok := s.pick(t); ok {
			return i
		}
		if i, chosen := s.block(true); chosen {
			t.Woken()
			return i
		}
	}
}

// Poll chooses a case that can go on. It returns -1 if there is none.
func (s *Select) Poll() int {
	t := sched.Point(s.op())
	if t != nil {
		i, ok := s.pick(t)
		if !ok {
			return -1
		}
		return i
	}
	if len(s.cases) == 1 { // as the compiler does it
		if s.cases[0].try() {
			return 0
		}
		return -1
	}
	i, v, ok := reflect.Select(append(s.waits(), reflect.SelectCase{Dir: reflect.SelectDefault}))
	if i == len(s.cases) {
		return -1
	}
	s.cases[i].woke(v, ok, false)
	return i
}

// Choose is Wait, or Poll for a select with a default.
func (s *Select) Choose(hasDefault bool) int {
	if hasDefault {
		return s.Poll()
	}
	return s.Wait()
}

// pick lets the scheduler choose among the cases that can go on.
func (s *Select) pick(t *sched.Thread) (int, bool) {
	var open []int
	var names []string
	for i, c := range s.cases {
		if !c.never() {
			open = append(open, i)
			names = append(names, strconv.Itoa(i))
		}
	}
	i, ok := t.Pick(names, func(i int) bool { return s.cases[open[i]].try() })
	if !ok {
		return -1, false
	}
	return open[i], true
}

// block waits as the language does. With reopen it gives back what can be given
// back: then another case which goes on at the same instant can be chosen, too.
func (s *Select) block(reopen bool) (i int, chosen bool) {
	i, v, ok := reflect.Select(s.waits())
	return i, s.cases[i].woke(v, ok, reopen)
}

func (s *Select) waits() []reflect.SelectCase {
	waits := make([]reflect.SelectCase, len(s.cases), len(s.cases)+1)
	for i, c := range s.cases {
		waits[i] = c.wait()
	}
	return waits
}

func (s *Select) op() string {
	ops := make([]string, len(s.cases))
	for i, c := range s.cases {
		ops[i] = c.op()
	}
	return "select " + strings.Join(ops, ", ")
}

// A RecvCase is a case that receives. When it is chosen it holds the results.
type RecvCase[T any] struct {
	Value T
	OK    bool
	ch    <-chan T
}

// Recv adds the case that receives from ch.
func Recv[T any](s *Select, ch <-chan T) *RecvCase[T] {
	c := &RecvCase[T]{ch: ch}
	s.cases = append(s.cases, c)
	return c
}

// never knows nothing of channels without a buffer, among which are those of
// timers and contexts. An empty buffer tells, unless the channel is closed, and
// to receive from a closed channel changes nothing.
func (c *RecvCase[T]) never() bool {
	if c.ch == nil {
		return true
	}
	if cap(c.ch) == 0 || len(c.ch) > 0 {
		return false
	}
	select {
	case _, ok := <-c.ch:
		return ok
	default:
		return true
	}
}

func (c *RecvCase[T]) try() bool {
	select {
	case c.Value, c.OK = <-c.ch:
		return true
	default:
		return false
	}
}

func (c *RecvCase[T]) wait() reflect.SelectCase {
	return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c.ch)}
}

func (c *RecvCase[T]) woke(v reflect.Value, ok, reopen bool) bool {
	if reopen && !ok {
		return false
	}
	reflect.ValueOf(&c.Value).Elem().Set(v)
	c.OK = ok
	return !reopen || !restore(c.ch, c.Value)
}

// restore gives the value back to the channel of a timer, which is how the timer
// itself sends it. The runtime hides that this channel has a buffer for one value.
func restore[T any](ch <-chan T, v T) bool {
	if _, ok := any(v).(time.Time); !ok || cap(ch) > 0 {
		return false
	}
	select {
	case *(*chan T)(unsafe.Pointer(&ch)) <- v:
		return true
	default:
		return false
	}
}

func (c *RecvCase[T]) op() string { return "receive" }

type sendCase[T any] struct {
	ch chan<- T
	v  T
}

// Send adds the case that sends v to ch.
func Send[T any](s *Select, ch chan<- T, v T) {
	s.cases = append(s.cases, &sendCase[T]{ch, v})
}

// SendTo is Send for values whose type is not the element type of the channel,
// where the compiler cannot infer T from both.
func SendTo[T any](s *Select, ch chan<- T) func(v T) {
	return func(v T) { Send(s, ch, v) }
}

// never says nothing of a full buffer, since to send to a closed channel panics
// whether it is full or not.
func (c *sendCase[T]) never() bool { return c.ch == nil }

func (c *sendCase[T]) try() bool {
	select {
	case c.ch <- c.v:
		return true
	default:
		return false
	}
}

func (c *sendCase[T]) wait() reflect.SelectCase {
	return reflect.SelectCase{
		Dir: reflect.SelectSend, Chan: reflect.ValueOf(c.ch), Send: reflect.ValueOf(&c.v).Elem(),
	}
}

func (c *sendCase[T]) woke(reflect.Value, bool, bool) bool { return true }

func (c *sendCase[T]) op() string { return "send" }
