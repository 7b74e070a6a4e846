package lockstep

import (
	"math/bits"
	"runtime"
	"syscall"
	"unsafe"
)

// A processorSet has a bit for each processor of the system.
type processorSet [processorSetSize / 64]uint64

// affinity makes one of the two system calls about the processors on which the
// calling thread may run.
func affinity(call uintptr, set *processorSet) bool {
	_, _, errno := syscall.RawSyscall(call, 0, unsafe.Sizeof(*set), uintptr(unsafe.Pointer(set)))
	return errno == 0
}

// nth returns the set of the nth processor alone, counted round and round.
func (s *processorSet) nth(n int) (one processorSet, ok bool) {
	count := 0
	for _, word := range s {
		count += bits.OnesCount64(word)
	}
	if count == 0 {
		return one, false
	}
	n %= count
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			if n == 0 {
				one[i] = word & -word
				return one, true
			}
			n--
		}
	}
	return one, false
}

// pinned runs do on the nth processor of those that the process may use. Only the
// thread of the caller is bound to it, and only meanwhile: the runtime starts no
// thread from one that is locked, and so none inherits this. Where the system
// refuses, do runs anywhere.
func pinned(n int, do func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before processorSet
	if affinity(syscall.SYS_SCHED_GETAFFINITY, &before) {
		if one, ok := before.nth(n); ok && affinity(syscall.SYS_SCHED_SETAFFINITY, &one) {
			defer affinity(syscall.SYS_SCHED_SETAFFINITY, &before)
		}
	}
	do()
}
