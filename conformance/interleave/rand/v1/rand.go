package rand

import (
	"math/rand"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// A stream is what a goroutine under control draws from.
type stream struct{ t *sched.Thread }

func (s stream) Int63() int64   { return s.t.Rand().Int64() }
func (s stream) Uint64() uint64 { return s.t.Rand().Uint64() }
func (s stream) Seed(int64)     {} // the run has a seed

// source returns what the goroutine draws from, or nil if it is not under control.
func source() *rand.Rand {
	if t := sched.Current(); t != nil {
		return rand.New(stream{t})
	}
	return nil
}

// ExpFloat64 draws as rand.ExpFloat64 of math/rand does.
func ExpFloat64() float64 {
	if r := source(); r != nil {
		return r.ExpFloat64()
	}
	return rand.ExpFloat64()
}

// NormFloat64 draws as rand.NormFloat64 of math/rand does.
func NormFloat64() float64 {
	if r := source(); r != nil {
		return r.NormFloat64()
	}
	return rand.NormFloat64()
}

// Float32 draws as rand.Float32 of math/rand does.
func Float32() float32 {
	if r := source(); r != nil {
		return r.Float32()
	}
	return rand.Float32()
}

// Float64 draws as rand.Float64 of math/rand does.
func Float64() float64 {
	if r := source(); r != nil {
		return r.Float64()
	}
	return rand.Float64()
}

// Int draws as rand.Int of math/rand does.
func Int() int {
	if r := source(); r != nil {
		return r.Int()
	}
	return rand.Int()
}

// Int31 draws as rand.Int31 of math/rand does.
func Int31() int32 {
	if r := source(); r != nil {
		return r.Int31()
	}
	return rand.Int31()
}

// Int63 draws as rand.Int63 of math/rand does.
func Int63() int64 {
	if r := source(); r != nil {
		return r.Int63()
	}
	return rand.Int63()
}

// Uint32 draws as rand.Uint32 of math/rand does.
func Uint32() uint32 {
	if r := source(); r != nil {
		return r.Uint32()
	}
	return rand.Uint32()
}

// Uint64 draws as rand.Uint64 of math/rand does.
func Uint64() uint64 {
	if r := source(); r != nil {
		return r.Uint64()
	}
	return rand.Uint64()
}

// Intn draws as rand.Intn of math/rand does.
func Intn(n int) int {
	if r := source(); r != nil {
		return r.Intn(n)
	}
	return rand.Intn(n)
}

// Int31n draws as rand.Int31n of math/rand does.
func Int31n(n int32) int32 {
	if r := source(); r != nil {
		return r.Int31n(n)
	}
	return rand.Int31n(n)
}

// Int63n draws as rand.Int63n of math/rand does.
func Int63n(n int64) int64 {
	if r := source(); r != nil {
		return r.Int63n(n)
	}
	return rand.Int63n(n)
}

// Perm draws as rand.Perm of math/rand does.
func Perm(n int) []int {
	if r := source(); r != nil {
		return r.Perm(n)
	}
	return rand.Perm(n)
}

// Shuffle draws as rand.Shuffle of math/rand does.
func Shuffle(n int, swap func(i, j int)) {
	if r := source(); r != nil {
		r.Shuffle(n, swap)
		return
	}
	rand.Shuffle(n, swap)
}

// Read fills p as rand.Read of math/rand does.
func Read(p []byte) (n int, err error) {
	if r := source(); r != nil {
		return r.Read(p)
	}
	return rand.Read(p) //nolint:staticcheck // It stands for exactly this function.
}

// Seed seeds what goroutines draw from that are not under control, as rand.Seed
// of math/rand does.
func Seed(seed int64) {
	if source() == nil {
		rand.Seed(seed) //nolint:staticcheck // It stands for exactly this function.
	}
}
