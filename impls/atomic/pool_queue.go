package atomic

import "sync/atomic"

// A poolQueue is a list of tasks that many add to at the one end and many take
// from at the other. It is the queue of Maged M. Michael and Michael L. Scott,
// "Simple, Fast, and Practical Non-Blocking and Blocking Concurrent Queue
// Algorithms" (1996), without its counters: the garbage collector sees to it
// that a pointer does not come back while somebody still compares with it.
type poolQueue[T any] struct {
	head atomic.Pointer[poolNode[T]] // its next is the first; moved by take
	tail atomic.Pointer[poolNode[T]] // the last, or one before; moved by add
}

// A poolNode is a place in the queue.
type poolNode[T any] struct {
	task atomic.Pointer[poolTask[T]] // nil in the head, so that the task can be freed
	next atomic.Pointer[poolNode[T]] // set once, which publishes the node to take
}

// init makes the queue empty.
func (q *poolQueue[T]) init() {
	head := new(poolNode[T])
	q.head.Store(head)
	q.tail.Store(head)
}

// empty reports whether there is no task.
func (q *poolQueue[T]) empty() bool { return q.head.Load().next.Load() == nil }

// add puts t at the end.
func (q *poolQueue[T]) add(t *poolTask[T]) {
	node := new(poolNode[T])
	node.task.Store(t)
	for {
		tail := q.tail.Load()
		if next := tail.next.Load(); next != nil {
			q.tail.CompareAndSwap(tail, next) // it was not the last
			continue
		}
		if tail.next.CompareAndSwap(nil, node) {
			q.tail.CompareAndSwap(tail, node) // else somebody else has done it
			return
		}
	}
}

// take takes the first task out, if there is one and it is wanted. A nil wanted
// wants any.
func (q *poolQueue[T]) take(wanted func(*poolTask[T]) bool) *poolTask[T] {
	for {
		head := q.head.Load()
		first := head.next.Load()
		if first == nil {
			return nil
		}
		t := first.task.Load()
		if t == nil {
			continue // somebody else has just taken it, and moved the head before
		}
		if wanted != nil && !wanted(t) {
			return nil
		}
		if q.head.CompareAndSwap(head, first) {
			first.task.Store(nil)
			return t
		}
	}
}
