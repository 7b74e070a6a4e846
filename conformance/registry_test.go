package conformance

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/assay-go/assay/patterns"
)

// All the registries in this file are wrong, each in the one way that its fault
// tells, but the one without a fault.

func TestRegistryLawsSpareTheCorrect(t *testing.T) {
	sparesAll(t, registryLaws, newFaultyRegistry(""))
}

func TestRegistryMutants(t *testing.T) {
	mutant := func(name, breaks string, v ...verdict) mutant[newRegistryFunc] {
		v = append(v, "")
		return mutant[newRegistryFunc]{
			name: name, breaks: breaks, newPattern: newFaultyRegistry(name), verdict: v[0],
		}
	}
	killAll(t, registryLaws, []registryMutant{
		mutant("racy", "Unique"),
		mutant("contested", "Unique"),
		mutant("lazy", "Owned"),
		mutant("posthumous", "Owned"),
		mutant("secondhand", "Owned"),
		mutant("deathless", "Owned"),
		mutant("sluggish", "Unregister"),
		mutant("inattentive", "Unregister"),
		mutant("sweeping", "OwnOnly"),
		mutant("trespassing", "OwnOnly"),
		mutant("undiscerning", "OwnOnly"),
		mutant("jealous", "OwnOnly"),
		mutant("anonymous", "Holder"),
		mutant("boastful", "Holder"),
		mutant("unfamiliar", "Holder"),
		mutant("resuscitating", "Stillborn"),
		mutant("wordless", "Stillborn"),
		mutant("preoccupied", "Stillborn"),
		mutant("haunting", "Stillborn"),
		mutant("outdated", "Linearizable"),
		mutant("blinking", "Linearizable"),
		mutant("reticent", "Linearizable"),
		mutant("photographic", "All"),
		mutant("repeating", "All"),
		mutant("skipping", "All"),
		mutant("possessive", "All", "deadlock"),
		mutant("unread", "All", "leak"),
		mutant("hoarding", "Forgets"),
		mutant("attached", "Forgets"),
		mutant("nostalgic", "Forgets"),
		mutant("watchful", "Forgets", "leak"),
		mutant("resentful", "Forgets", "leak"),
	})
}

type registryMutant = mutant[newRegistryFunc]

// A faultyRegistry is a map with a lock. A call that meets a holder whose
// context is done takes it for gone. It is correct but for its fault.
type faultyRegistry struct {
	fault string
	turn  chan struct{} // for the fault that holds it during loops

	mu      sync.Mutex
	entries map[string]*faultyEntry
	order   []string // the keys, for the fault that loops over them
	shown   map[string]*faultyEntry
	past    []*faultyEntry
}

type faultyEntry struct {
	value   int
	done    func() bool
	stop    func() bool
	foreign bool // the context is not one of package context
	hidden  bool // from Lookup, for the fault that takes the key first
}

func newFaultyRegistry(fault string) newRegistryFunc {
	return func() patterns.Registry[string, int] {
		return &faultyRegistry{
			fault: fault, turn: make(chan struct{}, 1),
			entries: make(map[string]*faultyEntry), shown: make(map[string]*faultyEntry),
		}
	}
}

func (r *faultyRegistry) is(faults ...string) bool { return slices.Contains(faults, r.fault) }

func (r *faultyRegistry) locked(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}

// holder returns the entry that holds the key, if it is alive. The lock must be
// held.
func (r *faultyRegistry) holder(key string) *faultyEntry {
	e := r.entries[key]
	if e == nil || e.done() && !r.is("lazy", "deathless") {
		return nil
	}
	return e
}

func (r *faultyRegistry) Register(ctx context.Context, key string, value int) (func(), error) {
	if r.is("possessive") {
		r.turn <- struct{}{}
		defer func() { <-r.turn }()
	}
	if r.is("jealous") {
		context.AfterFunc(ctx, func() { r.locked(func() { delete(r.entries, key) }) })
	}
	if ctx.Err() != nil && !r.is("resuscitating", "preoccupied") {
		return nil, r.stillborn(ctx, key, value)
	}
	e := &faultyEntry{value: value, done: func() bool { return ctx.Err() != nil }}
	_, e.foreign = ctx.(registryStranger)
	e.hidden = r.is("reticent")
	if r.is("secondhand") {
		own, cancel := context.WithCancel(ctx)
		e.done = func() bool { return own.Err() != nil }
		e.stop = func() bool { cancel(); return true }
	}
	if holder := r.bind(key, e); holder != nil {
		return nil, r.refused(ctx, holder, value)
	}
	if r.is("reticent") { // has refused others before a Lookup finds what they lost to
		for range 5 {
			yield()
		}
		r.locked(func() { e.hidden = false })
	}
	if ctx.Err() != nil && r.is("preoccupied") {
		r.locked(func() { r.remove(key, e) })
		return nil, context.Cause(ctx)
	}
	r.watch(ctx, key, e)
	if r.is("nostalgic") {
		r.locked(func() { r.past = append(r.past, e) }) // which keeps the contexts, not the keys
	}
	return r.unregister(key, e), nil
}

// stillborn returns the error for a context that is done.
func (r *faultyRegistry) stillborn(ctx context.Context, key string, value int) error {
	if r.is("haunting") {
		forEver := func() bool { return false }
		r.locked(func() { r.entries[key] = &faultyEntry{value: value, done: forEver} })
	}
	if r.is("wordless") {
		return ctx.Err()
	}
	return context.Cause(ctx)
}

// bind makes e the holder of the key, unless there is one, which it returns.
func (r *faultyRegistry) bind(key string, e *faultyEntry) (holder *faultyEntry) {
	if r.is("racy", "contested") {
		var stale *faultyEntry
		r.locked(func() { holder, stale = r.holder(key), r.entries[key] })
		if holder == nil && (stale != nil || r.is("racy")) {
			yield()
			r.locked(func() { r.entries[key] = e })
			return nil
		}
	}
	if r.is("blinking") {
		var old *faultyEntry
		r.locked(func() { old = r.holder(key); delete(r.entries, key) })
		yield()
		r.locked(func() {
			if r.entries[key] == nil && old != nil {
				r.entries[key] = old
			}
		})
	}
	r.locked(func() {
		if holder = r.holder(key); r.is("posthumous") {
			holder = r.entries[key]
		}
		if holder == nil {
			if r.entries[key] == nil || !slices.Contains(r.order, key) {
				r.order = append(r.order, key)
			}
			r.entries[key] = e
		}
	})
	return holder
}

// refused returns the error of a Register that lost to holder.
func (r *faultyRegistry) refused(ctx context.Context, holder *faultyEntry, value int) error {
	switch {
	case r.is("resentful"):
		context.AfterFunc(ctx, func() {})
	case r.is("anonymous"):
		return patterns.ErrRegistered
	case r.is("boastful"):
		return &patterns.RegisteredError[int]{Holder: value}
	case r.is("unfamiliar"):
		return &patterns.RegisteredError[int]{}
	}
	return &patterns.RegisteredError[int]{Holder: holder.value}
}

// watch has the entry removed when its context is done.
func (r *faultyRegistry) watch(ctx context.Context, key string, e *faultyEntry) {
	clean := func() {
		if r.is("sweeping") {
			r.locked(func() { delete(r.entries, key) })
			return
		}
		for range 20 {
			yield() // cleaning up takes its time
		}
		r.locked(func() { r.remove(key, e) })
	}
	if r.is("watchful") {
		go func() { <-ctx.Done(); clean() }()
		return
	}
	if r.is("hoarding", "deathless") {
		return
	}
	stop := context.AfterFunc(ctx, clean)
	r.locked(func() {
		if own := e.stop; own != nil {
			e.stop = func() bool { return stop() && own() }
			return
		}
		e.stop = stop
	})
}

// remove removes e. The lock must be held.
func (r *faultyRegistry) remove(key string, e *faultyEntry) {
	current := r.entries[key]
	if current == e || r.is("trespassing") || r.is("undiscerning") && current != nil && current.value == e.value {
		delete(r.entries, key)
		if i := slices.Index(r.order, key); i >= 0 {
			r.order = slices.Delete(r.order, i, i+1)
		}
	}
}

// unregister returns the function that removes e.
func (r *faultyRegistry) unregister(key string, e *faultyEntry) func() {
	called := false
	return func() {
		if r.is("sluggish") {
			go r.locked(func() { r.remove(key, e) })
			return
		}
		if r.is("inattentive") {
			before := false
			r.locked(func() { before, called = called, true })
			if before {
				return
			}
			yield()
		}
		r.locked(func() {
			r.remove(key, e)
			if e.stop != nil && (!r.is("attached") || e.foreign) {
				e.stop()
			}
		})
	}
}

func (r *faultyRegistry) Lookup(key string) (value int, ok bool) {
	r.locked(func() {
		e := r.holder(key)
		if r.is("outdated") { // shows a change to the second look only
			e, r.shown[key] = r.shown[key], e
			if e != nil && e.done() {
				e = nil
			}
		}
		if ok = e != nil && !e.hidden; ok {
			value = e.value
		}
	})
	return value, ok
}

func (r *faultyRegistry) All() iter.Seq2[string, int] {
	early := r.copied()
	return func(more func(string, int) bool) {
		switch {
		case r.is("photographic"):
			registryVisit(early, more)
		case r.is("repeating"):
			r.repeat(more)
		case r.is("skipping"):
			r.skip(more)
		case r.is("possessive"):
			r.turn <- struct{}{}
			defer func() { <-r.turn }()
			registryVisit(r.copied(), more)
		case r.is("unread"):
			r.send(more)
		default:
			registryVisit(r.copied(), more)
		}
	}
}

func (r *faultyRegistry) copied() (m map[string]*faultyEntry) {
	r.locked(func() { m = maps.Clone(r.entries) })
	return m
}

func registryVisit(m map[string]*faultyEntry, more func(string, int) bool) {
	for k, e := range m {
		if !e.done() && !more(k, e.value) {
			return
		}
	}
}

// repeat begins the loop again when the registry has grown meanwhile.
func (r *faultyRegistry) repeat(more func(string, int) bool) {
	for before := -1; before < len(r.copied()); {
		before = len(r.copied())
		for k, e := range r.copied() {
			if !more(k, e.value) {
				return
			}
		}
	}
}

// skip loops over the list of keys as it is, while it changes.
func (r *faultyRegistry) skip(more func(string, int) bool) {
	for i := 0; ; i++ {
		var k string
		var e *faultyEntry
		r.locked(func() {
			if i < len(r.order) {
				k = r.order[i]
				e = r.entries[k]
			}
		})
		if e == nil || !more(k, e.value) {
			return
		}
	}
}

// send has a goroutine send the entries, which waits for ever if the loop is
// left.
func (r *faultyRegistry) send(more func(string, int) bool) {
	m := r.copied()
	keys := make(chan string)
	go func() {
		defer close(keys)
		for k := range m {
			keys <- k
		}
	}()
	for k := range keys {
		if !more(k, m[k].value) {
			return
		}
	}
}
