package conformance

import (
	"encoding/binary"
	"errors"
	"sync"
	"sync/atomic"
	"weak"

	"github.com/assay-go/assay/patterns"
)

// A hibernatorCodec round-trips, and remembers its calls.
type hibernatorCodec struct {
	zero []byte // what the zero Pair is packed to: nil, or nothing

	// How many of the next calls panic.
	badPacks, badUnpacks atomic.Int64

	active  atomic.Int64 // the calls that go on
	overlap atomic.Bool  // whether there were ever two
	mu      sync.Mutex
	calls   []byte // the calls that returned: p for Pack, u for Unpack
	values  []weak.Pointer[Pair]
	bytes   []weak.Pointer[byte]
}

// hibernatorZeros are the compact forms of the zero Pair, which have a length of 0.
var hibernatorZeros = [][]byte{nil, {}}

func drawHibernatorCodec(t *trial) *hibernatorCodec {
	return &hibernatorCodec{zero: hibernatorZeros[t.Choice("the zero value is packed to", "nil", "an empty slice")]}
}

// another returns a codec like c that has not been called.
func (c *hibernatorCodec) another() *hibernatorCodec { return &hibernatorCodec{zero: c.zero} }

func (c *hibernatorCodec) codec() patterns.Codec[*Pair] {
	return patterns.Codec[*Pair]{Pack: c.pack, Unpack: c.unpack}
}

func (c *hibernatorCodec) pack(p *Pair) []byte {
	defer c.enter()()
	hibernatorPanic(&c.badPacks)
	b := c.zero
	if *p != (Pair{}) {
		b = make([]byte, 16)
		binary.LittleEndian.PutUint64(b, uint64(p.A))
		binary.LittleEndian.PutUint64(b[8:], uint64(p.B))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, 'p')
	c.values = append(c.values, weak.Make(p))
	if len(b) > 0 {
		c.bytes = append(c.bytes, weak.Make(&b[0]))
	}
	return b
}

func (c *hibernatorCodec) unpack(b []byte) *Pair {
	defer c.enter()()
	hibernatorPanic(&c.badUnpacks)
	p := new(Pair)
	if len(b) > 0 {
		p.A = int(binary.LittleEndian.Uint64(b))
		p.B = int(binary.LittleEndian.Uint64(b[8:]))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, 'u')
	return p
}

// enter notes that a call has begun, and lets others run. The function that it
// returns notes that the call has ended.
func (c *hibernatorCodec) enter() (leave func()) {
	if c.active.Add(1) > 1 {
		c.overlap.Store(true)
	}
	yield()
	return func() { c.active.Add(-1) }
}

// count returns how many calls of Pack and Unpack have returned.
func (c *hibernatorCodec) count() (packs, unpacks int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, call := range c.calls {
		if call == 'p' {
			packs++
		} else {
			unpacks++
		}
	}
	return packs, unpacks
}

// hibernatorPanic panics if some of the next calls have to.
func hibernatorPanic(left *atomic.Int64) {
	for n := left.Load(); n > 0; n = left.Load() {
		if left.CompareAndSwap(n, n-1) {
			panic(errTest)
		}
	}
}

// isHibernatorPanic reports whether a method has panicked since its codec did.
// If the codec is called on another goroutine, the panic comes as a PanicError.
func isHibernatorPanic(p any) bool {
	err, ok := p.(error)
	return ok && errors.Is(err, errTest)
}
