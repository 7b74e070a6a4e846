package conformance

import (
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/patterns"
)

// All the hibernators in this file are wrong, each in the one way that its fault
// tells, but the one without a fault.

func TestHibernatorLawsSpareTheCorrect(t *testing.T) {
	sparesAll(t, hibernatorLaws, newFaultyHibernator(""))
	sparesAll(t, offeredHibernatorStateLaws(), newFaultyHibernator(""))
}

func TestHibernatorMutants(t *testing.T) {
	killAll(t, hibernatorLaws, []mutant[newHibernatorFunc]{
		{name: "nostalgic", breaks: "Transparent", newPattern: newFaultyHibernator("nostalgic")},
		{name: "literal", breaks: "Transparent", newPattern: newFaultyHibernator("literal")},
		{name: "dreaming", breaks: "Transparent", newPattern: newFaultyHibernator("dreaming")},
		{name: "hoarding", breaks: "Released", newPattern: newFaultyHibernator("hoarding")},
		{name: "sentimental", breaks: "Released", newPattern: newFaultyHibernator("sentimental")},
		{name: "archiving", breaks: "Released", newPattern: newFaultyHibernator("archiving")},
		{name: "sleepless", breaks: "Paired", newPattern: newFaultyHibernator("sleepless")},
		{name: "peeking", breaks: "Paired", newPattern: newFaultyHibernator("peeking")},
		{name: "speculative", breaks: "Paired", newPattern: newFaultyHibernator("speculative")},
		{name: "overlapping", breaks: "Paired", newPattern: newFaultyHibernator("overlapping")},
		{name: "restless", breaks: "Idle", newPattern: newFaultyHibernator("restless")},
		{name: "scolding", breaks: "Idle", newPattern: newFaultyHibernator("scolding")},
		{name: "crowded", breaks: "Idle", newPattern: newFaultyHibernator("crowded")},
		{name: "swallowing", breaks: "Awake", newPattern: newFaultyHibernator("swallowing")},
		{name: "hasty", breaks: "Awake", newPattern: newFaultyHibernator("hasty")},
		{name: "jammed", breaks: "Awake", newPattern: newFaultyHibernator("jammed"), verdict: "deadlock"},
		{name: "dozing", breaks: "Asleep", newPattern: newFaultyHibernator("dozing")},
		{name: "amnesic", breaks: "Asleep", newPattern: newFaultyHibernator("amnesic")},
		{name: "jammed", breaks: "Asleep", newPattern: newFaultyHibernator("jammed"), verdict: "deadlock"},
		{name: "wasteful", breaks: "Asleep", newPattern: newFaultyHibernator("wasteful")},
	})
}

// TestHibernatorStateMutants demands that the laws of State find faults that
// show only in a State that sleeps.
func TestHibernatorStateMutants(t *testing.T) {
	killAll(t, offeredHibernatorStateLaws(), []mutant[newHibernatorFunc]{
		{name: "lenient", breaks: "Unchanged", newPattern: newFaultyHibernator("lenient")},
		{name: "outdated", breaks: "NoLostUpdate", newPattern: newFaultyHibernator("outdated")},
		{name: "torn", breaks: "NoTornLoad", newPattern: newFaultyHibernator("torn")},
		{name: "backward", breaks: "Result", newPattern: newFaultyHibernator("backward")},
		{name: "nostalgic", breaks: "Linearizable", newPattern: newFaultyHibernator("nostalgic")},
		{name: "outdated", breaks: "Linearizable", newPattern: newFaultyHibernator("outdated")},
	})
}

// TestHibernatorHasNoInvalidValues demands that the laws about invalid values
// are not taken for kept.
func TestHibernatorHasNoInvalidValues(t *testing.T) {
	for _, name := range []string{"Enforced", "Invariant"} {
		l, known := hibernatorStateLaws.law(name)
		require.True(t, known)
		r, err := l.try(testOptions(), newFaultyHibernator(""))
		require.NoError(t, err)
		require.Equal(t, notImplemented, r.verdict, "%+v", r)
	}
}

// offeredHibernatorStateLaws returns the laws of State that a Hibernator can break.
func offeredHibernatorStateLaws() pattern[newHibernatorFunc] {
	p := hibernatorStateLaws
	p.laws = slices.DeleteFunc(slices.Clone(p.laws), func(l law[newHibernatorFunc]) bool {
		return l.name == "Enforced" || l.name == "Invariant"
	})
	return p
}

// A faultyHibernator holds a lock for the length of every call. It is correct
// but for its fault.
type faultyHibernator struct {
	fault string
	codec patterns.Codec[*Pair]
	lock  chan struct{} // a channel, since callbacks are called with it held

	asleep bool
	value  *Pair  // if it is awake
	packed []byte // if it is asleep
	kept   []any  // what a hoarding one keeps

	naps atomic.Int64 // calls of Hibernate that go on
}

func newFaultyHibernator(fault string) newHibernatorFunc {
	return func(initial *Pair, codec patterns.Codec[*Pair]) patterns.Hibernator[*Pair] {
		h := &faultyHibernator{fault: fault, codec: codec, lock: make(chan struct{}, 1), value: initial}
		if h.is("sentimental") {
			h.kept = append(h.kept, initial)
		}
		return h
	}
}

func (h *faultyHibernator) is(faults ...string) bool { return slices.Contains(faults, h.fault) }

func (h *faultyHibernator) locked(f func()) {
	h.lock <- struct{}{}
	if h.is("jammed") {
		f()
		<-h.lock
		return
	}
	defer func() { <-h.lock }()
	f()
}

func (h *faultyHibernator) Load() (p *Pair) {
	if h.is("overlapping") {
		return h.loadOverlapping()
	}
	h.locked(func() {
		switch {
		case h.asleep && h.is("peeking"):
			p = h.codec.Unpack(h.packed)
			return
		case h.asleep && h.is("torn"):
			p = new(Pair)
			*p = *h.awake()
			p.B = 0
			return
		}
		p = h.awake()
	})
	return p
}

// loadOverlapping unpacks what others may be unpacking, too.
func (h *faultyHibernator) loadOverlapping() (p *Pair) {
	var packed []byte
	asleep := false
	h.locked(func() { p, packed, asleep = h.value, h.packed, h.asleep })
	if asleep {
		p = h.codec.Unpack(packed)
		h.locked(func() {
			if h.asleep {
				h.asleep, h.value, h.packed = false, p, nil
			}
		})
	}
	return p
}

func (h *faultyHibernator) Update(f func(*Pair) (*Pair, error)) (result *Pair, err error) {
	h.locked(func() {
		var p *Pair
		switch {
		case h.asleep && h.is("dreaming"):
			p = new(Pair)
		case h.asleep && h.is("wasteful"):
			_, _ = f(new(Pair))
			p = h.awake()
		default:
			p = h.awake()
		}
		if result, err = f(p); err == nil || h.is("lenient") {
			h.store(result)
		}
		if h.is("backward") {
			result = p
		}
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// store makes p the value. A nostalgic one keeps its compact form, which is that
// of an older value. The lock must be held.
func (h *faultyHibernator) store(p *Pair) {
	h.asleep, h.value = false, p
	if !h.is("nostalgic") {
		h.packed = nil
	}
}

// awake wakes it, if it is asleep, and returns the value. The lock must be held.
func (h *faultyHibernator) awake() *Pair {
	if !h.asleep {
		return h.value
	}
	if h.is("amnesic") { // the bytes are gone if Unpack panics
		packed := h.packed
		h.packed = nil
		h.value = h.codec.Unpack(packed)
	} else if h.is("dozing") {
		h.value = new(Pair)
		_ = panicOf(func() { h.value = h.codec.Unpack(h.packed) })
	} else {
		h.value = h.codec.Unpack(h.packed)
	}
	if h.is("archiving") {
		h.kept = append(h.kept, h.packed)
	}
	h.asleep = false
	if !h.is("nostalgic") {
		h.packed = nil
	}
	return h.value
}

func (h *faultyHibernator) Hibernate() {
	if h.is("outdated") {
		h.hibernateOutdated()
		return
	}
	h.naps.Add(1)
	defer h.naps.Add(-1)
	h.locked(func() {
		switch {
		case h.asleep && h.is("crowded") && h.naps.Load() > 2: // has room for two callers
			panic("too many want it to sleep")
		case h.asleep && h.is("restless"):
			h.value = h.codec.Unpack(h.packed)
		case h.asleep && h.is("scolding"):
			panic("it sleeps already")
		case h.asleep && h.is("speculative"):
			_ = h.codec.Pack(h.codec.Unpack(h.packed))
			return
		case h.asleep, h.is("sleepless"), h.is("literal") && h.value == nil:
			return
		case h.is("nostalgic") && h.packed != nil:
			h.asleep, h.value = true, nil
			return
		}
		h.sleep()
	})
}

// sleep packs the value. The lock must be held.
func (h *faultyHibernator) sleep() {
	value := h.value
	if h.is("hasty") {
		h.value = new(Pair)
	}
	if h.is("swallowing") {
		if panicOf(func() { h.packed = h.codec.Pack(value) }) != nil {
			return
		}
	} else {
		h.packed = h.codec.Pack(value)
	}
	h.asleep, h.value = !h.is("literal") || h.packed != nil, nil
	if h.is("hoarding") {
		h.value = value
	}
}

// hibernateOutdated packs the value before it takes the lock.
func (h *faultyHibernator) hibernateOutdated() {
	var value *Pair
	h.locked(func() {
		if !h.asleep {
			value = h.value
		}
	})
	if value == nil {
		return
	}
	packed := h.codec.Pack(value)
	h.locked(func() { h.asleep, h.packed, h.value = true, packed, nil })
}
