//go:build !linux

package lockstep

// pinned runs do. This system does not let a thread choose its processor.
func pinned(_ int, do func()) { do() }
