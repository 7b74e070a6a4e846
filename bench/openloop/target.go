package openloop

import (
	"strings"

	"github.com/assay-go/assay/bench"
)

// A Target is an object under test.
type Target struct {
	// Caller returns an operation for one more caller, who makes one after the
	// other. Operations of several callers run concurrently. The error says
	// that an operation did not do what it had to.
	Caller func() func() error

	// Close is nil, or releases the object once all operations have returned.
	// Its error says that the measurement is void.
	Close func() error
}

// A Contender makes objects under test.
type Contender struct {
	Impl string // the name of the implementation
	New  func() (*Target, error)
}

// Nothing is the name of the implementation whose operation does nothing. It
// takes part in every measurement.
const Nothing = "nothing"

func newNothing() (*Target, error) {
	return &Target{Caller: func() func() error { return func() error { return nil } }}, nil
}

// A Workload is what implementations of a pattern are made to do.
type Workload struct {
	Pattern    string       // the name of the interface
	Axes       []bench.Axis // as in package bench
	Contenders []Contender
}

// Name returns the axes with their values: "work=10us/workers=2".
func (w Workload) Name() string { return name(w.Axes) }

func name(axes []bench.Axis) string {
	var parts []string
	for _, a := range axes {
		parts = append(parts, a.Key+"="+a.Value)
	}
	return strings.Join(parts, "/")
}
