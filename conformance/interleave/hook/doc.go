// Package hook is what instrumented code calls instead of the statements of the
// language that start goroutines, wait or communicate. Users do not call it.
//
// In a controlled run each function is a scheduling point: the goroutine stays
// there until the scheduler lets it go on. Otherwise, and for goroutines outside
// of the run, each function does what it stands for and no more.
package hook
