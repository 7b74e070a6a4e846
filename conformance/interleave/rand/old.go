package rand

import old "math/rand"

// Intn draws as rand.Intn of math/rand does.
func Intn(n int) int { return IntN(n) }

// Int31 draws as rand.Int31 of math/rand does.
func Int31() int32 { return Int32() }

// Int31n draws as rand.Int31n of math/rand does.
func Int31n(n int32) int32 { return Int32N(n) }

// Int63 draws as rand.Int63 of math/rand does.
func Int63() int64 { return Int64() }

// Int63n draws as rand.Int63n of math/rand does.
func Int63n(n int64) int64 { return Int64N(n) }

// Read fills p as rand.Read of math/rand does.
func Read(p []byte) (n int, err error) {
	for i := range p {
		p[i] = byte(Uint32())
	}
	return len(p), nil
}

// Seed seeds what goroutines draw from that are not under control, as rand.Seed
// of math/rand does, for the functions that only math/rand has.
func Seed(seed int64) {
	if source() == nil {
		old.Seed(seed) //nolint:staticcheck // It stands for exactly this function.
	}
}
