package conformance

import (
	"fmt"
	"math/rand"
	"slices"

	"github.com/assay-go/assay/conformance/internal/history"
)

func stateNoLostUpdate(t *trial, newState newStateFunc) {
	goroutines := t.Int("goroutines", 2, 6)
	updates := t.Int("updates of each", 1, 20)

	var got Pair
	t.Run(func() {
		s := must(newState(Pair{}, nil))
		together(goroutines, func(int) {
			for range updates {
				_, _ = s.Update(plus(1))
			}
		})
		got = s.Load()
	})

	n := goroutines * updates
	if want := (Pair{n, n}); got != want {
		t.Failf("after %d Updates that add 1, Load() = %v, want %v", n, got, want)
	}
}

func stateNoTornLoad(t *trial, newState newStateFunc) {
	updates := t.Int("updates", 1, 100)

	loaded := make([]Pair, updates)
	t.Run(func() {
		s := must(newState(Pair{}, nil))
		together(2, func(i int) {
			for j := range updates {
				if i == 0 {
					_, _ = s.Update(plus(3))
				} else {
					loaded[j] = s.Load()
					yield()
				}
			}
		})
	})

	for _, p := range loaded {
		if p.A != p.B || p.A%3 != 0 {
			t.Failf("Load() = %v, which was never stored: Updates add 3 to both fields of %v", p, Pair{})
		}
	}
}

func stateResult(t *trial, newState newStateFunc) {
	goroutines := t.Int("goroutines", 1, 4)
	updates := t.Int("updates of each", 1, 10)

	results := make([][]Pair, goroutines)
	t.Run(func() {
		s := must(newState(Pair{}, nil))
		together(goroutines, func(i int) {
			for range updates {
				p, _ := s.Update(plus(1))
				results[i] = append(results[i], p)
			}
		})
	})

	all := slices.Concat(results...)
	slices.SortFunc(all, func(p, q Pair) int { return p.A - q.A })
	for i, p := range all {
		if want := (Pair{i + 1, i + 1}); p != want {
			t.Failf("Updates that add 1 to both fields of %v returned, in order of size, %v; want each of 1 to %d once",
				Pair{}, all, len(all))
		}
	}
}

func stateLinearizable(t *trial, newState newStateFunc) {
	p := program(t, 4, 6, newStateOp)

	r := history.NewRecorder[stateOp, Pair](t.spec.clock(), len(p))
	t.Run(func() {
		s := must(newState(Pair{}, nil))
		together(len(p), func(i int) {
			for _, op := range p[i] {
				r.Do(i, op, func() Pair {
					if op == load {
						return s.Load()
					}
					result, _ := s.Update(plus(int(op)))
					return result
				})
				jitter()
			}
		})
	})

	judge(t, stateModel, r.Calls())
}

// A stateOp is a Load if it is zero, and an Update that adds it otherwise.
type stateOp int

const load stateOp = 0

func newStateOp(r *rand.Rand) stateOp { return stateOp(max(0, r.Intn(5)-1)) }

func (op stateOp) String() string {
	if op == load {
		return "Load()"
	}
	return fmt.Sprintf("Update(+%d)", int(op))
}

// Simpler returns the calls that are simpler than op.
func (op stateOp) Simpler() []stateOp {
	switch op {
	case load:
		return nil
	case 1:
		return []stateOp{load}
	default:
		return []stateOp{load, 1}
	}
}

// stateModel is a state by itself.
var stateModel = history.Model[Pair, stateOp, Pair]{
	Apply: func(p Pair, op stateOp) (result, next Pair) {
		p.A += int(op)
		p.B += int(op)
		return p, p
	},
	Reads: func(op stateOp) bool { return op == load },
}
