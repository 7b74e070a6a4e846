package gear

import "strings"

// stuck reports whether the bubble will never go on: each of its goroutines
// waits, and at least one of them waits for a mutex, which keeps virtual time
// from advancing to a timer that another may be waiting for.
//
// The stacks are of one moment, so a goroutine that is about to be woken by
// another one of the bubble is not mistaken for a stuck one: its waker shows as
// running. A mutex may be shared with goroutines outside of the bubble, though,
// so the same must be seen twice in a row.
func (b *bubble) stuck(stacks string) bool {
	if !blockedOnMutex(stacks) {
		b.lastStuck = ""
		return false
	}
	seen := b.lastStuck == stacks
	b.lastStuck = stacks
	return seen
}

// blockedOnMutex reports whether every goroutine waits and one waits for a mutex.
func blockedOnMutex(stacks string) bool {
	onMutex := false
	for g := range strings.SplitSeq(stacks, "\n\n") {
		header, _, _ := strings.Cut(g, "\n")
		_, state, _ := strings.Cut(header, "[")
		switch {
		case strings.HasPrefix(state, "sync.Mutex."), strings.HasPrefix(state, "sync.RWMutex."):
			onMutex = true
		case !strings.Contains(state, "(durable)"):
			return false
		}
	}
	return onMutex
}
