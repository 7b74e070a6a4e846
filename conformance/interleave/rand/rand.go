package rand

import (
	"math/rand/v2"

	"github.com/assay-go/assay/conformance/interleave/internal/sched"
)

// source returns what the goroutine draws from, or nil if it is not under control.
func source() *rand.Rand {
	if t := sched.Current(); t != nil {
		return t.Rand()
	}
	return nil
}

// ExpFloat64 draws as rand.ExpFloat64 of math/rand/v2 does.
func ExpFloat64() float64 {
	if r := source(); r != nil {
		return r.ExpFloat64()
	}
	return rand.ExpFloat64()
}

// NormFloat64 draws as rand.NormFloat64 of math/rand/v2 does.
func NormFloat64() float64 {
	if r := source(); r != nil {
		return r.NormFloat64()
	}
	return rand.NormFloat64()
}

// Float32 draws as rand.Float32 of math/rand/v2 does.
func Float32() float32 {
	if r := source(); r != nil {
		return r.Float32()
	}
	return rand.Float32()
}

// Float64 draws as rand.Float64 of math/rand/v2 does.
func Float64() float64 {
	if r := source(); r != nil {
		return r.Float64()
	}
	return rand.Float64()
}

// Int draws as rand.Int of math/rand/v2 does.
func Int() int {
	if r := source(); r != nil {
		return r.Int()
	}
	return rand.Int()
}

// Int32 draws as rand.Int32 of math/rand/v2 does.
func Int32() int32 {
	if r := source(); r != nil {
		return r.Int32()
	}
	return rand.Int32()
}

// Int64 draws as rand.Int64 of math/rand/v2 does.
func Int64() int64 {
	if r := source(); r != nil {
		return r.Int64()
	}
	return rand.Int64()
}

// Uint draws as rand.Uint of math/rand/v2 does.
func Uint() uint {
	if r := source(); r != nil {
		return r.Uint()
	}
	return rand.Uint()
}

// Uint32 draws as rand.Uint32 of math/rand/v2 does.
func Uint32() uint32 {
	if r := source(); r != nil {
		return r.Uint32()
	}
	return rand.Uint32()
}

// Uint64 draws as rand.Uint64 of math/rand/v2 does.
func Uint64() uint64 {
	if r := source(); r != nil {
		return r.Uint64()
	}
	return rand.Uint64()
}

// IntN draws as rand.IntN of math/rand/v2 does.
func IntN(n int) int {
	if r := source(); r != nil {
		return r.IntN(n)
	}
	return rand.IntN(n)
}

// Int32N draws as rand.Int32N of math/rand/v2 does.
func Int32N(n int32) int32 {
	if r := source(); r != nil {
		return r.Int32N(n)
	}
	return rand.Int32N(n)
}

// Int64N draws as rand.Int64N of math/rand/v2 does.
func Int64N(n int64) int64 {
	if r := source(); r != nil {
		return r.Int64N(n)
	}
	return rand.Int64N(n)
}

// UintN draws as rand.UintN of math/rand/v2 does.
func UintN(n uint) uint {
	if r := source(); r != nil {
		return r.UintN(n)
	}
	return rand.UintN(n)
}

// Uint32N draws as rand.Uint32N of math/rand/v2 does.
func Uint32N(n uint32) uint32 {
	if r := source(); r != nil {
		return r.Uint32N(n)
	}
	return rand.Uint32N(n)
}

// Uint64N draws as rand.Uint64N of math/rand/v2 does.
func Uint64N(n uint64) uint64 {
	if r := source(); r != nil {
		return r.Uint64N(n)
	}
	return rand.Uint64N(n)
}

// Perm draws as rand.Perm of math/rand/v2 does.
func Perm(n int) []int {
	if r := source(); r != nil {
		return r.Perm(n)
	}
	return rand.Perm(n)
}

// Shuffle draws as rand.Shuffle of math/rand/v2 does.
func Shuffle(n int, swap func(i, j int)) {
	if r := source(); r != nil {
		r.Shuffle(n, swap)
		return
	}
	rand.Shuffle(n, swap)
}

// N draws as rand.N of math/rand/v2 does.
func N[Int interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}](n Int) Int {
	if n <= 0 {
		panic("invalid argument to N")
	}
	return Int(Uint64N(uint64(n)))
}
