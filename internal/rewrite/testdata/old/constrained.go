// A licence may come first.

//go:build linux || !linux
// +build linux !linux

package old

func constrained(ch chan int) {
	close(ch)
}
