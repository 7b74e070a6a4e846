package peersmap

import "sync/atomic"

// gone is the value of an entry that was deleted and left out of the dirty map.
var gone = new(int)

// An entry is the value of a key, shared by the snapshot and the dirty map. It is
// nil once it is deleted, and gone once the dirty map is without it.
type entry struct{ value atomic.Pointer[int] }

func newEntry(value int) *entry {
	e := new(entry)
	e.value.Store(&value)
	return e
}

func (e *entry) load() (value int, ok bool) {
	p := e.value.Load()
	if p == nil || p == gone {
		return 0, false
	}
	return *p, true
}

// store reports false for an entry that is gone: a value in it would be lost with
// the snapshot.
func (e *entry) store(value *int) bool {
	for {
		p := e.value.Load()
		if p == gone {
			return false
		}
		if e.value.CompareAndSwap(p, value) {
			return true
		}
	}
}

// storeForgetful does not notice that the entry goes after it has looked.
func (e *entry) storeForgetful(value *int) bool {
	if e.value.Load() == gone {
		return false
	}
	e.value.Store(value)
	return true
}

// loadOrStore is not there for an entry that is gone.
func (e *entry) loadOrStore(value *int) (actual int, loaded, there bool) {
	for {
		switch p := e.value.Load(); {
		case p == gone:
			return 0, false, false
		case p != nil:
			return *p, true, true
		case e.value.CompareAndSwap(nil, value):
			return *value, false, true
		}
	}
}

func (e *entry) delete() {
	for {
		p := e.value.Load()
		if p == nil || p == gone || e.value.CompareAndSwap(p, nil) {
			return
		}
	}
}

// expunge makes a deleted entry go, and reports whether it is gone.
func (e *entry) expunge() bool {
	for {
		p := e.value.Load()
		if p != nil {
			return p == gone
		}
		if e.value.CompareAndSwap(nil, gone) {
			return true
		}
	}
}

// revive makes an entry that is gone a deleted one, and reports whether it was
// gone. The caller holds the lock and puts it back into the dirty map.
func (e *entry) revive() bool { return e.value.CompareAndSwap(gone, nil) }
