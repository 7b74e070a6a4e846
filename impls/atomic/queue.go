package atomic

import "sync/atomic"

// A queue is a list of calls that many push to and one goroutine drains. It
// also tells whether that goroutine exists, so that there is never a second.
//
// A push puts a call at the head, as in R. Kent Treiber, "Systems Programming:
// Coping with Parallelism" (1986). A drain takes the whole list at once and
// turns it round, so the order is first in, first out; and since no call is ever
// taken from the head alone, a head that comes back does no harm.
type queue[Req, Resp any] struct {
	// head is the newest call, &none if there is none but the goroutine exists,
	// nil if not. The swap of a push publishes the call to the swap of a drain.
	head atomic.Pointer[call[Req, Resp]]
	none call[Req, Resp]
}

// push adds c. It reports whether the caller must start the goroutine.
func (q *queue[Req, Resp]) push(c *call[Req, Resp]) bool {
	for {
		head := q.head.Load()
		c.next = head
		if q.head.CompareAndSwap(head, c) {
			return head == nil
		}
	}
}

// drain takes all calls and returns the oldest, which leads to the others.
func (q *queue[Req, Resp]) drain() *call[Req, Resp] {
	var oldest *call[Req, Resp]
	for c := q.head.Swap(&q.none); c != nil && c != &q.none; {
		next := c.next
		c.next = oldest
		oldest, c = c, next
	}
	return oldest
}

// release reports whether there is no call. Then the goroutine has ceased to
// count, and must end.
func (q *queue[Req, Resp]) release() bool {
	return q.head.CompareAndSwap(&q.none, nil)
}
