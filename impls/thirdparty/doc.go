// Package thirdparty adapts libraries of others to the patterns, so that the
// same laws and workloads apply to what a user would pick instead.
//
// It is a module of its own: who imports assay gets none of these libraries.
//
// # Libraries
//
//   - xsync is [github.com/puzpuzpuz/xsync/v4], a hash table whose readers take no lock.
//   - concurrent-map is [github.com/orcaman/concurrent-map/v2], maps behind one lock each.
//
// Their versions are those of go.mod.
//
// # What an adapter does
//
// It calls, for each method of the pattern, the method that the documentation of
// the library offers for it, in one step where the library has one. It repairs
// nothing: no retry, no lock, no check of its own. Otherwise a law would be true
// of the adapter and not of the library, and a measurement would be one of both.
//
// A law that a library does not keep is declared in Lacks, and the reason says
// where the library's documentation or source shows it. A declared law is
// checked all the same, so an upgrade that mends it fails the test until the
// declaration is gone.
//
// # To add a library
//
// A file that is named after it, with a type for each pattern that it can serve,
// and an entry in [All]. Conformance, benchmarks and reports follow from that.
package thirdparty
