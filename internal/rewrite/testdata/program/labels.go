package main

import "fmt"

func labels() {
	ch := make(chan int, 3)
	n := 0
onlyBreak:
	select {
	case ch <- 1:
		for {
			break onlyBreak
		}
	}
onlyGoto: // of the block
	select {
	case ch <- 2:
		goto onlyGoto
	default:
		fmt.Println("full", len(ch))
	}
both:
	select {
	case v := <-ch:
		fmt.Println(v)
		if n++; n == 2 {
			for {
				break both
			}
		}
		goto both
	}
	here("labels")
	func() {
	onlyGoto:
		select {
		case v := <-ch:
			_ = v
			goto onlyGoto
		default:
		}
	}()
send:
	ch <- n
	if len(ch) < 2 {
		goto send
	}
loop:
	for {
		select {
		case <-ch:
			continue loop
		default:
			break loop
		}
	}
}
