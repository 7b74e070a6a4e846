package atomic

import "sync/atomic"

// A counterTable is a hash table that only grows: a cell takes the first free
// slot from the place of its hash on, and stays.
//
// At half its room the table is replaced by one of twice the size, in the manner
// of Cliff Click's "A Lock-Free Hash Table" (2007). Whoever wants to insert helps:
// a free slot is marked as moved, so that nobody fills it any more, and a cell is
// put into the other table as well. The cells themselves are shared by both
// tables, so an addition to one of them does not notice.
type counterTable[K comparable] struct {
	slots []atomic.Pointer[counterCell[K]] // a power of two; swapped in place, read by find
	taken atomic.Int64                     // at least the number of cells
	next  atomic.Pointer[counterTable[K]]  // of twice the size, once there is one
	moved counterCell[K]                   // its address marks a slot that stays free
}

// newCounterTable returns an empty table with the given number of slots.
func newCounterTable[K comparable](size int) *counterTable[K] {
	return &counterTable[K]{slots: make([]atomic.Pointer[counterCell[K]], size)}
}

// find returns the cell of key, or nil.
func (t *counterTable[K]) find(hash uint64, key K) *counterCell[K] {
	for i := hash; ; i++ {
		switch cell := t.slot(i).Load(); {
		case cell == nil:
			return nil
		case cell == &t.moved:
			return t.next.Load().find(hash, key)
		case cell.hash == hash && cell.key == key:
			return cell
		}
	}
}

// place puts cell into the table and returns it, or the one that its key has
// already. It returns nil if the free slot has moved. There is one at least.
func (t *counterTable[K]) place(cell *counterCell[K]) *counterCell[K] {
	for i := cell.hash; ; i++ {
		slot := t.slot(i)
		if slot.Load() == nil && slot.CompareAndSwap(nil, cell) {
			return cell
		}
		switch other := slot.Load(); {
		case other == &t.moved:
			return nil
		case other == cell, other.hash == cell.hash && other.key == cell.key:
			return other
		}
	}
}

// all yields the cells. It reports whether to go on.
func (t *counterTable[K]) all(yield func(*counterCell[K]) bool) bool {
	for i := range t.slots {
		cell := t.slots[i].Load()
		if cell != nil && cell != &t.moved && !yield(cell) {
			return false
		}
	}
	return true
}

// slot returns the slot for a hash, or the i-th after it for hash + i.
func (t *counterTable[K]) slot(hash uint64) *atomic.Pointer[counterCell[K]] {
	return &t.slots[hash&uint64(len(t.slots)-1)]
}

// insert returns the cell of key, which is a new one if there was none.
func (s *counterShard[K]) insert(hash uint64, key K) *counterCell[K] {
	fresh := &counterCell[K]{hash: hash, key: key}
	for {
		t := s.table.Load()
		room := int64(len(t.slots) / 2)
		if t.taken.Add(1) <= room { // before the slot is taken, so the table is never full
			if cell := t.place(fresh); cell != nil {
				return cell
			}
		}
		s.grow(t)
	}
}

// grow replaces t by a table of twice the size, unless that has been done. No
// cell is inserted there before all of t are.
func (s *counterShard[K]) grow(t *counterTable[K]) {
	if t.next.Load() == nil {
		next := newCounterTable[K](2 * len(t.slots))
		next.taken.Store(int64(len(t.slots) / 2)) // for the cells of t
		t.next.CompareAndSwap(nil, next)
	}
	next := t.next.Load()
	for i := range t.slots {
		slot := &t.slots[i]
		if !slot.CompareAndSwap(nil, &t.moved) && slot.Load() != &t.moved {
			next.place(slot.Load())
		}
	}
	s.table.CompareAndSwap(t, next)
}
