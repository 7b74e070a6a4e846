package conformance

import (
	"errors"
	"fmt"
	"math/rand"

	"github.com/assay-go/assay/patterns"
)

// A hibernatorOp is a call of a Hibernator.
type hibernatorOp struct {
	kind hibernatorKind
	add  int // what an Update adds
}

// A hibernatorKind is a kind of call. The simplest ones come first.
type hibernatorKind int

const (
	hibernatorLoad hibernatorKind = iota
	hibernatorNap
	hibernatorUpdate
	hibernatorFails
	hibernatorPanics
	hibernatorBadPack
	hibernatorBadUnpack
)

func (op hibernatorOp) String() string {
	return [...]string{
		"Load()", "Hibernate()", fmt.Sprintf("Update(+%d)", op.add), "Update(fails)", "Update(panics)",
		"Hibernate(Pack panics)", "Load(Unpack panics)",
	}[op.kind]
}

// Simpler returns the calls that are simpler than op.
func (op hibernatorOp) Simpler() (simpler []hibernatorOp) {
	for kind := range min(op.kind, hibernatorFails) {
		simpler = append(simpler, hibernatorOp{kind, 1})
	}
	return simpler
}

// newHibernatorOp makes a call that does not have the codec panic. Half of them
// are Hibernate.
func newHibernatorOp(r *rand.Rand) hibernatorOp {
	if r.Intn(2) == 0 {
		return hibernatorOp{hibernatorNap, 0}
	}
	kinds := [...]hibernatorKind{hibernatorLoad, hibernatorUpdate, hibernatorUpdate, hibernatorFails, hibernatorPanics}
	return hibernatorOp{kinds[r.Intn(len(kinds))], r.Intn(3)}
}

// newBadHibernatorOp makes any call.
func newBadHibernatorOp(r *rand.Rand) hibernatorOp {
	if n := r.Intn(6); n < 2 {
		return hibernatorOp{hibernatorBadPack + hibernatorKind(n), 0}
	}
	return newHibernatorOp(r)
}

// A hibernatorResult is what a call of a Hibernator came to.
type hibernatorResult struct {
	value Pair
	none  bool // whether it returned nil, and not a pointer to a value
	err   error
	p     any // what it panicked with
}

// call makes the call op of h. If the codec c has to panic in it, its next call
// does so.
func (op hibernatorOp) call(h patterns.Hibernator[*Pair], c *hibernatorCodec) (r hibernatorResult) {
	var p *Pair
	r.p = panicOf(func() {
		switch op.kind {
		case hibernatorLoad:
			p = h.Load()
		case hibernatorNap:
			h.Hibernate()
		case hibernatorBadPack:
			c.badPacks.Add(1)
			h.Hibernate()
		case hibernatorBadUnpack:
			c.badUnpacks.Add(1)
			p = h.Load()
		default:
			p, r.err = h.Update(op.f)
		}
	})
	if r.none = p == nil; !r.none {
		r.value = *p
	}
	return r
}

// f is what an Update calls.
func (op hibernatorOp) f(p *Pair) (*Pair, error) {
	yield()
	switch op.kind {
	case hibernatorFails:
		return &Pair{p.A + 1, p.B + 1}, errTest
	case hibernatorPanics:
		panic("boom")
	default:
		return &Pair{p.A + op.add, p.B + op.add}, nil
	}
}

// is reports whether two calls came to the same.
func (r hibernatorResult) is(other hibernatorResult) bool {
	return r.value == other.value && r.none == other.none && r.p == other.p &&
		errors.Is(r.err, other.err) && (r.err == nil) == (other.err == nil)
}

func (r hibernatorResult) String() string {
	switch {
	case r.p != nil:
		return fmt.Sprintf("the panic %v", r.p)
	case r.none:
		return fmt.Sprintf("nil, %v", r.err)
	}
	return fmt.Sprintf("%v, %v", r.value, r.err)
}
