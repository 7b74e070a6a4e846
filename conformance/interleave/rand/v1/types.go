package rand

import "math/rand"

// The types are those of math/rand. What they draw depends on their seed only.
type (
	// Rand is rand.Rand of math/rand.
	Rand = rand.Rand
	// Source is rand.Source of math/rand.
	Source = rand.Source
	// Source64 is rand.Source64 of math/rand.
	Source64 = rand.Source64
	// Zipf is rand.Zipf of math/rand.
	Zipf = rand.Zipf
)

// New returns what rand.New of math/rand does.
func New(src Source) *Rand { return rand.New(src) }

// NewSource returns what rand.NewSource of math/rand does.
func NewSource(seed int64) Source { return rand.NewSource(seed) }

// NewZipf returns what rand.NewZipf of math/rand does.
func NewZipf(r *Rand, s, v float64, imax uint64) *Zipf { return rand.NewZipf(r, s, v, imax) }
