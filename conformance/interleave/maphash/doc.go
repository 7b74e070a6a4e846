// Package maphash stands for package hash/maphash in instrumented code. Names,
// sizes and alignments are the same, but the hashes are not those of the
// runtime, which differ from process to process: a seed is a number that depends
// on how many were made before, in a controlled run by the same goroutine. So a
// schedule that depends on hashes replays, in another process as well.
package maphash
