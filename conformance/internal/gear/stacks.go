package gear

import (
	"runtime/debug"
	"strings"
)

// Function names in stack traces, by which the frames of this package are
// told from those of the case.
const (
	protectFrame = "/conformance/internal/gear.protect("
	rootFrame    = "/conformance/internal/gear.(*bubble).recovered."
	runFrame     = "internal/synctest.Run("
	testFrame    = "testing/synctest.testingSynctestTest("
)

// scaffold reports whether a goroutine does nothing but wait for the case.
func scaffold(stack string) bool {
	if strings.Contains(stack, protectFrame) {
		return false
	}
	_, frames, _ := strings.Cut(stack, "\n")
	first, _, _ := strings.Cut(frames, "\n")
	return strings.HasPrefix(first, runFrame) || strings.HasPrefix(first, testFrame) ||
		strings.Contains(first, rootFrame)
}

// panicStack returns the stack of this goroutine, which is panicking, from where
// it began to. It must be called by a deferred function.
func panicStack() string {
	stack := trim(string(debug.Stack()))
	header, frames, _ := strings.Cut(stack, "\n")
	if i := strings.LastIndex(frames, "\npanic("); i >= 0 {
		frames = frames[i+1:]
	}
	return header + "\n" + frames
}

// trim leaves out the frames below the case.
func trim(stack string) string {
	var kept []string
	for line := range strings.Lines(stack) {
		if strings.Contains(line, protectFrame) && !strings.Contains(line, "gear.protect.") {
			break
		}
		kept = append(kept, line)
	}
	return strings.TrimSuffix(strings.Join(kept, ""), "\n")
}
