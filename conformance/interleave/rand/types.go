package rand

import "math/rand/v2"

// The types are those of math/rand/v2. What they draw depends on their seed only.
type (
	// Rand is rand.Rand of math/rand/v2.
	Rand = rand.Rand
	// Source is rand.Source of math/rand/v2.
	Source = rand.Source
	// PCG is rand.PCG of math/rand/v2.
	PCG = rand.PCG
	// ChaCha8 is rand.ChaCha8 of math/rand/v2.
	ChaCha8 = rand.ChaCha8
	// Zipf is rand.Zipf of math/rand/v2.
	Zipf = rand.Zipf
)

// New returns what rand.New of math/rand/v2 does.
func New(src Source) *Rand { return rand.New(src) }

// NewPCG returns what rand.NewPCG of math/rand/v2 does.
func NewPCG(seed1, seed2 uint64) *PCG { return rand.NewPCG(seed1, seed2) }

// NewChaCha8 returns what rand.NewChaCha8 of math/rand/v2 does.
func NewChaCha8(seed [32]byte) *ChaCha8 { return rand.NewChaCha8(seed) }

// NewZipf returns what rand.NewZipf of math/rand/v2 does.
func NewZipf(r *Rand, s, v float64, imax uint64) *Zipf { return rand.NewZipf(r, s, v, imax) }
