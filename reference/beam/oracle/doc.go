// Package oracle holds the implementations against the BEAM, call by call: both make
// the calls of a program that nobody has written, and have to observe the same.
//
// A program is a list of calls, one after the other, for one pattern. On the BEAM a
// player in Elixir makes them, with real processes and in the manner of the article:
// a GenServer, Elixir's Registry, an ETS table, a callback that returns a timeout. On
// our side a player makes them through package patterns, in virtual time. Where they
// differ, a law of ours has to declare that the BEAM does less: see [Differences].
// Concurrency is not compared: that is what package conformance is for.
//
//	elixir, err := beam.Find()
//	m, err := oracle.Start(elixir)
//	defer m.Close()
//	c, err := m.Search(impl, "Table", seed, 10000)
//	if c != nil {
//		fmt.Println(c) // the smallest program in which they disagree
//	}
//
// # Tests
//
// The tests compare some programs of every pattern and family each time, drawn anew:
//
//	go test ./reference/beam/oracle
//	go test ./reference/beam/oracle -run Agreement/Table -oracle.programs 10000
//	go test ./reference/beam/oracle -run Agreement/Table -oracle.program 'Table;store 0 7;load 0'
//
// The flag -oracle.seed draws the same ones again. A failure prints the smallest
// program that still shows it, with what both have returned, and the command that
// tries it again.
//
// The transcripts in testdata are programs with what the BEAM has once returned. The
// families are held against them where there is no BEAM, and where there is one it
// is, too. The flag -update writes them anew. To add a program, write its calls and
// no observations, and update.
//
// # Time
//
// No drawn program waits on the BEAM. Its timers are set to an hour, and the player
// sends the server the message that a timer would. That a timeout fires once, and
// what ends it, is left to the few programs of IdleClock, which wait for some
// multiples of 20 ms. They are repeated if the machine was too busy for them.
//
// # Format
//
// A program is a line: the name of its pattern and its calls, separated by
// semicolons. A call is a verb and integers, separated by spaces. The answer of the
// machine is a line with an observation for each call, in the same order:
//
//	Table;store 0 7;load 0;load 1
//	= ok;7;none
//
// An answer that begins with an exclamation mark tells why the program could not be
// played. The machine begins with a line of its own, which has the versions.
//
// An observation is a value, or several, or a word:
//
//   - ok: there is nothing to return; and -: what is listed is empty.
//   - closed: the call was refused, since Shutdown has begun, or the server is gone.
//   - timeout: the caller gave up.
//   - failed, invalid: the error that the program had planned.
//   - panic, exit: the call panicked, as planned, or its server died of it.
//
// # Cache
//
// What runs on the BEAM is compiled once, by elixirc, and kept in the directory assay
// of [os.UserCacheDir], by its text and by the versions of Elixir and OTP.
//
// # Environment
//
// BEAM_ELIXIR names the elixir to run, if it is not the one in PATH. Where there is
// none, the tests that need one are skipped, unless BEAM is "require". The machine is
// one process, which talks through pipes only and ends with the test binary.
package oracle
