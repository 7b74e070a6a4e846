// Package rand stands for the top-level functions of the packages math/rand and
// math/rand/v2 in instrumented code. In a controlled run each goroutine draws
// from a source of its own, which depends on the seed of the run and the name of
// the goroutine, so that a schedule replays. Otherwise it draws as the originals
// do.
package rand
