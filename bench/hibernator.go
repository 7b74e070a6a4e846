package bench

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"slices"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// Hibernator returns the workloads of [patterns.Hibernator]: to hibernate values
// that are awake, to wake values that sleep, and to load one that is awake.
func Hibernator(g Grid) []Workload {
	naps := points(g, []dimension{
		{"op", "wake", []string{"hibernate", "wake"}},
		amount(g, "values", "1000", "100"),
		{"goroutines", "1", []string{"1"}},
	})
	loads := points(g, []dimension{{"op", "load", []string{"load"}}, goroutines(g, "2")})
	return slices.Concat(
		workloads("Hibernator", naps, prepareNaps),
		workloads("Hibernator", loads, prepareLoads),
	)
}

const (
	awakeSize  = 10 << 10 // bytes
	asleepSize = 1 << 10
)

// A page is a value of awakeSize: whoever has a pointer to its pair keeps all of
// it. The rest is a repetition, so that it packs well.
type page struct {
	conformance.Pair
	rest [awakeSize - 16]byte
}

func newPage(p conformance.Pair) *conformance.Pair { return &(&page{Pair: p}).Pair }

// A codec packs pages, and counts.
type codec struct{ packs, unpacks int }

func (c *codec) pack(p *conformance.Pair) []byte {
	c.packs++
	b := make([]byte, asleepSize)
	binary.LittleEndian.PutUint64(b, uint64(p.A))
	binary.LittleEndian.PutUint64(b[8:], uint64(p.B))
	return b
}

func (c *codec) unpack(b []byte) *conformance.Pair {
	c.unpacks++
	p := &page{Pair: conformance.Pair{
		A: int(binary.LittleEndian.Uint64(b)),
		B: int(binary.LittleEndian.Uint64(b[8:])),
	}}
	for rest := p.rest[:]; len(rest) > 0; {
		rest = rest[copy(rest, b):]
	}
	return &p.Pair
}

func (c *codec) functions() patterns.Codec[*conformance.Pair] {
	return patterns.Codec[*conformance.Pair]{Pack: c.pack, Unpack: c.unpack}
}

func prepareNaps(p point) Setup {
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.Hibernator == nil {
			return nil, ErrNotImplemented
		}
		u := &napper{wake: p.value("op") == "wake"}
		codec := u.codec.functions()
		for i := range p.number("values") {
			pair := conformance.Pair{A: i, B: i}
			u.values = append(u.values, impl.Hibernator(newPage(pair), codec))
		}
		i := instance([]*napper{u}, nil)
		i.Renew, i.Report = u.renew, u.report
		return i, nil
	}
}

// A napper wakes all values, one after the other, or puts them to sleep.
type napper struct {
	values []patterns.Hibernator[*conformance.Pair]
	wake   bool
	next   int // the value that is next
	codec  codec
	naps   int // operations
	codes  int // calls of the codec in them
	wrong  int // Loads that did not return the value
}

func (u *napper) run(n int) {
	values := u.values[u.next : u.next+n]
	before := u.codec.packs + u.codec.unpacks
	for i, v := range values {
		if !u.wake {
			v.Hibernate()
		} else if p := v.Load(); p.A != u.next+i || p.A != p.B {
			u.wrong++
		}
	}
	u.codes += u.codec.packs + u.codec.unpacks - before
	u.naps += n
	u.next += n
}

// renew makes the next values what they were before the operations.
func (u *napper) renew(n int) int {
	if u.next == len(u.values) {
		u.next = 0
	}
	n = min(n, len(u.values)-u.next)
	turn(u.values[u.next:u.next+n], !u.wake)
	return n
}

// turn wakes values or puts them to sleep.
func turn(values []patterns.Hibernator[*conformance.Pair], awake bool) {
	for _, v := range values {
		if awake {
			v.Load()
		} else {
			v.Hibernate()
		}
	}
}

// report tells how much memory a value takes, when all are in the state in which
// the operations leave them. It drops them.
func (u *napper) report() []Metric {
	turn(u.values, u.wake)
	n := len(u.values)
	runtime.GC() // what is in a sync.Pool takes two collections
	with := heap()
	runtime.KeepAlive(u.values)
	u.values = nil
	return []Metric{{(with - heap()) / float64(n), "heap-B/value"}}
}

// heap returns how many bytes of the heap are in use after a collection.
func heap() float64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc)
}

func (u *napper) failure() error {
	if u.wrong > 0 {
		return fmt.Errorf("%d Loads did not return the value that slept", u.wrong)
	}
	if u.codes != u.naps {
		return fmt.Errorf("%d operations called the codec %d times", u.naps, u.codes)
	}
	return nil
}

func prepareLoads(p point) Setup {
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.Hibernator == nil {
			return nil, ErrNotImplemented
		}
		pair := newPage(conformance.Pair{A: 1, B: 1})
		h := impl.Hibernator(pair, new(codec).functions())
		users := make([]*loader, p.number("goroutines"))
		for i := range users {
			users[i] = &loader{hibernator: h, want: pair}
		}
		return instance(users, nil), nil
	}
}

// A loader loads a value that is awake.
type loader struct {
	hibernator patterns.Hibernator[*conformance.Pair]
	want       *conformance.Pair
	wrong      int
	_          pad
}

func (u *loader) run(n int) {
	hibernator := u.hibernator
	for range n {
		if hibernator.Load() != u.want {
			u.wrong++
		}
	}
}

func (u *loader) failure() error {
	if u.wrong > 0 {
		return fmt.Errorf("%d Loads did not return the value that was awake", u.wrong)
	}
	return nil
}
