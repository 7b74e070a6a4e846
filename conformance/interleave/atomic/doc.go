// Package atomic stands for package sync/atomic in instrumented code. Names,
// sizes and alignments are the same; each operation comes after a scheduling
// point, and is the original operation otherwise.
package atomic
