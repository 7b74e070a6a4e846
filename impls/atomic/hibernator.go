package atomic

import (
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// A hibernator is a pointer to a form that is never written to. Whoever wants to
// pack or unpack swaps in a form to wait for, so there is one at a time.
type hibernator[S any] struct {
	codec patterns.Codec[S]
	now   atomic.Pointer[hibernatorForm[S]] // published by swaps and move, read by all methods
}

// A hibernatorForm is a value, the packed form of one, or neither while a codec
// runs. What is not in use is zero, so that the memory of the others can be
// freed.
type hibernatorForm[S any] struct {
	version uint64 // the number of Updates that changed the value
	value   S
	asleep  bool
	packed  []byte
	moving  chan struct{} // if not nil, it is closed when another form has come
}

// NewHibernator returns a hibernator that is awake and holds initial.
func NewHibernator[S any](initial S, codec patterns.Codec[S]) patterns.Hibernator[S] {
	h := &hibernator[S]{codec: codec}
	h.now.Store(&hibernatorForm[S]{value: initial})
	return h
}

// Load returns the current value.
func (h *hibernator[S]) Load() S { return h.awake().value }

// Update replaces the value by f of it. It calls f again when another Update
// was faster, but not when the hibernator has slept.
func (h *hibernator[S]) Update(f func(S) (S, error)) (S, error) {
	now := h.awake()
	for {
		version := now.version
		value, err := f(now.value)
		if err != nil {
			return *new(S), err
		}
		next := &hibernatorForm[S]{version: version + 1, value: value}
		for ; now.version == version; now = h.awake() {
			if h.now.CompareAndSwap(now, next) {
				return value, nil
			}
		}
	}
}

// Hibernate packs the value, if it is not packed already.
func (h *hibernator[S]) Hibernate() {
	for {
		now := h.still()
		if now.asleep {
			return
		}
		if _, ok := h.move(now, h.pack); ok {
			return
		}
	}
}

// awake returns a form with a value. It makes one if need be.
func (h *hibernator[S]) awake() *hibernatorForm[S] {
	for {
		now := h.still()
		if !now.asleep {
			return now
		}
		if next, ok := h.move(now, h.unpack); ok {
			return next
		}
	}
}

// still returns the form when neither Pack nor Unpack runs.
func (h *hibernator[S]) still() *hibernatorForm[S] {
	for {
		now := h.now.Load()
		if now.moving == nil {
			return now
		}
		<-now.moving
	}
}

// move replaces now by what convert makes of it, unless somebody was faster. If
// convert panics, now comes back.
func (h *hibernator[S]) move(
	now *hibernatorForm[S], convert func(*hibernatorForm[S]) *hibernatorForm[S],
) (next *hibernatorForm[S], ok bool) {
	moving := make(chan struct{})
	if !h.now.CompareAndSwap(now, &hibernatorForm[S]{moving: moving}) {
		return nil, false
	}
	next = now
	defer func() {
		h.now.Store(next) // not a swap: nobody else replaces a form that is to be waited for
		close(moving)
	}()
	next = convert(now)
	return next, true
}

func (h *hibernator[S]) pack(f *hibernatorForm[S]) *hibernatorForm[S] {
	return &hibernatorForm[S]{version: f.version, asleep: true, packed: h.codec.Pack(f.value)}
}

func (h *hibernator[S]) unpack(f *hibernatorForm[S]) *hibernatorForm[S] {
	return &hibernatorForm[S]{version: f.version, value: h.codec.Unpack(f.packed)}
}
