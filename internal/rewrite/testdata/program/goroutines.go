package main

import (
	"fmt"
	. "time"
)

type counter struct{ n int }

func (c counter) value(done chan int)    { done <- c.n }
func (c *counter) pointer(done chan int) { done <- c.n }

type flag bool

func show(done chan int, args ...any)         { here(fmt.Sprint(args...)); done <- 0 }
func wide(done chan int, n int64, e error)    { fmt.Println(n, e); done <- 0 }
func flagged(f flag, done chan int)           { fmt.Println(f); done <- 0 }
func generic[T any](v T, done chan int) error { fmt.Println(v); done <- 0; return nil }
func two() (int, chan int)                    { return 7, result }
func keep[K comparable](_ K, done chan int)   { done <- 3 }

var result chan int

func goroutines() {
	done := make(chan int)
	result = done
	n := 1
	go func() { // literal
		here("literal")
		done <- n
	}()
	fmt.Println(<-done)
	go func(n int) int { done <- n; return n }(
		n, // evaluated now
	)
	n = 2
	here("after")
	fmt.Println(<-done)

	c := counter{1}
	go c.value(done)
	c.n = 2
	fmt.Println(<-done)
	go c.pointer(done)
	fmt.Println(<-done)
	go (*counter).pointer(&c, done)
	fmt.Println(<-done)

	go show(done, here("a"),
		here("b"), 1<<3, nil)
	<-done
	args := []any{1, 2}
	go show(done, args...)
	args = nil
	<-done
	go wide(done, 1<<n, nil)
	<-done
	go wide(done, 5, fmt.Errorf("error %d", n))
	<-done
	go flagged(n == 2, done)
	<-done
	go generic("generic", done)
	<-done
	go generic[any](n, done)
	<-done
	go keep(two())
	fmt.Println(<-done)
	f := func() { done <- 9 }
L:
	go f()
	f = nil
	if <-done == 0 {
		goto L
	}

	go close(done)
	<-done
	for i := range 2 {
		ch := make(chan int)
		AfterFunc(Millisecond, func() { go func() { ch <- i }() })
		fmt.Println(<-ch)
	}
	Sleep(1)
}
