package conformance

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/internal/history"
	"github.com/assay-go/assay/patterns"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestExplain compares the texts about broken laws with those in testdata: they
// are what people meet.
func TestExplain(t *testing.T) {
	golden(t, "value", "State", stateLaws, "Unchanged", mutated(func(s *plainState) state { return eager{s} }))
	golden(t, "program", "Table", tableLaws, "LastWrite", func() table { return undead{newLocked()} })
	golden(t, "history", "State", pattern[newStateFunc]{"State", []law[newStateFunc]{{
		"Linearizable", "every history of Loads and Updates is linearizable.", unchanging,
	}}}, "Linearizable", nil)
	golden(t, "deadlock", "State", stateLaws, "Unchanged", mutated(func(s *plainState) state { return jammed{s} }))
	golden(t, "hang", "Table", pattern[newTableFunc]{"Table", []law[newTableFunc]{{
		"LastWrite", "Load returns what was stored last.", lockedTwice,
	}}}, "LastWrite", nil)
	golden(t, "leak", "Server.Shutdowner", shutdownerLaws, "Gone", serverSite(newFaultyServer("lingering")))
	golden(t, "time", "Server", serverLaws, "Deadline", newFaultyServer("deaf"))
	golden(t, "nil", "Table", tableLaws, "LastWrite", func() table {
		return constructed(func() table { var m *fair; return m })
	})
	golden(t, "panic", "Table", tableLaws, "LastWrite", func() table {
		return constructed(func() table { panic("boom") })
	})
	golden(t, "error", "State", stateLaws, "NoLostUpdate", func(Pair, func(Pair) error) (state, error) {
		return nil, errTest
	})
}

// unchanging is a check that has always seen the same. What a real one sees
// depends on the schedule.
func unchanging(t *trial, _ newStateFunc) {
	program(t, 2, 2, newStateOp)
	judge(t, stateModel, history.History[stateOp, Pair]{
		{Client: 0, Op: 1, Result: Pair{1, 1}, Begin: 1, End: 5},
		{Client: 1, Op: load, Result: Pair{1, 1}, Begin: 2, End: 3},
		{Client: 1, Op: load, Result: Pair{0, 0}, Begin: 4, End: 6},
		{Client: 0, Op: 2, Result: Pair{3, 3}, Begin: 7, End: 8},
	})
}

// lockedTwice is a check that hangs on a mutex.
func lockedTwice(t *trial, _ newTableFunc) {
	t.Run(func() {
		var mu sync.Mutex
		mu.Lock()
		mu.Lock()
	})
}

// golden compares the text about a broken law with a file.
func golden[New any](t *testing.T, file, path string, p pattern[New], name string, newPattern New) {
	t.Helper()
	t.Run(file, func(t *testing.T) {
		o := testOptions()
		o.seed, o.cases, o.failures = 1, 100, t.TempDir()
		l, ok := p.law(name)
		require.True(t, ok)
		where := setting{o, path + "." + name, l.text, "TestMine/" + strings.ReplaceAll(path, ".", "/") + "/" + name}
		r, err := l.try(o, newPattern)
		require.NoError(t, err)
		require.NotNil(t, r.finding)
		page, err := where.writePage(r)
		require.NoError(t, err)
		if page != "" {
			require.FileExists(t, page)
			page = filepath.Join("testdata", "failures", filepath.Base(page))
		}
		compare(t, file, steady(where.explain(r, page))+"\n")
	})
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	file = filepath.Join("testdata", "explain", file+".txt")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "make it with: go test ./conformance -run TestExplain -update")
	assert.Equal(t, string(want), got, "if the change is wanted: go test ./conformance -run TestExplain -update")
}

// steady leaves out of a text what differs from run to run and from machine to
// machine: addresses, lines, the numbers of goroutines, and all frames but the
// first ones.
func steady(text string) string {
	for _, r := range []struct{ pattern, with string }{
		{`(?m)^  \t.*\n`, ""},
		{`(?m)^  created by .*\n`, ""},
		{`\(0x[^)]*\)|\(\{0x[^)]*\)`, "(...)"},
		{`goroutine \d+ \[`, "goroutine N ["},
		{`bubble \d+`, "bubble N"},
		{`go test \S+ -run`, "go test PACKAGE -run"},
	} {
		text = regexp.MustCompile(r.pattern).ReplaceAllString(text, r.with)
	}
	return text
}

var _ patterns.Table[string, int] = (*fair)(nil)
