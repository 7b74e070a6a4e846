// Package old is from before there were generic functions.
package old

func old(ch chan int) (fs []func() int) {
	for v := range ch {
		fs = append(fs, func() int { return v })
	}
	for k := range map[int]bool{1: true} {
		fs = append(fs, func() int { return k })
	}
	return append(fs, func() int { return <-ch })
}
