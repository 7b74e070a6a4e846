// Program prints the same whether it is rewritten or not.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	goroutines()
	channels()
	ranges()
	mappings()
	contexts()
	selects()
	labels()
	imports()
	shadows()
	embeds()
}

// here prints the name and the line of its caller.
func here(what string) string {
	_, file, line, _ := runtime.Caller(1)
	fmt.Println(what, file, line)
	return what
}
