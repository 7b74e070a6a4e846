package conformance

import (
	"fmt"

	"github.com/assay-go/assay/conformance/internal/history"
)

// A registryCall is a call as a history records it.
type registryCall struct {
	method registryMethod
	key    int
	id     int // the registration, whose value it is

	// About a Register, which may have more than one right result.
	told   registryResult // what it returned
	doomed bool           // its context was done before it began
}

// String returns the call as it would be written.
func (c registryCall) String() string {
	switch c.method {
	case registryLookup:
		return fmt.Sprintf("Lookup(%s)", key(c.key))
	case registryRegister:
		return fmt.Sprintf("Register(context %d, %s, %d)", c.id, key(c.key), c.id)
	case registryRemove:
		return fmt.Sprintf("unregister %s, %d", key(c.key), c.id)
	default:
		return fmt.Sprintf("end context %d", c.id)
	}
}

// A registryResult is what a call returns: a value or a holder, where there is
// one.
type registryResult struct {
	kind  registryResultKind
	value int
}

type registryResultKind int

const (
	registryDoneWell registryResultKind = iota
	registryFound
	registryMissing
	registryRefused
	registryCanceled
	registryUnexplained
)

func registryFoundIf(ok bool) registryResultKind {
	if ok {
		return registryFound
	}
	return registryMissing
}

// String returns the result as a person would write it.
func (r registryResult) String() string {
	switch r.kind {
	case registryFound:
		return fmt.Sprintf("%d, true", r.value)
	case registryMissing:
		return fmt.Sprintf("%d, false", r.value)
	case registryRefused:
		return fmt.Sprintf("registered by %d", r.value)
	case registryCanceled:
		return "the cause of its context"
	case registryUnexplained:
		return "another error"
	default:
		return ""
	}
}

// registryTold adds to each Register in h what its model has to know.
func registryTold(h history.History[registryCall, registryResult]) history.History[registryCall, registryResult] {
	ended := make(map[int]int64) // when the context of a registration was done, at the latest
	for _, c := range h {
		if at, ok := ended[c.Op.id]; c.Op.method == registryEnd && (!ok || c.End < at) {
			ended[c.Op.id] = c.End
		}
	}
	for i := range h {
		if c := &h[i]; c.Op.method == registryRegister {
			at, ok := ended[c.Op.id]
			c.Op.told, c.Op.doomed = c.Result, ok && at < c.Begin
		}
	}
	return h
}

// A registryEntry is the state of one key.
type registryEntry struct {
	holder int    // 0 if it is free
	ended  uint64 // the contexts that are done, by registration, bit by bit
}

// registryModel is a registry by itself, key by key.
var registryModel = history.Model[registryEntry, registryCall, registryResult]{
	Apply: func(e registryEntry, c registryCall) (registryResult, registryEntry) {
		switch c.method {
		case registryLookup:
			return registryResult{registryFoundIf(e.holder != 0), e.holder}, e
		case registryRegister:
			return e.register(c)
		case registryEnd:
			e.ended |= 1 << c.id
		}
		if e.holder == c.id {
			e.holder = 0
		}
		return registryResult{}, e
	},
	Key:   func(c registryCall) any { return c.key },
	Reads: func(c registryCall) bool { return c.method == registryLookup },
}

// register returns the result of a Register. One whose context is done while it
// is being called may have looked at the context before, and at the key after
// that: then it fails for the key, or succeeds with what has ended already.
func (e registryEntry) register(c registryCall) (registryResult, registryEntry) {
	result := registryResult{kind: registryDoneWell}
	if e.holder != 0 {
		result = registryResult{registryRefused, e.holder}
	}
	switch {
	case e.ended>>c.id&1 == 0:
		if e.holder == 0 {
			e.holder = c.id
		}
		return result, e
	case !c.doomed && c.told == result:
		return result, e
	default:
		return registryResult{kind: registryCanceled}, e
	}
}
