//go:build !unix

package lockstep

import "os"

// usage returns nothing: this system does not tell.
func usage() consumption { return consumption{} }

func standardInput() *os.File { return os.Stdin }
