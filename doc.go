// Package assay is the root of a conformance suite and benchmark of concurrency
// patterns. It holds no code; this is a map of what does.
//
//   - patterns: an interface for each pattern, with its laws in the doc comment
//   - conformance: a check for each law, and mutants that show it can fail
//   - impls: implementations from mutexes, channels, atomics and the standard
//     library; impls/thirdparty, a module of its own, adapts other libraries
//   - bench: the workloads of each pattern
//   - cmd/assay: the command that lists the laws, writes the reports and measures
//   - internal/certificate: from the output of go test -json to a report
//   - reports: committed results
//
// A pattern has the same word in every directory: patterns/table.go is the
// interface, conformance/table.go checks its laws, impls/mutex/table.go keeps
// them, and bench/table.go measures what that costs.
//
// To check an implementation of your own, see package conformance.
package assay
