// Package rand stands for package math/rand in instrumented code, as the package
// above it does for math/rand/v2.
package rand
