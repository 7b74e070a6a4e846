package conformance

import (
	"iter"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/assay-go/assay/patterns"
)

// All the tables in this file but lockedTable are wrong, each in one way.

func TestTableLawsSpareTheCorrect(t *testing.T) { sparesAll(t, tableLaws, newLockedTable) }

func TestTableMutants(t *testing.T) {
	killAll(t, tableLaws, []mutant[newTableFunc]{
		{name: "undead", breaks: "LastWrite", newPattern: func() table { return undead{newLocked()} }},
		{name: "sticky", breaks: "LastWrite", newPattern: func() table { return sticky{newLocked()} }},
		{name: "impulsive", breaks: "OneWinner", newPattern: func() table { return impulsive{newLocked()} }},
		{name: "lossy", breaks: "NoLostUpdate", newPattern: func() table { return lossyTable{newLocked()} }},
		{name: "jammed", breaks: "Unchanged", verdict: "deadlock", newPattern: newJammed},
		{name: "premature", breaks: "Unchanged", newPattern: func() table { return premature{newLocked()} }},
		{name: "overflowing", breaks: "LastWrite", newPattern: newOverflowing},
		{name: "blinking", breaks: "Linearizable", newPattern: func() table { return blinking{newLocked()} }},
		{name: "queueing", breaks: "NoWait", verdict: "deadlock", newPattern: newQueueing},
		{name: "fair", breaks: "NoWait", verdict: "hang", newPattern: newFair},
		{name: "swapping", breaks: "Stable", newPattern: newSwapping},
		{name: "repeating", breaks: "Stable", newPattern: func() table { return repeating{newLocked()} }},
		{name: "photographic", breaks: "Fresh", newPattern: newPhotographic},
		{name: "haunted", breaks: "Fresh", newPattern: func() table { return haunted{newLocked()} }},
		{name: "possessive", breaks: "Reentrant", verdict: "deadlock", newPattern: newPossessive},
		{name: "unread", breaks: "Left", verdict: "leak", newPattern: func() table { return unread{newLocked()} }},
		{name: "latched", breaks: "Left", verdict: "deadlock", newPattern: newLatched},
		{name: "piecemeal", breaks: "Batch", newPattern: func() table { return piecemeal{newLocked()} }},
		{name: "live", breaks: "Snapshot", newPattern: func() table { return liveTable{newLocked()} }},
	})
}

type table = patterns.Table[string, int]

// A lockedTable is correct: no callback is ever called with its lock held, and
// an Update is tried again if its key has changed meanwhile.
type lockedTable struct {
	mu *sync.Mutex
	m  map[string]*int // pointers, so that a value tells itself from an equal one
}

func newLocked() lockedTable                      { return lockedTable{new(sync.Mutex), make(map[string]*int)} }
func newLockedTable() patterns.Table[string, int] { return newLocked() }

func (t lockedTable) locked(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}

func (t lockedTable) Load(key string) (v int, ok bool) {
	t.locked(func() {
		var p *int
		if p, ok = t.m[key]; ok {
			v = *p
		}
	})
	return v, ok
}

func (t lockedTable) Store(key string, value int) { t.locked(func() { t.m[key] = &value }) }
func (t lockedTable) Delete(key string)           { t.locked(func() { delete(t.m, key) }) }

func (t lockedTable) LoadOrStore(key string, value int) (v int, loaded bool) {
	t.locked(func() {
		p, ok := t.m[key]
		if !ok {
			p = &value
			t.m[key] = p
		}
		v, loaded = *p, ok
	})
	return v, loaded
}

func (t lockedTable) Update(key string, f func(int, bool) int) int {
	for {
		var old *int
		t.locked(func() { old = t.m[key] })
		v := 0
		if old != nil {
			v = *old
		}
		v = f(v, old != nil)
		stored := false
		t.locked(func() {
			if stored = t.m[key] == old; stored {
				t.m[key] = &v
			}
		})
		if stored {
			return v
		}
	}
}

func (t lockedTable) All() iter.Seq2[string, int] {
	return func(more func(string, int) bool) {
		for k, p := range t.copied() {
			if !more(k, *p) {
				return
			}
		}
	}
}

func (t lockedTable) copied() (m map[string]*int) {
	t.locked(func() { m = maps.Clone(t.m) })
	return m
}

func (t lockedTable) StoreAll(entries iter.Seq2[string, int]) {
	m := maps.Collect(entries)
	t.locked(func() {
		for k, v := range m {
			t.m[k] = &v
		}
	})
}

// undead stores a zero where it should delete.
type undead struct{ lockedTable }

func (t undead) Delete(key string) { t.Store(key, 0) }

// sticky keeps the first value of a key.
type sticky struct{ lockedTable }

func (t sticky) Store(key string, value int) { t.LoadOrStore(key, value) }

// impulsive looks, then stores.
type impulsive struct{ lockedTable }

func (t impulsive) LoadOrStore(key string, value int) (int, bool) {
	if v, ok := t.Load(key); ok {
		return v, true
	}
	yield()
	t.Store(key, value)
	return value, false
}

// lossyTable stores what f made of a value that may be old by then.
type lossyTable struct{ lockedTable }

func (t lossyTable) Update(key string, f func(int, bool) int) int {
	v := f(t.Load(key))
	t.Store(key, v)
	return v
}

// jammedTable does not unlock if f panics.
type jammedTable struct{ queueing }

func newJammed() table {
	return jammedTable{queueing{newLocked(), make(chan struct{}, 1)}}
}

func (t jammedTable) Update(key string, f func(int, bool) int) int {
	t.turn <- struct{}{}
	v := t.lockedTable.Update(key, f)
	<-t.turn
	return v
}

// premature makes an entry before it knows its value.
type premature struct{ lockedTable }

func (t premature) Update(key string, f func(int, bool) int) int {
	if _, ok := t.Load(key); !ok {
		t.LoadOrStore(key, 0)
		return t.lockedTable.Update(key, func(int, bool) int { return f(0, false) })
	}
	return t.lockedTable.Update(key, f)
}

// overflowing loses a store that meets another one when the table grows, which
// takes more than a few keys.
type overflowing struct {
	lockedTable
	storing *atomic.Int64
}

func newOverflowing() table { return overflowing{newLocked(), new(atomic.Int64)} }

func (t overflowing) Store(key string, value int) {
	defer t.storing.Add(-1)
	if t.storing.Add(1) > 1 && len(t.copied()) > 64 {
		return
	}
	yield()
	t.lockedTable.Store(key, value)
}

// blinking removes the old value of a key before it stores the new one.
type blinking struct{ lockedTable }

func (t blinking) Store(key string, value int) {
	t.Delete(key)
	yield()
	t.lockedTable.Store(key, value)
}

// queueing has readers wait for the f of an Update.
type queueing struct {
	lockedTable
	turn chan struct{}
}

func newQueueing() table { return queueing{newLocked(), make(chan struct{}, 1)} }

func (t queueing) Load(key string) (int, bool) {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	return t.lockedTable.Load(key)
}

func (t queueing) Update(key string, f func(int, bool) int) int {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	return t.lockedTable.Update(key, f)
}

// fair is a map behind a sync.RWMutex, as it is often written. Readers seem not
// to wait for a loop, but they do as soon as a writer waits for it.
type fair struct {
	mu sync.RWMutex
	m  map[string]int
}

func newFair() table { return &fair{m: make(map[string]int)} }

func (t *fair) Load(key string) (int, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	v, ok := t.m[key]
	return v, ok
}

func (t *fair) Store(key string, value int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.m[key] = value
}

func (t *fair) LoadOrStore(key string, value int) (int, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return plainTable(t.m).LoadOrStore(key, value)
}

func (t *fair) Update(key string, f func(int, bool) int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return plainTable(t.m).Update(key, f)
}

func (t *fair) Delete(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.m, key)
}

func (t *fair) All() iter.Seq2[string, int] {
	return func(more func(string, int) bool) {
		t.mu.RLock()
		defer t.mu.RUnlock()
		maps.All(t.m)(more)
	}
}

// swapping loops over a list of keys from which a deleted one is removed by
// putting the last one in its place.
type swapping struct {
	lockedTable
	keys []string
}

func newSwapping() table { return &swapping{lockedTable: newLocked()} }

func (t *swapping) Store(key string, value int) {
	t.locked(func() {
		if !slices.Contains(t.keys, key) {
			t.keys = append(t.keys, key)
		}
		t.m[key] = &value
	})
}

func (t *swapping) Delete(key string) {
	t.locked(func() {
		if i := slices.Index(t.keys, key); i >= 0 {
			last := len(t.keys) - 1
			t.keys[i] = t.keys[last]
			t.keys = t.keys[:last]
		}
		delete(t.m, key)
	})
}

func (t *swapping) All() iter.Seq2[string, int] {
	return func(more func(string, int) bool) {
		for i := 0; ; i++ {
			var key string
			t.locked(func() {
				if i < len(t.keys) {
					key = t.keys[i]
				}
			})
			if key == "" {
				return
			}
			if v, ok := t.Load(key); ok && !more(key, v) {
				return
			}
		}
	}
}

// repeating begins its loop again when the table has grown meanwhile.
type repeating struct{ lockedTable }

func (t repeating) All() iter.Seq2[string, int] {
	return func(more func(string, int) bool) {
		for before := -1; before < len(t.copied()); {
			before = len(t.copied())
			for k, p := range t.copied() {
				if !more(k, *p) {
					return
				}
			}
		}
	}
}

// photographic loops over the copy of an earlier loop if no key has come or gone.
type photographic struct {
	lockedTable
	copy map[string]*int
}

func newPhotographic() table { return &photographic{lockedTable: newLocked()} }

func (t *photographic) All() iter.Seq2[string, int] {
	return func(more func(string, int) bool) {
		if len(t.copy) != len(t.copied()) {
			t.copy = t.copied()
		}
		for k, p := range t.copy {
			if !more(k, *p) {
				return
			}
		}
	}
}

// haunted yields a zero for a key that was deleted during the loop.
type haunted struct{ lockedTable }

func (t haunted) All() iter.Seq2[string, int] {
	return func(more func(string, int) bool) {
		for k := range t.copied() {
			if v, _ := t.Load(k); !more(k, v) {
				return
			}
		}
	}
}

// possessive lets nobody else store while a loop goes on.
type possessive struct {
	lockedTable
	turn chan struct{}
}

func newPossessive() table { return possessive{newLocked(), make(chan struct{}, 1)} }

func (t possessive) Store(key string, value int) {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	t.lockedTable.Store(key, value)
}

func (t possessive) All() iter.Seq2[string, int] {
	return func(more func(string, int) bool) {
		t.turn <- struct{}{}
		defer func() { <-t.turn }()
		t.lockedTable.All()(more)
	}
}

// unread has a goroutine send the entries, which waits for ever if the loop is
// left.
type unread struct{ lockedTable }

func (t unread) All() iter.Seq2[string, int] {
	return func(more func(string, int) bool) {
		keys := make(chan string)
		m := t.copied()
		go func() {
			defer close(keys)
			for k := range m {
				keys <- k
			}
		}()
		for k := range keys {
			if !more(k, *m[k]) {
				return
			}
		}
	}
}

// latched does not end a loop that was left: the next one waits for it.
type latched struct {
	lockedTable
	loop chan struct{}
}

func newLatched() table { return latched{newLocked(), make(chan struct{}, 1)} }

func (t latched) All() iter.Seq2[string, int] {
	return func(more func(string, int) bool) {
		t.loop <- struct{}{}
		for k, p := range t.copied() {
			if !more(k, *p) {
				return
			}
		}
		<-t.loop
	}
}

// piecemeal stores the entries of a batch one by one.
type piecemeal struct{ lockedTable }

func (t piecemeal) StoreAll(entries iter.Seq2[string, int]) {
	for k, v := range entries {
		t.Store(k, v)
	}
}

// liveTable loops over the values of now, not those of the beginning of the loop.
type liveTable struct{ lockedTable }

func (t liveTable) All() iter.Seq2[string, int] {
	return func(more func(string, int) bool) {
		for k := range t.copied() {
			if v, ok := t.Load(k); ok && !more(k, v) {
				return
			}
		}
	}
}
