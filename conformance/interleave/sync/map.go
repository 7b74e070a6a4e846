package sync

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// A Map stands for the type of that name in package sync.
type Map struct{ m sync.Map }

// An order is when each key of a map was stored first in a run.
type order map[any]int

// note remembers key, so that Range has an order.
func (m *Map) note(t *sched.Thread, key any) {
	if t == nil {
		return
	}
	o := m.order(t)
	if _, known := o[key]; !known {
		o[key] = len(o)
	}
}

func (m *Map) order(t *sched.Thread) order {
	return *sched.State(t, m, func() *order { o := make(order); return &o })
}

// Load returns the value of a key.
func (m *Map) Load(key any) (value any, ok bool) {
	sched.Point("Map.Load")
	return m.m.Load(key)
}

// Store sets the value of a key.
func (m *Map) Store(key, value any) { m.Swap(key, value) }

// Clear deletes all entries.
func (m *Map) Clear() {
	sched.Point("Map.Clear")
	m.m.Clear()
}

// LoadOrStore returns the value of a key, which it stores if there is none.
func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) {
	m.note(sched.Point("Map.LoadOrStore"), key)
	return m.m.LoadOrStore(key, value)
}

// LoadAndDelete deletes a key and returns its value.
func (m *Map) LoadAndDelete(key any) (value any, loaded bool) {
	sched.Point("Map.LoadAndDelete")
	return m.m.LoadAndDelete(key)
}

// Delete deletes a key.
func (m *Map) Delete(key any) { m.LoadAndDelete(key) }

// Swap sets the value of a key and returns the one before.
func (m *Map) Swap(key, value any) (previous any, loaded bool) {
	m.note(sched.Point("Map.Swap"), key)
	return m.m.Swap(key, value)
}

// CompareAndSwap sets the value of a key if it is old.
func (m *Map) CompareAndSwap(key, old, value any) (swapped bool) {
	sched.Point("Map.CompareAndSwap")
	return m.m.CompareAndSwap(key, old, value)
}

// CompareAndDelete deletes a key if its value is old.
func (m *Map) CompareAndDelete(key, old any) (deleted bool) {
	sched.Point("Map.CompareAndDelete")
	return m.m.CompareAndDelete(key, old)
}

// Range calls f for each entry until f returns false. In a controlled run it
// visits the keys that are there when it begins, unless they are deleted before
// their turn, and other goroutines may run between two of them.
func (m *Map) Range(f func(key, value any) bool) {
	t := sched.Point("Map.Range")
	if t == nil {
		m.m.Range(f)
		return
	}
	for i, key := range m.keys(t) {
		if i > 0 {
			t.Point("Map.Range, next")
		}
		if value, ok := m.m.Load(key); ok && !f(key, value) {
			return
		}
	}
}

// keys returns the keys in the order in which they were stored. What was stored
// before the run comes last, by its text.
func (m *Map) keys(t *sched.Thread) []any {
	o := m.order(t)
	rank := func(key any) int {
		if n, ok := o[key]; ok {
			return n
		}
		return len(o)
	}
	var keys []any
	m.m.Range(func(key, _ any) bool {
		keys = append(keys, key)
		return true
	})
	slices.SortFunc(keys, func(a, b any) int {
		if c := cmp.Compare(rank(a), rank(b)); c != 0 || rank(a) < len(o) {
			return c
		}
		return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
	})
	return keys
}
