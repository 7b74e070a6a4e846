package main

import (
	"context"
	"fmt"
	"time"
)

func selects() {
	a, b := make(chan int, 1), make(chan any, 1)
	var never chan int
	a <- 1
	select {
	case v, ok := <-call(a): // evaluated first
		fmt.Println("a", v, ok)
	case <-never:
		fmt.Println("never")
	}
	select {
	case b <- here("value"):
		fmt.Println(<-b)
	}
	select {
	case never <- func() int {
		defer close(make(chan int))
		return 1
	}():
	default:
		here("default")
	case <-(never):
	}
	var at [2]any
	var f flag
	close(a)
	select {
	case at[here2(1)], f = (<-a):
		fmt.Println(at, f)
	}
	select {
	case b <- 5:
		{
			break
		}
		fmt.Println("not reached")
	case never <- 0:
	}
	select {
	case _ = <-b:
	case _, _ = <-never:
	}
	select {
	case _, ok := <-a:
		ok = !ok
		fmt.Println(ok)
	}
	fmt.Println(both(a, never), terminating(make(chan int, 1)), inner(a, b))
	ctx, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { b <- 1 })
	defer stop()
	select {
	case v := <-b:
		fmt.Println(v)
	case <-time.After(time.Minute):
	}
	var errs = make(chan error, 1)
	var n int8 = 3
	bytes := make(chan int8, 1)
	select {
	case errs <- &problem{}:
	}
	select {
	case bytes <- 1 << n:
	}
	select {
	case errs <- nil:
		select {}
	default:
	}
}

func both(a, b chan int) string {
	for {
		select {
		case <-b:
			continue
		case _, ok := <-a:
			if !ok {
				return here("closed")
			}
		}
	}
}

func terminating(a chan int) int {
	select {
	case <-a:
		return 1
	case a <- 1:
		return 2
		// the end
	}
}

func inner(a chan int, b chan any) (s string) {
	select {
	case v := <-a:
		select {
		case b <- v:
			select {
			case v := <-b:
				s = fmt.Sprint(v, func() bool {
					select {
					case _, ok := <-a:
						return ok
					}
				}())
			}
		case <-make(chan int):
		}
	}
	return
}
