// Package conformance checks implementations of the interfaces in package
// patterns against their laws.
package conformance
