package mutex

import (
	"sync"

	"github.com/assay-go/assay/patterns"
)

// A hibernator is a value with a version, or its packed form, behind a lock. The
// lock is not held while a codec runs: whoever needs the result waits for a
// channel meanwhile.
type hibernator[S any] struct {
	codec patterns.Codec[S]

	mu      sync.RWMutex
	form    hibernatorForm[S]
	version uint64        // the number of Updates that changed the value
	moving  chan struct{} // closed when Pack or Unpack returns, nil if neither runs
}

// A hibernatorForm is a value or the packed form of one. What is not in use is
// zero, so that the memory of the other can be freed.
type hibernatorForm[S any] struct {
	asleep bool
	value  S
	packed []byte
}

// NewHibernator returns a hibernator that is awake and holds initial.
func NewHibernator[S any](initial S, codec patterns.Codec[S]) patterns.Hibernator[S] {
	return &hibernator[S]{codec: codec, form: hibernatorForm[S]{value: initial}}
}

// Load returns the current value.
func (h *hibernator[S]) Load() S {
	value, _ := h.read()
	return value
}

// Update replaces the value by f of it. It calls f again when another Update
// was faster, but not when the hibernator has slept.
func (h *hibernator[S]) Update(f func(S) (S, error)) (S, error) {
	for {
		old, version := h.read()
		value, err := f(old)
		if err != nil {
			return *new(S), err
		}
		if h.replace(version, value) {
			return value, nil
		}
	}
}

// Hibernate packs the value, if it is not packed already.
func (h *hibernator[S]) Hibernate() {
	h.lockStill()
	if h.form.asleep {
		h.mu.Unlock()
		return
	}
	h.moveAndUnlock(h.pack)
}

// read returns the value and its version.
func (h *hibernator[S]) read() (value S, version uint64) {
	h.mu.RLock()
	value, version, ok := h.form.value, h.version, h.moving == nil && !h.form.asleep
	h.mu.RUnlock()
	if ok {
		return value, version
	}
	h.lockAwake()
	defer h.mu.Unlock()
	return h.form.value, h.version
}

// replace stores value if the version is still the given one.
func (h *hibernator[S]) replace(version uint64, value S) bool {
	h.lockAwake()
	defer h.mu.Unlock()
	if h.version != version {
		return false
	}
	h.form.value, h.version = value, version+1
	return true
}

// lockAwake takes the lock when there is a value. It unpacks it if need be.
func (h *hibernator[S]) lockAwake() {
	for h.lockStill(); h.form.asleep; h.lockStill() {
		h.moveAndUnlock(h.unpack)
	}
}

// lockStill takes the lock when neither Pack nor Unpack runs.
func (h *hibernator[S]) lockStill() {
	h.mu.Lock()
	for moving := h.moving; moving != nil; moving = h.moving {
		h.mu.Unlock()
		<-moving
		h.mu.Lock()
	}
}

// moveAndUnlock releases the lock, which the caller has taken by lockStill, and
// changes the form by convert. If convert panics, the form stays as it was.
func (h *hibernator[S]) moveAndUnlock(convert func(hibernatorForm[S]) hibernatorForm[S]) {
	form := h.form
	h.moving = make(chan struct{})
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.form = form
		close(h.moving)
		h.moving = nil
	}()
	form = convert(form)
}

func (h *hibernator[S]) pack(form hibernatorForm[S]) hibernatorForm[S] {
	return hibernatorForm[S]{asleep: true, packed: h.codec.Pack(form.value)}
}

func (h *hibernator[S]) unpack(form hibernatorForm[S]) hibernatorForm[S] {
	return hibernatorForm[S]{value: h.codec.Unpack(form.packed)}
}
