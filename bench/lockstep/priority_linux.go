package lockstep

import (
	"os"
	"strconv"
	"syscall"
)

// urgent is the niceness of those who measure. With it a worker gets a processor at
// once when its turn comes, and keeps it for most slices, while other work waits.
const urgent = -19

// hurry makes this process urgent if the system lets it, which it does for those who
// administrate it, and says whether it did. What it starts afterwards inherits
// that. The function that it returns takes it back.
func hurry() (restore func(), urgently bool) {
	// The kernel counts from 40 for -20 down to 1 for 19.
	before, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0)
	if before = 20 - before; err != nil || before <= urgent || !renice(urgent) {
		return func() {}, err == nil && before <= urgent
	}
	return func() { renice(before) }, true
}

// renice sets the niceness of every thread: those of one process may differ, and a
// new one inherits that of the thread that starts it.
func renice(niceness int) (ok bool) {
	const rounds = 2 // threads may start meanwhile
	for range rounds {
		threads, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return false
		}
		for _, thread := range threads {
			id, err := strconv.Atoi(thread.Name())
			if err != nil {
				continue
			}
			switch err := syscall.Setpriority(syscall.PRIO_PROCESS, id, niceness); err {
			case nil:
				ok = true
			case syscall.ESRCH: // it has ended
			default:
				return ok
			}
		}
	}
	return ok
}
