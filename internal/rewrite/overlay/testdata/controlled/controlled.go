// Package controlled has what depends on chance, unless it is rewritten.
package controlled

import (
	"context"
	"fmt"
	"maps"
	"math/rand"
	random "math/rand/v2"
	"testing/synctest"
)

// Order returns the keys of a new map, and random numbers.
func Order() (s string) {
	m := make(map[int]*random.Rand)
	for i := range 20 {
		m[i] = random.New(random.NewPCG(1, 2))
	}
	for k := range m {
		s += fmt.Sprint(k, " ")
	}
	for k := range maps.Keys(m) {
		s += fmt.Sprint(k, " ")
	}
	return s + fmt.Sprint(rand.Intn(1e9), random.IntN(1e9), rand.New(rand.NewSource(3)).Int())
}

// Canceled reports whether a context is canceled that another goroutine cancels.
func Canceled() bool {
	ctx, cancel := context.WithCancel(context.Background())
	go cancel()
	return ctx.Err() != nil
}

// Settled returns how many goroutines have begun when all are blocked.
func Settled(n int) (begun int) {
	numbers, done := make(chan int, n), make(chan struct{})
	defer close(done)
	for i := range n {
		go func() {
			numbers <- i
			<-done
		}()
	}
	synctest.Wait()
	return len(numbers)
}

// Sends sends on two goroutines, and returns the order of what arrives.
func Sends() (s string) {
	ch := make(chan string)
	for _, word := range []string{"a", "b"} {
		go func() {
			for range 2 {
				ch <- word
			}
		}()
	}
	for range 4 {
		s += <-ch
	}
	return s
}
