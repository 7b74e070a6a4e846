// Package beambench measures the patterns on the BEAM, the virtual machine of
// Erlang and Elixir, by the workloads of package bench.
//
//	go run ./cmd/assay bench --with beam
//
// The contender beam is the pattern as the article has it, with the corrections of
// docs/errata.md, in a file of this directory for each pattern. It takes turns
// with implementations in Go, in the same rounds: see package lockstep. There is
// no other way to run it, because numbers of different sessions cannot be
// compared.
//
// # How it works
//
// [Compile] compiles the modules, once. The worker is a process of the calling
// program, which [Main] makes one. It starts a virtual machine of its own, with the
// default flags, and asks it over two pipes, by the lines that main.ex describes.
//
// A goroutine of a workload is a process here, the client. Clients are started once
// for each object under test, wait for each other before a slice, and note when they
// begin and end: nothing that the pipes take is in a slice. Keys are the same as in
// Go, in the same order; the worker writes them to a file. What calls leave to
// others, such as casts in a mailbox, is waited for within the slice.
//
// An object says when it is closed whether all operations did what they had to. If
// not, the measurement is void, as in Go.
//
// # What is not measured
//
// Allocations are unknown. Collections are those of single processes, and not
// counted. The processor time is that of the whole virtual machine. Context switches
// are those of the threads that run processes. Both include some microseconds
// before and after a slice, so involuntary switches count only if these threads
// waited for a processor for more than a twentieth of the slice. Linux tells; elsewhere
// all that is 0, and no slice is marked as preempted.
//
// # Environment
//
// BEAM_ELIXIR names the elixir to run, if it is not the one in PATH.
package beambench
