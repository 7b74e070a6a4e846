package conformance

import (
	"errors"
	"sync/atomic"

	"github.com/assay-go/assay/patterns"
)

func stateEnforced(t *trial, newState newStateFunc) {
	n := t.Int("initial", 0, 9)

	var got Pair
	var refused error
	t.Run(func() {
		s, err := newState(Pair{n, n}, even)
		if refused = err; err == nil {
			got = s.Load()
		}
	})

	want := even(Pair{n, n})
	t.Met("the initial value is invalid", want != nil)
	if !errors.Is(refused, want) {
		t.Failf("for %d and a valid that refuses odd numbers, the error is %v, want %v", n, refused, want)
	}
	if want == nil && got != (Pair{n, n}) {
		t.Failf("Load() = %v, want the initial value %v", got, Pair{n, n})
	}
}

func stateInvariant(t *trial, newState newStateFunc) {
	updates := t.Int("updates", 1, 20)

	var finished atomic.Bool
	var refusals atomic.Int64 // odd while a value is being refused
	valid := func(p Pair) error {
		if err := even(p); err != nil {
			refusals.Add(1)
			defer refusals.Add(1)
			yield() // so that a value that is stored already can be seen
			return err
		}
		return nil
	}
	var wrong []Pair
	met := false
	t.Run(func() {
		s, err := newState(Pair{}, valid)
		if err != nil {
			t.Failf("the constructor refused %v: %v", Pair{}, err)
		}
		together(2, func(i int) {
			if i == 0 {
				for range updates {
					_, _ = s.Update(plus(1))
					_, _ = s.Update(plus(2))
				}
				finished.Store(true)
				return
			}
			for last := false; !last; yield() {
				last = finished.Load()
				before := refusals.Load()
				if p := s.Load(); even(p) != nil {
					wrong = append(wrong, p)
				}
				met = met || before%2 == 1 || refusals.Load() > before
			}
		})
	})

	t.Met("a Load is made while an invalid value is being refused", met)
	if len(wrong) > 0 {
		t.Failf("Load() = %v, although valid refuses odd numbers", wrong[0])
	}
}

// faults are ways in which an Update of an even value can fail.
var faults = []struct {
	name string
	f    func(Pair) (Pair, error)
	err  error
	p    any // what it panics with
}{
	{"fails", func(p Pair) (Pair, error) { return Pair{p.A + 2, p.B + 2}, errTest }, errTest, nil},
	{"panics", func(Pair) (Pair, error) { panic("boom") }, nil, "boom"},
	{"makes an invalid value", plus(1), errTest, nil},
}

func stateUnchanged(t *trial, newState newStateFunc) {
	n := 2 * t.Int("half of the initial value", 0, 9)
	f := faults[t.Choice("f", faults[0].name, faults[1].name, faults[2].name)]

	initial := Pair{n, n}
	var returned, after, next Pair
	var err error
	var p any
	t.Run(func() {
		s := must(newState(initial, even))
		p = panicOf(func() { returned, err = s.Update(f.f) })
		after = s.Load()
		next, _ = s.Update(plus(2))
	})

	if p != f.p {
		t.Failf("an Update whose f %s panicked with %v, want %v", f.name, p, f.p)
	}
	if !errors.Is(err, f.err) || returned != (Pair{}) {
		t.Failf("an Update whose f %s returned %v, %v; want %v, %v", f.name, returned, err, Pair{}, f.err)
	}
	if after != initial {
		t.Failf("after an Update whose f %s, Load() = %v, want %v", f.name, after, initial)
	}
	if want := (Pair{n + 2, n + 2}); next != want {
		t.Failf("after an Update whose f %s, another one returned %v, want %v", f.name, next, want)
	}
}

// must returns the state that a constructor made of a valid value.
func must(s patterns.State[Pair], err error) patterns.State[Pair] {
	if err != nil {
		panic("the constructor refused a valid initial value: " + err.Error())
	}
	return s
}
