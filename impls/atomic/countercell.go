package atomic

import "sync/atomic"

// A counterCell is the count of one key.
//
// A cell must be closed in the same step that decides the last addition, so the
// count and whether it may change are one word: 63 bits of count, and one that
// tells whether the word is final. From then on the count is in a box, which is
// never written to and swapped for another. A cell gets its box when it is closed,
// or when the count needs the last bit.
type counterCell[K comparable] struct {
	hash uint64
	key  K
	word atomic.Uint64              // the count times two, plus counterFinal
	box  atomic.Pointer[counterBox] // nil until the word is final, and a moment longer
}

// counterFinal is the bit of a word that does not change any more.
const counterFinal uint64 = 1

// A counterBox is a count of 64 bits.
type counterBox struct {
	count  int64
	closed bool
}

// add adds delta, unless the cell is closed.
func (c *counterCell[K]) add(delta int64) bool {
	for {
		word := c.word.Load()
		if word&counterFinal != 0 {
			break
		}
		sum := counterCount(word) + delta
		if sum<<1>>1 != sum { // needs 64 bits
			c.word.CompareAndSwap(word, word|counterFinal)
			continue
		}
		if c.word.CompareAndSwap(word, uint64(sum)<<1) { // so the cell was open until now
			return true
		}
	}
	for {
		box := c.boxed()
		if box.closed {
			return false
		}
		if c.box.CompareAndSwap(box, &counterBox{count: box.count + delta}) {
			return true
		}
	}
}

// load returns the count.
func (c *counterCell[K]) load() int64 {
	if word := c.word.Load(); word&counterFinal == 0 {
		return counterCount(word)
	}
	return c.boxed().count
}

// close lets the count change no more.
func (c *counterCell[K]) close() {
	c.word.Or(counterFinal)
	for {
		box := c.boxed()
		if box.closed || c.box.CompareAndSwap(box, &counterBox{box.count, true}) {
			return
		}
	}
}

// boxed returns the box of a cell whose word is final. The first who needs it
// makes it.
func (c *counterCell[K]) boxed() *counterBox {
	if box := c.box.Load(); box != nil {
		return box
	}
	c.box.CompareAndSwap(nil, &counterBox{count: counterCount(c.word.Load())})
	return c.box.Load()
}

// counterCount returns the count in a word.
func counterCount(word uint64) int64 { return int64(word) >> 1 }
