// Package history records what the concurrent callers of one object saw, and
// judges whether it is linearizable: whether the calls could have been made one
// after the other, each at some moment between its beginning and its end.
//
// The judge is porcupine. What this package adds is the way to it and back: a
// [Recorder] that is cheap and orders nothing but its own ticks, a [Model] that
// is an ordinary function, and an illegal [History] that is as short as it can
// be made without becoming legal.
package history

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"
)

// A Call is one call of an operation O that returned an R.
type Call[O, R any] struct {
	Client     int
	Op         O
	Result     R
	Begin, End int64 // ticks of the recorder's clock
	Pending    bool  // it had not ended where the history was cut
}

// A Clock returns numbers that never decrease. Two calls are taken for
// concurrent if one begins at the number at which the other ends.
type Clock func() int64

// Ticks is a clock that counts its readings. It orders the goroutines that read
// it, as every atomic counter does, and so hides data races from the race
// detector.
func Ticks() Clock {
	var n atomic.Int64
	return func() int64 { return n.Add(1) }
}

// Monotonic is the clock of the machine. It orders nothing, but stands still in
// a bubble of package synctest.
func Monotonic() Clock {
	start := time.Now()
	return func() int64 { return int64(time.Since(start)) }
}

// A Recorder records the calls of some clients. Each client must be used by one
// goroutine at a time; different clients share nothing but the clock.
type Recorder[O, R any] struct {
	clock   Clock
	clients [][]Call[O, R]
}

// NewRecorder returns a recorder for clients 0 to clients-1.
func NewRecorder[O, R any](clock Clock, clients int) *Recorder[O, R] {
	return &Recorder[O, R]{clock, make([][]Call[O, R], clients)}
}

// Do calls f, which makes the call op, and records it.
func (r *Recorder[O, R]) Do(client int, op O, f func() R) R {
	begin := r.clock()
	result := f()
	end := r.clock()
	r.clients[client] = append(r.clients[client], Call[O, R]{
		Client: client, Op: op, Result: result, Begin: begin, End: end,
	})
	return result
}

// Calls returns what was recorded, in the order in which the calls began. No
// client may be in a call.
func (r *Recorder[O, R]) Calls() History[O, R] {
	all := slices.Concat(r.clients...)
	slices.SortStableFunc(all, func(a, b Call[O, R]) int { return cmp.Compare(a.Begin, b.Begin) })
	return all
}

// A History is a list of calls in the order in which they began.
type History[O, R any] []Call[O, R]

// Interleaved reports whether the calls of two clients alternated or
// overlapped, so that the history is not just one client after the other.
func (h History[O, R]) Interleaved() bool {
	type span struct{ first, last int64 }
	spans := make(map[int]span)
	for _, c := range h {
		s, ok := spans[c.Client]
		if !ok {
			s.first = c.Begin
		}
		s.last = max(s.last, c.End)
		spans[c.Client] = s
	}
	for a, s := range spans {
		for b, other := range spans {
			if a != b && s.first < other.last && other.first < s.last {
				return true
			}
		}
	}
	return false
}
