package maphash

import (
	"hash"
	"sync/atomic"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// A Seed stands for the type of that name in package hash/maphash.
type Seed struct{ s uint64 }

// seeds counts the seeds that were made outside of controlled runs, which most
// packages do when they are initialised.
var seeds atomic.Uint64

// MakeSeed returns a seed that differs from others.
func MakeSeed() Seed {
	if t := sched.Current(); t != nil {
		return Seed{t.Rand().Uint64() | 1}
	}
	return Seed{mix(seeds.Add(1)) | 1}
}

// A Hash stands for the type of that name in package hash/maphash.
type Hash struct {
	_     [0]func() // not comparable
	seed  Seed
	state Seed
	_     [128]byte
	_     int
}

// start begins the hash with a seed of its own if it has none.
func (h *Hash) start() {
	if h.seed.s == 0 {
		h.SetSeed(MakeSeed())
	}
}

// Write adds b.
func (h *Hash) Write(b []byte) (int, error) {
	h.start()
	h.state.s = add(h.state.s, b)
	return len(b), nil
}

// WriteString adds the bytes of s.
func (h *Hash) WriteString(s string) (int, error) {
	h.start()
	h.state.s = add(h.state.s, s)
	return len(s), nil
}

// WriteByte adds b.
func (h *Hash) WriteByte(b byte) error {
	_, err := h.Write([]byte{b})
	return err
}

// Sum appends the hash of what was added to b.
func (h *Hash) Sum(b []byte) []byte {
	x := h.Sum64()
	for shift := 56; shift >= 0; shift -= 8 {
		b = append(b, byte(x>>shift))
	}
	return b
}

// Sum64 returns the hash of what was added.
func (h *Hash) Sum64() uint64 {
	h.start()
	return mix(h.state.s)
}

// Reset forgets what was added.
func (h *Hash) Reset() {
	h.start()
	h.state = h.seed
}

// Seed returns the seed.
func (h *Hash) Seed() Seed {
	h.start()
	return h.seed
}

// SetSeed sets the seed and forgets what was added.
func (h *Hash) SetSeed(seed Seed) {
	check(seed)
	h.seed, h.state = seed, seed
}

// Size returns the number of bytes that Sum appends.
func (h *Hash) Size() int { return 8 }

// BlockSize returns the preferred size of writes.
func (h *Hash) BlockSize() int { return 128 }

// Clone returns a copy.
func (h *Hash) Clone() (hash.Cloner, error) {
	h.start()
	return &Hash{seed: h.seed, state: h.state}, nil
}

// Bytes returns the hash of b.
func Bytes(seed Seed, b []byte) uint64 {
	check(seed)
	return mix(add(seed.s, b))
}

// String returns the hash of the bytes of s.
func String(seed Seed, s string) uint64 {
	check(seed)
	return mix(add(seed.s, s))
}

func check(seed Seed) {
	if seed.s == 0 {
		panic("maphash: use of uninitialized Seed")
	}
}

// add is FNV-1a.
func add[B string | []byte](state uint64, b B) uint64 {
	for i := range len(b) {
		state = (state ^ uint64(b[i])) * 0x100000001b3
	}
	return state
}

// mix is the finalizer of MurmurHash3: each bit of x changes half of the result.
func mix(x uint64) uint64 {
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
