package oracle_test

import (
	"context"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/impls"
	"github.com/assay-go/assay/impls/mutex"
	"github.com/assay-go/assay/patterns"
	"github.com/assay-go/assay/reference/beam"
	"github.com/assay-go/assay/reference/beam/oracle"
)

var someVersions = beam.Versions{OTP: "25", ERTS: "13.1.5", Elixir: "1.14.0"}

const disagreement = "testdata/disagreement.golden"

// TestComparisonString is the golden test of what a failure prints.
func TestComparisonString(t *testing.T) {
	played := oracle.Played{
		Program:      parse(t, "Counter;add 0 3;total;shutdown;add 0 1;count 0"),
		Observations: []string{"ok", "3", "ok", "ok", "7"},
	}
	impl := conformance.Implementation{Name: "mutex", Counter: mutex.NewCounter[string]}
	c, err := oracle.Compare(impl, played, someVersions)
	require.NoError(t, err)
	require.Equal(t, 4, c.First())
	if *update {
		require.NoError(t, os.WriteFile(disagreement, []byte(c.String()+"\n"), 0o644))
	}
	want, err := os.ReadFile(disagreement)
	require.NoError(t, err)
	require.Equal(t, string(want), c.String()+"\n")

	played.Observations[4] = "closed"
	c, err = oracle.Compare(impl, played, someVersions)
	require.NoError(t, err)
	require.True(t, c.Agree())
	require.Contains(t, c.String(), "agree:\n")
	require.Contains(t, c.String(), "count 0   3       closed  declared: Counter.Counted\n")
}

// TestDeclaredOnlyThere demands that a difference is accepted only where it is
// declared, and with the values that it can have.
func TestDeclaredOnlyThere(t *testing.T) {
	for _, c := range []struct {
		program string
		theirs  []string
	}{
		{"Counter;add 0 1;count 0", []string{"ok", "closed"}},               // nobody has shut it down
		{"Counter;shutdown;new 2;shutdown", []string{"ok", "ok", "closed"}}, // nor this one
		{"Server;expired;handled 0", []string{"timeout", "2"}},              // one was enough
		{"Server;expired;handled 1", []string{"timeout", "1"}},              // of another kind
		{"Server;stop;expired;handled 0", []string{"ok", "timeout", "1"}},
		{"Server;call 1", []string{"exit"}}, // nobody has panicked
		{"Registry;register 0 0 5;glance 0 0", []string{"ok", "6"}},
		{"Registry;register 0 0 5;glance 0 1", []string{"ok", "5"}},
		{"Gate;shutdown;flushed", []string{"ok", "-"}},
		{"Gate;new 1;shutdown;shutdown", []string{"ok", "ok", "ok"}},
		{"Ticker;trigger;period", []string{"1", "3"}},
		{"Pool;submit;finish 0 0;get 0", []string{"0", "ok", "timeout"}},
		{"IdleTimer;stop;touch;silence", []string{"true", "false", "1"}},
	} {
		played := oracle.Played{Program: parse(t, c.program), Observations: c.theirs}
		compared, err := oracle.Compare(everything, played, someVersions)
		require.NoError(t, err)
		assert.Equal(t, len(c.theirs)-1, compared.First(), "%v", compared)
	}
}

// TestLackMustBeDeclared demands that what a family lacks is accepted only while it
// says so.
func TestLackMustBeDeclared(t *testing.T) {
	family := slices.IndexFunc(impls.All, func(impl conformance.Implementation) bool { return impl.Name == "std" })
	require.GreaterOrEqual(t, family, 0)
	impl := impls.All[family]
	played := oracle.Played{
		Program:      parse(t, "IdleTimer;stop;touch;silence"),
		Observations: []string{"true", "false", "0"},
	}
	c, err := oracle.Compare(impl, played, someVersions)
	require.NoError(t, err)
	require.True(t, c.Agree(), "%v", c)
	impl.Lacks = nil
	c, err = oracle.Compare(impl, played, someVersions)
	require.NoError(t, err)
	require.Equal(t, 2, c.First(), "%v", c)
}

func TestParse(t *testing.T) {
	const text = "Counter;new 16;add 3 -2;total"
	p := parse(t, text)
	require.Equal(t, oracle.Program{Pattern: "Counter", Calls: []oracle.Call{
		{Verb: "new", Arguments: []int{16}}, {Verb: "add", Arguments: []int{3, -2}}, {Verb: "total"},
	}}, p)
	require.Equal(t, text, p.String())
	for text, want := range map[string]string{
		"Chair;sit":       `"Chair" is not one of Deferred, State`,
		"Counter":         `Counter has no call ""`,
		"Counter;sub 1 1": `Counter has no call "sub 1 1": the calls are new, add, count, total, shutdown`,
		"Counter;add 1":   `"add 1" has 1 arguments instead of 2`,
		"Counter;add 1 x": `"x" is no number`,
	} {
		_, err := oracle.Parse(text)
		assert.ErrorContains(t, err, want, text)
	}
}

// A stuck Server never replies.
type stuck struct{ patterns.Server[int, int] }

func (stuck) Call(context.Context, int) (int, error) { select {} }

// A leaky Counter leaves a goroutine behind.
type leaky struct{ patterns.Counter[string] }

func (leaky) Shutdown(context.Context) error {
	go func() { select {} }()
	return nil
}

// A hysterical Table panics of its own accord.
type hysterical struct {
	patterns.Table[string, int]
}

func (hysterical) Store(string, int) { panic("out; of order") }

func TestPlayReportsFaults(t *testing.T) {
	wrong := conformance.Implementation{
		Name: "wrong",
		Server: func(handle func(int) (int, error)) patterns.Server[int, int] {
			return stuck{mutex.NewServer(handle)}
		},
		Counter: func(shards int) patterns.Counter[string] { return leaky{mutex.NewCounter[string](shards)} },
		Table:   func() patterns.Table[string, int] { return hysterical{mutex.NewTable[string, int]()} },
	}
	_, err := oracle.Play(wrong, parse(t, "Server;call 1"))
	require.ErrorContains(t, err, "does not end: deadlock")
	_, err = oracle.Play(wrong, parse(t, "Counter;total"))
	require.ErrorContains(t, err, "does not end: deadlock")
	_, err = oracle.Play(wrong, parse(t, "Gate;do 1"))
	require.ErrorIs(t, err, oracle.ErrNotImplemented)
	require.ErrorContains(t, err, "Gate of wrong")
	_, err = oracle.Play(wrong, oracle.Program{Pattern: "Chair"})
	require.ErrorContains(t, err, "no such pattern")

	got, err := oracle.Play(wrong, parse(t, "Table;store 0 1;size"))
	require.NoError(t, err)
	require.Equal(t, []string{"panic: out, of order", "0"}, got)
}
