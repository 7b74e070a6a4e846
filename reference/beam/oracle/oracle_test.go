package oracle_test

import (
	"errors"
	"flag"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/impls"
	"github.com/assay-go/assay/reference/beam"
	"github.com/assay-go/assay/reference/beam/oracle"
)

var (
	programs = flag.Int("oracle.programs", 300, "compare this `number` of programs for each pattern and family")
	seed     = flag.Int64("oracle.seed", 0, "draw them from this `seed`; 0 is another one every time")
	program  = flag.String("oracle.program", "", "compare only this `program`, as a failure prints it")
	update   = flag.Bool("update", false, "write the golden files")
)

func TestMain(m *testing.M) {
	if os.Getenv(helper) != "" {
		help()
	}
	code := m.Run()
	if machine, err := started(); machine != nil && err == nil {
		_ = machine.Close()
	}
	os.Exit(code)
}

// shared is the one virtual machine of the tests.
var shared struct {
	once    sync.Once
	machine *oracle.Machine
	err     error
}

// started returns the shared machine, if one has been started.
func started() (*oracle.Machine, error) {
	shared.once.Do(func() {})
	return shared.machine, shared.err
}

// machine returns the shared machine, and starts it if need be. Without an elixir it
// skips the test, or fails it if somebody insists.
func machine(t *testing.T) *oracle.Machine {
	t.Helper()
	elixir := find(t)
	shared.once.Do(func() { shared.machine, shared.err = oracle.Start(elixir) })
	require.NoError(t, shared.err)
	return shared.machine
}

func find(t *testing.T) string {
	t.Helper()
	elixir, err := beam.Find()
	if os.Getenv("BEAM") == "require" {
		require.NoError(t, err)
	}
	if err != nil {
		t.Skip(err)
	}
	return elixir
}

// TestAgreement compares the families with the BEAM, on programs that nobody has
// seen before.
func TestAgreement(t *testing.T) {
	m := machine(t)
	for _, pattern := range slices.Concat(oracle.Patterns(), oracle.Timed()) {
		t.Run(pattern, func(t *testing.T) {
			for _, impl := range impls.All {
				t.Run(impl.Name, func(t *testing.T) { agree(t, m, impl, pattern) })
			}
		})
	}
}

func agree(t *testing.T, m *oracle.Machine, impl conformance.Implementation, pattern string) {
	t.Helper()
	if *program != "" {
		p, err := oracle.Parse(*program)
		require.NoError(t, err)
		if p.Pattern != pattern {
			t.Skipf("the program is of %s", p.Pattern)
		}
		theirs, err := m.Record([]oracle.Program{p})
		require.NoError(t, err)
		c, err := oracle.Compare(impl, theirs.Played[0], m.Versions)
		require.NoError(t, err)
		require.True(t, c.Agree(), "%v", c)
		t.Log(c)
		return
	}
	if slices.Contains(oracle.Timed(), pattern) {
		t.Skip("timed: see TestTranscriptsOnTheBEAM")
	}
	from := *seed
	if from == 0 {
		from = time.Now().UnixNano()
	}
	c, err := m.Search(impl, pattern, from, *programs)
	if errors.Is(err, oracle.ErrNotImplemented) {
		t.Skip(err)
	}
	require.NoError(t, err)
	if c != nil {
		t.Errorf("%v\nFound with -oracle.seed %d.", c, from)
	}
}

// beamReport has a row for every law, which says what it is on the BEAM.
const beamReport = "../../../reports/beam.md"

// TestDifferences demands that every declared difference has a law, one that the
// report on the BEAM calls weaker there or that some family lacks, that it says where
// it may occur, and that it does occur in the transcripts.
func TestDifferences(t *testing.T) {
	laws := map[string]bool{}
	for law := range conformance.Laws() {
		laws[law.ID()] = true
	}
	report, err := os.ReadFile(beamReport)
	require.NoError(t, err)
	for i, d := range oracle.Differences {
		assert.True(t, laws[d.Law], "%s is no law", d.Law)
		if !d.Lack {
			assert.Contains(t, string(report), "\n| "+d.Law+" | weaker there |")
		}
		assert.NotEmpty(t, d.Reason, d.Law)
		assert.NotEmpty(t, d.Patterns, d.Law)
		assert.NotEmpty(t, d.Verbs, d.Law)
		lacking := slices.ContainsFunc(impls.All, func(impl conformance.Implementation) bool {
			_, lacks := impl.Lacks[d.Law]
			return lacks
		})
		assert.True(t, !d.Lack || lacking, "nobody lacks %s any more: remove the difference", d.Law)
		for _, pattern := range d.Patterns {
			assert.Positive(t, occurrences(t, pattern, &oracle.Differences[i]),
				"%s (%s) occurs in no transcript of %s: remove it, or record a program with it",
				d.Law, d.Reason, pattern)
		}
	}
}

// occurrences counts in the transcript of a pattern how often the difference occurs.
func occurrences(t *testing.T, pattern string, d *oracle.Difference) (n int) {
	t.Helper()
	transcript := read(t, pattern)
	for _, played := range transcript.Played {
		for _, impl := range impls.All {
			c, err := oracle.Compare(impl, played, transcript.Versions)
			if errors.Is(err, oracle.ErrNotImplemented) {
				continue
			}
			require.NoError(t, err)
			for i := range played.Program.Calls {
				if c.Declared(i) == d {
					n++
				}
			}
		}
	}
	return n
}
