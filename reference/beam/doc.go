// Package beam holds the laws of package patterns against the BEAM, the virtual
// machine of Erlang and Elixir, on which the patterns were first written down.
//
// The claims are Elixir scripts in the directory semantics, one for each pattern.
// Each is an assertion that can fail: that the BEAM does what a law says, or that
// it does less. The errata of the article are claims of the same kind. To run a
// script by hand:
//
//	cd semantics
//	elixir -r harness/check.exs -r harness/puppet.exs -r harness/events.exs table.exs
//
// The harness describes the lines that a script prints. This package runs the
// scripts, reads the lines, and writes the report:
//
//	elixir, err := beam.Find()
//	t, err := beam.Run(ctx, elixir, "semantics/table.exs")
//	r, err := beam.NewReport(conformance.Laws(), t)
//	err = r.Markdown(os.Stdout)
//	err = r.JSON(file) // for Read, as the report on costs does
//
// # Environment
//
// BEAM_ELIXIR names the elixir to run, if it is not the one in PATH. Where there
// is none, the tests of this package are skipped, unless BEAM is "require".
package beam
