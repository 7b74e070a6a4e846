package bench

import (
	"errors"
	"strings"

	"github.com/assay-go/assay/conformance"
)

// ErrNotImplemented is returned by a [Setup] for an implementation that lacks
// the pattern.
var ErrNotImplemented = errors.New("bench: pattern not implemented")

// An Axis is a property of a workload and its value.
type Axis struct{ Key, Value string }

// A Workload is what implementations of a pattern are made to do.
type Workload struct {
	Pattern string // the name of the interface
	Axes    []Axis // in the order of the name; the keys are unique

	// Prepare draws the input. Every Setup that it returns draws on the same
	// one, so that all implementations get the same work. The input is large:
	// drop the Setup when the last implementation has been measured.
	Prepare func() Setup
}

// A Setup makes a new object under test, filled as the workload demands.
// It returns [ErrNotImplemented] for an implementation that lacks the pattern.
type Setup func(impl conformance.Implementation) (*Instance, error)

// An Instance is an object under test and its users.
type Instance struct {
	// Ops has a function for each goroutine that uses the object. It does n
	// operations, one after the other, and goes on where it left off. It must
	// not be called concurrently with itself.
	Ops []func(n int)

	// Renew is nil if the operations leave the object as they need it. Else
	// they use up what Renew makes. It is called before the first with how many
	// are to follow, and returns how many may before it must be called again: at
	// least one, and as it likes fewer or more than that. Its time is not that of an
	// operation. Such an Instance has one goroutine.
	Renew func(n int) int

	// Report is nil if there is nothing to report but time and allocations.
	// Else it may be called once, when all operations have returned.
	Report func() []Metric

	// Close releases the object once all operations have returned. It must be
	// called. Its error says that an operation did not do what it had to, so
	// that the measurement is void.
	Close func() error
}

// Name returns the name of the workload's benchmark for an implementation,
// without the pattern: "impl=atomic/reads=99/goroutines=2".
func (w Workload) Name(impl string) string { return w.named("impl=" + impl) }

// ID returns the name of the workload without an implementation:
// "Table/reads=99/goroutines=2".
func (w Workload) ID() string { return w.named(w.Pattern) }

// named returns what the name begins with, and the axes.
func (w Workload) named(first string) string {
	var b strings.Builder
	b.WriteString(first)
	for _, a := range w.Axes {
		b.WriteString("/" + a.Key + "=" + a.Value)
	}
	return b.String()
}

// Workloads returns the workloads of all patterns.
func Workloads(g Grid) []Workload {
	var all []Workload
	for _, of := range []func(Grid) []Workload{
		Deferred, State, Registry, IdleTimer, Ticker, Server,
		Table, Counter, Pool, Emitter, Gate, Hibernator, Shutdowner,
	} {
		all = append(all, of(g)...)
	}
	return all
}

// workloads returns a workload of the pattern for each point.
func workloads(pattern string, points []point, prepare func(point) Setup) []Workload {
	var all []Workload
	for _, p := range points {
		all = append(all, Workload{pattern, p, func() Setup { return prepare(p) }})
	}
	return all
}

// Patterns returns the names of the patterns that have workloads.
func Patterns() []string {
	var names []string
	for _, w := range Workloads(Core) {
		if len(names) == 0 || names[len(names)-1] != w.Pattern {
			names = append(names, w.Pattern)
		}
	}
	return names
}
