package conformance

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A Pair is the state that laws work on. Its fields are equal in every value
// that a law stores, so a torn read gives itself away.
type Pair struct{ A, B int }

// An Implementation is a set of constructors, one for each pattern that it
// implements. The nil ones are reported as not implemented.
type Implementation struct {
	// Name identifies the implementation in tests, benchmarks and reports.
	Name string

	Deferred  func(retry time.Duration, load func(context.Context) (int, error)) patterns.Deferred[int]
	State     func(initial Pair, valid func(Pair) error) (patterns.State[Pair], error)
	Registry  func() patterns.Registry[string, int]
	IdleTimer func(timeout time.Duration, idle func()) patterns.IdleTimer
	Ticker    func(period time.Duration, tick func()) patterns.Ticker
	Server    func(handle func(int) (int, error)) patterns.Server[int, int]

	// Table makes a table. If it is a [patterns.BatchTable], the optional laws
	// of Table are checked, too.
	Table func() patterns.Table[string, int]

	// IntTable makes the same table with another type of key. It is measured,
	// not checked.
	IntTable func() patterns.Table[int, int]

	Counter func(shards int) patterns.Counter[string]
	Pool    func(workers int) patterns.Pool[int]
	Emitter func(failed func(*patterns.PanicError)) patterns.Emitter[int]
	Gate    func(terminate func() error) patterns.Gate

	// Hibernator makes hibernators of pointers, so that it can be seen whether
	// they are kept.
	Hibernator func(initial *Pair, codec patterns.Codec[*Pair]) patterns.Hibernator[*Pair]

	// Omits gives the reasons for the patterns that have no constructor, by
	// the name of the interface. A reason is not needed, but reports show it.
	Omits map[string]string

	// Lacks declares deviations: the laws that the implementation does not
	// keep, by [Law.ID], each with the reason. A declared law is checked all
	// the same, and it is an error if it holds.
	Lacks map[string]string
}

// Test checks every law of every pattern that impl implements, and those of
// their composition if it implements them all. The subtests are named by
// pattern and law.
func Test(t *testing.T, impl Implementation) {
	t.Helper()
	for _, id := range unknown(impl.Lacks) {
		t.Errorf("Lacks of %s names %q, which is no law. The laws are %s.",
			impl.Name, id, strings.Join(lawIDs(), ", "))
	}
	for _, name := range impl.falselyOmitted() {
		t.Errorf("Omits of %s names %q, which is not a pattern without a constructor. Remove it from Omits.",
			impl.Name, name)
	}
	s := scope{options: current(), lacks: impl.Lacks, omits: impl.Omits}
	t.Run("Deferred", func(t *testing.T) { testDeferred(t, s.of("Deferred"), impl.Deferred) })
	t.Run("State", func(t *testing.T) { testState(t, s.of("State"), impl.State) })
	t.Run("Registry", func(t *testing.T) { testRegistry(t, s.of("Registry"), impl.Registry) })
	t.Run("IdleTimer", func(t *testing.T) { testIdleTimer(t, s.of("IdleTimer"), impl.IdleTimer) })
	t.Run("Ticker", func(t *testing.T) { testTicker(t, s.of("Ticker"), impl.Ticker) })
	t.Run("Server", func(t *testing.T) { testServer(t, s.of("Server"), impl.Server) })
	t.Run("Table", func(t *testing.T) { testTable(t, s.of("Table"), impl.Table) })
	t.Run("Counter", func(t *testing.T) { testCounter(t, s.of("Counter"), impl.Counter) })
	t.Run("Pool", func(t *testing.T) { testPool(t, s.of("Pool"), impl.Pool) })
	t.Run("Emitter", func(t *testing.T) { testEmitter(t, s.of("Emitter"), impl.Emitter) })
	t.Run("Gate", func(t *testing.T) { testGate(t, s.of("Gate"), impl.Gate) })
	t.Run("Hibernator", func(t *testing.T) { testHibernator(t, s.of("Hibernator"), impl.Hibernator) })
	t.Run("Composition", func(t *testing.T) { testComposition(t, s.of("Composition"), impl) })
}

// falselyOmitted returns the keys of Omits that are no patterns, or are
// implemented after all.
func (impl Implementation) falselyOmitted() (names []string) {
	v := reflect.ValueOf(impl)
	for name := range impl.Omits {
		if field := v.FieldByName(name); !field.IsValid() || field.Kind() != reflect.Func || !field.IsNil() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// of returns s for the pattern with that name.
func (s scope) of(pattern string) scope {
	s.path = pattern
	return s
}

// unknown returns the keys of lacks that no law has as its ID.
func unknown(lacks map[string]string) (ids []string) {
	known := lawIDs()
	for id := range lacks {
		if !slices.Contains(known, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// embedders are the patterns that embed Shutdowner.
var embedders = []string{
	deferredLaws.name, serverLaws.name, counterLaws.name, poolLaws.name, gateLaws.name,
}

// lawIDs returns what may stand in [Implementation.Lacks].
func lawIDs() (ids []string) {
	for l := range Laws() {
		switch l.Pattern {
		case shutdownerLaws.name:
			for _, e := range embedders {
				ids = append(ids, e+"."+l.ID())
			}
		case stateLaws.name:
			ids = append(ids, l.ID(), hibernatorLaws.name+"."+l.ID())
		default:
			ids = append(ids, l.ID())
		}
	}
	return ids
}
