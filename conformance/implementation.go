package conformance

import "github.com/assay-go/assay/patterns"

// A Pair is the state that laws work on. Its fields are equal in every value
// that a law stores, so a torn read gives itself away.
type Pair struct{ A, B int }

// An Implementation is a set of constructors, one for each pattern that it
// implements. The nil ones are reported as not implemented.
type Implementation struct {
	// Name identifies the implementation in tests, benchmarks and reports.
	Name string

	// State makes the states that the laws work on.
	State func(initial Pair, valid func(Pair) error) (patterns.State[Pair], error)

	// Table makes a table. If it is a [patterns.BatchTable], the optional laws
	// of Table are checked, too.
	Table func() patterns.Table[string, int]

	// IntTable makes the same table with another type of key. It is measured,
	// and checked like Table.
	IntTable func() patterns.Table[int, int]

	// Server makes a server.
	Server func(handle func(int) (int, error)) patterns.Server[int, int]

	// Lacks declares deviations: the laws that the implementation does not
	// keep, by [Law.ID], each with the reason. A declared law is checked all
	// the same, and it is an error if it holds.
	Lacks map[string]string
}
