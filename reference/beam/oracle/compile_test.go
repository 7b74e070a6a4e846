package oracle_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/reference/beam/oracle"
)

// A toolchain is a directory with an elixir that knows its version only, and an
// elixirc that makes one module and counts how often it does.
type toolchain struct{ dir, cache string }

func newToolchain(t *testing.T, compiler string) toolchain {
	t.Helper()
	c := toolchain{t.TempDir(), t.TempDir()}
	t.Setenv("XDG_CACHE_HOME", c.cache)
	t.Setenv("TMPDIR", t.TempDir())
	c.write(t, "version", "Elixir 1\n")
	c.write(t, "elixir", "#!/bin/sh\necho \"warning at $$\"\nread -r v <\"${0%/*}/version\" && echo \"$v\"\n")
	c.write(t, "elixirc", "#!/bin/sh\necho once >>\"${0%/*}/count\"\n"+compiler)
	c.write(t, "count", "")
	return c
}

func (c toolchain) write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o755))
}

func (c toolchain) elixir() string { return filepath.Join(c.dir, "elixir") }

// count returns how often elixirc has run.
func (c toolchain) count(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, "count"))
	require.NoError(t, err)
	return strings.Count(string(text), "\n")
}

// cached returns what is in the cache.
func (c toolchain) cached(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(c.cache, "assay", "*"))
	require.NoError(t, err)
	return names
}

const good = "test \"$1 $2\" = '-o .' && test -f oracle.ex && echo module >Elixir.Oracle.beam\n"

// TestCompiledTogether demands that processes that compile at the same time end up
// with one directory, in which everything is, and leave no other.
func TestCompiledTogether(t *testing.T) {
	c := newToolchain(t, good)
	dirs := make([]string, 8)
	var wg sync.WaitGroup
	for i := range dirs {
		wg.Go(func() {
			dir, remove, err := oracle.Compiled(c.elixir())
			if assert.NoError(t, err) {
				assert.FileExists(t, filepath.Join(dir, "Elixir.Oracle.beam"))
				remove()
			}
			dirs[i] = dir
		})
	}
	wg.Wait()
	for _, dir := range dirs {
		require.Equal(t, []string{dir}, c.cached(t))
	}
}

func TestCompiledOnce(t *testing.T) {
	c := newToolchain(t, good)
	first, _, err := oracle.Compiled(c.elixir())
	require.NoError(t, err)
	again, remove, err := oracle.Compiled(c.elixir())
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.Equal(t, 1, c.count(t))
	remove()
	require.DirExists(t, first)

	c.write(t, "version", "Elixir 2\n")
	other, _, err := oracle.Compiled(c.elixir())
	require.NoError(t, err)
	require.NotEqual(t, first, other)
	require.Equal(t, 2, c.count(t))
}

func TestCompiledReportsFaults(t *testing.T) {
	c := newToolchain(t, "echo 'undefined function bear/0' >&2\nexit 1\n")
	_, _, err := oracle.Compiled(c.elixir())
	require.ErrorContains(t, err, "undefined function bear/0")
	require.Empty(t, c.cached(t))

	require.NoError(t, os.Remove(filepath.Join(c.dir, "elixirc")))
	t.Setenv("PATH", t.TempDir())
	_, _, err = oracle.Compiled(c.elixir())
	require.ErrorContains(t, err, "no elixirc beside "+c.elixir())
}

func TestStartReportsNoElixir(t *testing.T) {
	_, err := oracle.Start(filepath.Join(t.TempDir(), "elixir"))
	require.ErrorContains(t, err, "elixir --version")
}

// TestStartReportsNonsense demands that a machine that does not say its versions is
// ended, and that the error shows what it said.
func TestStartReportsNonsense(t *testing.T) {
	c := newToolchain(t, good)
	c.write(t, "elixir", "#!/bin/sh\necho 'How do you do?'\n")
	_, err := oracle.Start(c.elixir())
	require.ErrorContains(t, err, "the machine has ended")
	require.ErrorContains(t, err, `It said: ["How do you do?"]`)

	c.write(t, "elixir", "#!/bin/sh\ntest \"$1\" = --version || while echo Hello; do :; done\n")
	_, err = oracle.Start(c.elixir())
	require.ErrorContains(t, err, `did not say its versions, but ["Hello" "Hello"`)

	c.write(t, "elixir", "#!/bin/sh\necho 'no such option' >&2\ntest \"$1\" = --version\n")
	_, err = oracle.Start(c.elixir())
	require.ErrorContains(t, err, "the machine has ended")
	require.ErrorContains(t, err, "no such option")
}
