package conformance

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/assay-go/assay/patterns"
)

// hibernatorTransparent makes the same calls of a Hibernator that sleeps now and
// then and of one that never does.
func hibernatorTransparent(t *trial, newHibernator newHibernatorFunc) {
	initial := t.Int("initial value", 0, 2)
	p := program(t, 1, 16, newHibernatorOp)
	codec := drawHibernatorCodec(t)
	beside := t.Choice("another goroutine calls Hibernate, too", "no", "yes") == 1

	var wrong string
	t.Run(func() {
		value := Pair{initial, initial}
		sleeper := newHibernator(&value, codec.codec())
		twin := newHibernator(&value, codec.another().codec())
		goroutines := 1
		if beside {
			goroutines = 2
		}
		together(goroutines, func(i int) {
			for n, op := range p[0] {
				switch {
				case i == 1:
					sleeper.Hibernate()
					jitter()
				case op.kind == hibernatorNap:
					sleeper.Hibernate()
				default:
					got, want := op.call(sleeper, codec), op.call(twin, nil)
					if !got.is(want) && wrong == "" {
						wrong = fmt.Sprintf("call %d, %v, came to %v; for a Hibernator that never sleeps, to %v",
							n+1, op, got, want)
					}
				}
			}
		})
	})

	_, wakes := codec.count()
	t.Met("a call wakes the Hibernator", wakes > 0)
	if wrong != "" {
		t.Failf("%s", wrong)
	}
}

// hibernatorReleased looks at several Hibernators after one run of the garbage
// collector, which takes much longer than everything else: only one case in
// five has it run.
func hibernatorReleased(t *trial, newHibernator newHibernatorFunc) {
	p := program(t, 8, 8, newHibernatorOp)
	if t.Int("what is kept is not looked at, unless this is 0", 0, 4) > 0 {
		return
	}

	asleep, awake := 0, 0
	var values, bytes int
	t.Run(func() {
		var all []patterns.Hibernator[*Pair]
		var sleepers, others []*hibernatorCodec
		for _, calls := range p {
			codec := &hibernatorCodec{}
			h, sleeps := hibernatorAfter(newHibernator, codec, calls)
			if all = append(all, h); sleeps {
				sleepers = append(sleepers, codec)
			} else {
				others = append(others, codec)
			}
		}
		asleep, awake = len(sleepers), len(others)
		values, bytes = hibernatorKept(sleepers, others)
		runtime.KeepAlive(all)
	})

	t.Met("a Hibernator sleeps", asleep > 0)
	t.Met("a Hibernator is awake", awake > 0)
	if values > 0 {
		t.Failf("%d values are kept that %d sleeping Hibernators packed", values, asleep)
	}
	if bytes > 0 {
		t.Failf("the bytes of %d packed values are kept by %d Hibernators that are awake", bytes, awake)
	}
}

// hibernatorAfter makes a Hibernator and calls of it, and tells whether it
// sleeps after them. The frame of the function must not be that of its caller,
// where a value might be kept.
//
//go:noinline
func hibernatorAfter(
	newHibernator newHibernatorFunc, codec *hibernatorCodec, calls []hibernatorOp,
) (h patterns.Hibernator[*Pair], sleeps bool) {
	h = newHibernator(&Pair{1, 1}, codec.codec())
	for _, op := range calls {
		op.call(h, codec)
		sleeps = op.kind == hibernatorNap
	}
	return h, sleeps
}

// hibernatorKept counts what is kept though it need not be. A goroutine of the
// Hibernator that is about to wait, and a pool, may hold something for a moment,
// so what is kept is looked at again. If nothing is, the collector runs once.
func hibernatorKept(sleepers, others []*hibernatorCodec) (values, bytes int) {
	for range 3 {
		runtime.GC()
		values, bytes = 0, 0
		for _, c := range sleepers {
			values += hibernatorCount(c.values)
		}
		for _, c := range others {
			bytes += hibernatorCount(c.bytes)
		}
		if values+bytes == 0 {
			break
		}
		yield()
	}
	return values, bytes
}

// hibernatorCount returns how many of the pointers are still valid.
func hibernatorCount[P interface{ Value() *T }, T any](pointers []P) (n int) {
	for _, p := range pointers {
		if p.Value() != nil {
			n++
		}
	}
	return n
}

// hibernatorPaired makes the calls one after the other first, and counts, then
// by several goroutines.
func hibernatorPaired(t *trial, newHibernator newHibernatorFunc) {
	p := program(t, 3, 8, newBadHibernatorOp)
	codec := drawHibernatorCodec(t)

	alone := codec.another()
	var want strings.Builder
	t.Run(func() {
		h := newHibernator(new(Pair), alone.codec())
		asleep := false
		for _, calls := range p {
			for _, op := range calls {
				asleep = op.expect(asleep, &want)
				op.call(h, alone)
				alone.badPacks.Store(0)
				alone.badUnpacks.Store(0)
			}
		}
	})
	if got := string(alone.calls); got != want.String() {
		t.Failf("one call after the other, the calls of Pack (p) and Unpack (u) were %q, want %q", got, want.String())
	}

	t.Run(func() {
		h := newHibernator(new(Pair), codec.codec())
		together(len(p), func(i int) {
			for _, op := range p[i] {
				op.call(h, codec)
				jitter()
			}
		})
	})
	got := string(codec.calls)
	t.Met("Pack and Unpack are called", strings.Contains(got, "u"))
	turns := strings.Repeat("pu", len(got)/2+1)
	if codec.overlap.Load() || !strings.HasPrefix(turns, got) {
		t.Failf("the calls of Pack (p) and Unpack (u) were %q, and whether two of them overlapped is %t",
			got, codec.overlap.Load())
	}
}

// expect adds the call of the codec that op makes, if it makes one that does not
// panic, and returns whether the Hibernator sleeps then.
func (op hibernatorOp) expect(asleep bool, calls *strings.Builder) bool {
	switch {
	case op.kind == hibernatorNap && !asleep:
		calls.WriteByte('p')
		return true
	case op.kind == hibernatorNap, op.kind == hibernatorBadPack, op.kind == hibernatorBadUnpack:
		return asleep
	case asleep:
		calls.WriteByte('u')
	}
	return false
}
