package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/impls"
	beambench "github.com/assay-go/assay/reference/beam/bench"
)

const module = "github.com/assay-go/assay"

func TestMain(m *testing.M) {
	beambench.Main()
	lockstep.Main(bench.Workloads(bench.Full), impls.All)
	os.Exit(m.Run())
}

func TestBench(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct{ arg, want string }{
		{"tabel", `no benchmarks of a pattern "tabel"; choose from deferred, state, `},
		{"--shard=0/2", `"0/2" is no shard`},
	} {
		status, stdout, stderr := assay(t, "", "bench", test.arg, "-o", filepath.Join(dir, "x"))
		require.Equal(t, exitUsage, status)
		require.Empty(t, stdout)
		require.Contains(t, stderr, test.want)
	}
	t.Setenv("PATH", dir)
	t.Setenv("BEAM_ELIXIR", "")
	status, stdout, stderr := assay(t, "", "bench", "gate", "--with", "beam", "-o", filepath.Join(dir, "x"))
	require.Equal(t, exitUsage, status)
	require.Empty(t, stdout)
	require.Equal(t, "assay: beam: no elixir in PATH: "+
		"run make beam to install one, or set BEAM_ELIXIR\n", stderr)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, entries, "nothing is left behind")
}
