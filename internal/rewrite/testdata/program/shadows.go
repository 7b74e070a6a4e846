package main

import (
	"fmt"
	"sync"
)

type hook__ int // the name that rewritten files use

type fake struct{ AfterFunc func(int, func()) }

func shadows() {
	var once sync.Once
	once.Do(func() { here("once") })
	{
		sync, time, close := 1, fake{func(int, func()) {}}, func(any) { fmt.Println("not closed") }
		time.AfterFunc(sync, nil)
		ch := make(chan hook__, 1)
		ch <- 2
		close(ch)
		fmt.Println(<-ch)
	}
	bool, panic, true := 1, 2, 3
	select {
	default:
		_, _, _ = bool, panic, true
	}
}
