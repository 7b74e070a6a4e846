package mutex

import (
	"runtime/debug"

	"github.com/assay-go/assay/patterns"
)

// catch turns a panic of the function that defers it into a [*patterns.PanicError].
func catch(err *error) {
	if v := recover(); v != nil {
		*err = &patterns.PanicError{Value: v, Stack: debug.Stack()}
	}
}
