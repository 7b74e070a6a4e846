package main

import "fmt"

type named chan<- error

func call[T any](what T) T { fmt.Printf("call %T\n", what); return what }

func channels() {
	ch := make(chan int, 4)
	ch <- 1
	ch <- 2
	call(ch) <- call(3)
	call(ch) <- 1 << cap(ch)
	if v, ok := <-ch; ok && v < <-ch {
		fmt.Println("in order", v)
	}
	var x any
	var ok any
	x, ok = (<-ch)
	fmt.Println(x, ok)
	var f flag
	x, f = <-ch
	fmt.Println(x, f)
	for ch <- 6; len(ch) < 3; ch <- 7 {
		fmt.Println(len(ch))
	}
	defer close(ch)
	nested := make(chan chan int, 1)
	nested <- ch
	fmt.Println(-<-<-nested, receive(ch))
	switch ch <- 8; <-ch {
	case 7:
		fmt.Println("seven")
	}
	errs := make(chan error, 3)
	errs <- nil
	named(errs) <- fmt.Errorf("an error") // as an interface
	errs <- (*problem)(nil)
	(close)(errs)
	for range errs {
		_, ok := <-errs
		fmt.Println(ok)
	}
	fmt.Println(typed(ch, 9), "", several(make(chan string)) != nil)
}

type problem struct{}

func (*problem) Error() string { return "problem" }

func receive(ch <-chan int) (v int) { return <-ch }

func typed[C ~chan E, E any](c C, e E) E {
	c <- e
	for e := range c {
		return e
	}
	return <-c
}

func several[C chan int | chan string](c C) C {
	close(c)
	return c
}

var first = <-full(5)

func full(n int) chan int {
	ch := make(chan int, n)
	for i := range n {
		ch <- i
	}
	close(ch)
	return ch
}
