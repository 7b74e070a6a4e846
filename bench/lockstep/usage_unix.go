//go:build unix

package lockstep

import (
	"os"
	"syscall"
	"time"
)

// usage returns what the process has used so far. Context switches are counted
// for all its threads.
func usage() (u consumption) {
	var r syscall.Rusage
	// It fails for a wrong address only.
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	u.cpu = time.Duration(r.Utime.Nano() + r.Stime.Nano())
	u.voluntary, u.involuntary = toInt(r.Nvcsw), toInt(r.Nivcsw)
	return u
}

// toInt converts a counter, which has another type on every system.
func toInt[T ~int32 | ~int64](n T) int { return int(n) }

// standardInput returns the standard input such that a goroutine that reads it
// keeps no thread. A thread that came back with a request would have to wake
// another one to answer it, and their switches would count as those of the slice.
func standardInput() *os.File {
	fd := os.Stdin.Fd()
	if err := syscall.SetNonblock(int(fd), true); err != nil {
		return os.Stdin
	}
	return os.NewFile(fd, os.Stdin.Name())
}
