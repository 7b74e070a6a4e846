package conformance

import (
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

// hibernatorIdle calls Hibernate again and again, at last with a Pack that would
// panic.
func hibernatorIdle(t *trial, newHibernator newHibernatorFunc) {
	n := t.Int("value", 0, 2)
	goroutines := t.Int("goroutines that call Hibernate", 1, 4)
	each := t.Int("calls of each", 1, 3)
	codec := drawHibernatorCodec(t)

	var packs, unpacks int
	panics := make([]any, goroutines+1)
	var got Pair
	t.Run(func() {
		h := newHibernator(&Pair{n, n}, codec.codec())
		together(goroutines, func(i int) {
			for range each {
				if p := panicOf(h.Hibernate); p != nil {
					panics[i] = p
				}
			}
		})
		codec.badPacks.Store(1)
		panics[goroutines] = panicOf(h.Hibernate)
		packs, unpacks = codec.count()
		got = *h.Load()
	})

	for _, p := range panics {
		if p != nil {
			t.Failf("Hibernate of a Hibernator that may have slept already panicked with %v", p)
		}
	}
	if packs != 1 || unpacks != 0 {
		t.Failf("%d calls of Hibernate called Pack %d times and Unpack %d times, want once and never",
			goroutines*each+1, packs, unpacks)
	}
	if got != (Pair{n, n}) {
		t.Failf("after %d calls of Hibernate, Load() = %v, want %v", goroutines*each+1, got, Pair{n, n})
	}
}

func hibernatorAwake(t *trial, newHibernator newHibernatorFunc) {
	n := t.Int("value", 0, 2)
	sleeps := t.Choice("it has slept before", "no", "yes") == 1
	panics := t.Int("calls of Pack that panic", 1, 3)
	update := t.Choice("then comes", "a Load", "an Update") == 1
	codec := drawHibernatorCodec(t)

	var wrong []any
	var before, after *Pair
	var unpacks, woken int
	var next, last hibernatorResult
	t.Run(func() {
		h := newHibernator(&Pair{n, n}, codec.codec())
		if sleeps {
			h.Hibernate()
		}
		before = h.Load()
		_, woken = codec.count()
		codec.badPacks.Store(int64(panics))
		for range panics {
			if p := panicOf(h.Hibernate); !isHibernatorPanic(p) {
				wrong = append(wrong, p)
			}
		}
		if !update {
			after = h.Load()
		}
		next = hibernatorOp{hibernatorUpdate, 1}.call(h, codec)
		_, unpacks = codec.count()
		h.Hibernate()
		last = hibernatorOp{hibernatorLoad, 0}.call(h, codec)
	})

	if len(wrong) > 0 {
		t.Failf("Pack panicked with %v, but Hibernate with %v", errTest, wrong[0])
	}
	if after != before && !update {
		t.Failf("after a Hibernate that panicked, Load returned another pointer than before: to %v, not to %v",
			after, before)
	}
	if unpacks != woken {
		t.Failf("Hibernate panicked, but Unpack was called %d times after it", unpacks-woken)
	}
	want := hibernatorResult{value: Pair{n + 1, n + 1}}
	if !next.is(want) || !last.is(want) {
		t.Failf("after a Hibernate that panicked, an Update came to %v and, after a sleep, Load to %v; "+
			"want %v for both", next, last, want)
	}
}

// hibernatorAsleep has some calls of Unpack panic, while several goroutines wake
// the Hibernator.
func hibernatorAsleep(t *trial, newHibernator newHibernatorFunc) {
	n := t.Int("value", 0, 2)
	panics := t.Int("calls of Unpack that panic", 1, 4)
	goroutines := t.Int("goroutines that wake it", 1, 4)
	update := t.Choice("they call", "Load", "Update") == 1
	codec := drawHibernatorCodec(t)

	each := panics/goroutines + 1 // so that one call at least does not panic
	results := make([][]hibernatorResult, goroutines)
	var early atomic.Int64 // calls of f before Unpack returned
	var packs int
	var last Pair
	t.Run(func() {
		h := newHibernator(&Pair{n, n}, codec.codec())
		h.Hibernate()
		codec.badUnpacks.Store(int64(panics))
		f := func(p *Pair) (*Pair, error) { //nolint:unparam // An f may fail.
			if _, unpacks := codec.count(); unpacks == 0 {
				early.Add(1)
			}
			return &Pair{p.A, p.B}, nil
		}
		together(goroutines, func(i int) {
			for range each {
				results[i] = append(results[i], hibernatorWake(h, update, f))
				if codec.badUnpacks.Load() > 0 {
					h.Hibernate() // which has no effect: it sleeps on
				}
			}
		})
		packs, _ = codec.count()
		last = *h.Load()
	})

	panicked := 0
	for _, list := range results {
		for _, r := range list {
			switch {
			case isHibernatorPanic(r.p):
				panicked++
			case r.p != nil || r.err != nil || r.value != (Pair{n, n}):
				t.Failf("a call that woke the Hibernator, or came after that, came to %v, want %v", r, Pair{n, n})
			}
		}
	}
	if panicked != panics || last != (Pair{n, n}) {
		t.Failf("%d calls of Unpack panicked, and %d calls of the Hibernator; then it had the value %v, want %v",
			panics, panicked, last, Pair{n, n})
	}
	if n := early.Load(); n > 0 {
		t.Failf("the f of an Update was called %d times before Unpack had returned", n)
	}
	if goroutines == 1 && packs != 1 {
		t.Failf("one sleep, in which calls of Unpack panicked, took %d calls of Pack", packs)
	}
}

// hibernatorWake calls Load, or Update with f.
func hibernatorWake(
	h patterns.Hibernator[*Pair], update bool, f func(*Pair) (*Pair, error),
) (r hibernatorResult) {
	r.p = panicOf(func() {
		var p *Pair
		if update {
			p, r.err = h.Update(f)
		} else {
			p = h.Load()
		}
		r.value = *p
	})
	return r
}
