//go:build !never

package main // the imports

import (
	secret "crypto/rand"
	"fmt"
	"hash/maphash"
	old "math/rand"
	"math/rand/v2"
	mutex "sync"
	. "sync/atomic"
	clock "time"
	_ "unsafe" // for linkname
)

//go:linkname nanotime runtime.nanotime
func nanotime() int64

//go:linkname imports
//go:linkname shared main.shared

var shared, seeded = old.New(old.NewSource(1)), rand.New(rand.NewPCG(1, 2))

func draw(r *rand.Rand, s old.Source, z *old.Zipf) int { return r.IntN(1) }

func imports() {
	var mu mutex.Mutex
	mu.Lock()
	defer mu.Unlock()
	var n Int64
	n.Add(1)
	AddInt64(new(int64), 1)
	after := clock.AfterFunc
	after(clock.Hour, func() {}).Stop()
	seed := maphash.MakeSeed()
	fmt.Println(shared.Intn(100), seeded.IntN(100), draw(seeded, nil, nil), len(secret.Text()))
	fmt.Println(n.Load(), nanotime() > 0, rand.IntN(1), old.New(old.NewSource(1)).Intn(10),
		maphash.String(seed, "x") == maphash.String(seed, "x"))
}
