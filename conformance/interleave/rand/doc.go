// Package rand stands for package math/rand/v2 in instrumented code. In a
// controlled run each goroutine draws from a source of its own, which depends on
// the seed of the run and the name of the goroutine, so that a schedule replays.
// Otherwise it draws as the original does. Sources with a seed are the original
// ones.
package rand
