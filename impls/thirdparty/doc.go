// Package thirdparty adapts libraries of others to the patterns, so that the
// same laws and workloads apply to what a user would pick instead.
//
// It is a module of its own: who imports assay gets none of these libraries.
//
// # Libraries
//
//   - xsync is [github.com/puzpuzpuz/xsync/v4], a hash table whose readers take no lock.
//   - concurrent-map is [github.com/orcaman/concurrent-map/v2], maps behind one lock each.
//   - ants is [github.com/panjf2000/ants/v2], a pool of goroutines that are used again.
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
// Two things have to be added where a library has no counterpart, and nothing
// more. A constructor refuses an argument that the library takes to mean something
// else. A context that a function of the library does not take is looked at once,
// before the call.
//
// # What is only seen under exploration
//
// A fault that takes preemptions at certain steps cannot be declared in Lacks,
// since the law holds nearly always. It has a test of its own, such as
// TestAntsLateSubmit, that is skipped unless the command explores it:
//
//	assay explore . --with github.com/panjf2000/ants/v2,github.com/panjf2000/ants/v2/pkg/sync \
//		--run '^TestAnts' --schedules 100000
//
// The scheduler switches goroutines in the packages that --with names, so it has to
// name every package of a library that waits. The lock of ants spins: it hangs if
// it is left out.
//
// # What does not fit
//
//   - An xsync.Counter is one count without a key, and cannot be closed.
//   - The Pool of [github.com/sourcegraph/conc] (v0.3.0) is used once: a Go beside
//     or after Wait panics, so Shutdown would end the process of its callers.
//   - The Group of [golang.org/x/sync/errgroup] (v0.24.0) lets the panic of a task
//     end the process, and has no way to refuse one.
//   - The Weighted of [golang.org/x/sync/semaphore] (v0.24.0) bounds goroutines that
//     others start. A pool around it is that of the std family.
//
// # To add a library
//
// A file that is named after it, with a type for each pattern that it can serve,
// and an entry in [All]. Conformance, benchmarks and reports follow from that.
package thirdparty
