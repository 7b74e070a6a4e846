// Package old is from before there were generic functions.
package old

func old(ch chan int) (fs []func() int) {
	for v := range ch {
		fs = append(fs, func() int { return v })
	}
	return append(fs, func() int { return <-ch })
}
