package main

import "fmt"

func ranges() {
	var fs []func() int
outer:
	for v := range full(9) {
		v := v + 1
		switch {
		case v == 2:
			continue
		case v == 3:
			continue outer
		case v == 8:
			break outer
		}
		fs = append(fs, func() int { v++; return v })
	}
	for i, f := range fs {
		fmt.Println(i, f(), f())
	}
	var at [3]int
	i := 0
	for at[next(&i)] = range full(3) {
	}
	fmt.Println(at)
	for range full(2) {
		here("twice")
	}
	for _ = range full(1) {
	}
	n := 0
again:
	for v := range full(
		here2(2),
	) {
		here("lines")
		if n++; n < 3 {
			goto again
		}
		for range full(v) {
		}
	}
	go func() {
		for range make(chan int) {
			fmt.Println("never")
		}
	}()
	var ch chan struct{ int }
	for range []int{1} { // not a channel
		_ = ch
	}
}

func next(i *int) int { *i++; return *i - 1 }
func here2(n int) int { here("here"); return n }
func endless() int {
	for range full(1) {
	}
	for {
	}
}
