package conformance

import (
	"math/rand/v2"
	"sync"

	"github.com/assay-go/assay/patterns"
)

// hibernatorStateLaws are the laws of State for Hibernators that sleep all the
// time.
var hibernatorStateLaws = hibernating(stateLaws)

// hibernating returns the laws of p, which are tried on drowsy Hibernators.
func hibernating(p pattern[newStateFunc]) pattern[newHibernatorFunc] {
	q := pattern[newHibernatorFunc]{name: p.name}
	for _, l := range p.laws {
		check := func(t *trial, newHibernator newHibernatorFunc) { l.check(t, drowsing(newHibernator)) }
		if l.name == "Enforced" || l.name == "Invariant" {
			check = func(t *trial, _ newHibernatorFunc) { t.NotOffered("every value of a Hibernator is valid") }
		}
		q.laws = append(q.laws, law[newHibernatorFunc]{l.name, l.text, check})
	}
	return q
}

// drowsing returns a constructor of states that are Hibernators.
func drowsing(newHibernator newHibernatorFunc) newStateFunc {
	return func(initial Pair, valid func(Pair) error) (patterns.State[Pair], error) {
		if valid == nil {
			valid = func(Pair) error { return nil }
		}
		codec := new(hibernatorCodec).codec()
		return drowsy{newHibernator(&initial, codec), valid}, nil
	}
}

// A drowsy is a State that is a Hibernator, and hibernates before, during or
// after every call. What is invalid it has refused by the f of an Update.
type drowsy struct {
	h     patterns.Hibernator[*Pair]
	valid func(Pair) error
}

func (s drowsy) Load() (p Pair) {
	s.napping(func() { p = *s.h.Load() })
	return p
}

func (s drowsy) Update(f func(Pair) (Pair, error)) (result Pair, err error) {
	s.napping(func() {
		var p *Pair
		p, err = s.h.Update(func(p *Pair) (*Pair, error) {
			q, err := f(*p)
			if err == nil {
				err = s.valid(q)
			}
			return &q, err
		})
		if p != nil {
			result = *p
		}
	})
	return result, err
}

func (s drowsy) napping(call func()) {
	switch rand.IntN(3) {
	case 0:
		s.h.Hibernate()
	case 1:
		var nap sync.WaitGroup
		nap.Go(func() {
			jitter()
			s.h.Hibernate()
		})
		defer nap.Wait()
	default:
		defer s.h.Hibernate()
	}
	call()
}
