package measure

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/impls"
	"github.com/assay-go/assay/reference/beam"
	beambench "github.com/assay-go/assay/reference/beam/bench"
)

// The BEAM never stands alone, and what it lacks is said once for each reason.
func TestBeside(t *testing.T) {
	rows, _, err := choice{grid: bench.Core, procs: 2}.rows(impls.All)
	require.NoError(t, err)
	before := make([]int, len(rows))
	for i, row := range rows {
		before[i] = len(row.Contenders)
	}
	lacks, err := beside(rows, []string{"beam", "beam-public"})
	require.NoError(t, err)
	with := make(map[string]int)
	for i, row := range rows {
		require.Positive(t, before[i])
		for j, c := range row.Contenders {
			if j < before[i] {
				require.Zero(t, c.Binary)
				continue
			}
			require.Equal(t, c.Label, c.Impl)
			require.Equal(t, beamBinary, c.Binary)
			with[c.Impl+" "+row.Workload.Pattern]++
		}
	}
	require.Equal(t, with["beam Table"], with["beam-public Table"])
	require.Zero(t, with["beam-public Server"])
	for _, pattern := range bench.Patterns() {
		require.Positive(t, with["beam "+pattern])
	}
	require.Len(t, lacks, 2)
	require.Equal(t, "Server/call=reply/deadline=shared/goroutines=2 is measured without beam: "+
		"a GenServer.call has a timeout of its own; no deadline is common to several", lacks[0])
	require.Contains(t, lacks[1], "Shutdowner/of=gate/pending=10000/goroutines=1 is measured without beam: ")
}

func TestWithErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	_, err := runCommand(t.Context(), t, &bytes.Buffer{}, "gate", "--with", "beem")
	require.EqualError(t, err, `there is no "beem" to measure with; `+
		"choose from beam, beam-public, beam-serial, beam-ets and beam-flush")
	_, err = runCommand(t.Context(), t, &bytes.Buffer{}, "gate", "--with", "beam-public")
	require.EqualError(t, err, "--with beam-public: no row that was chosen has a counterpart: "+
		"beam-public does something else")
	t.Setenv("BEAM_ELIXIR", "no-such-elixir")
	var stderr bytes.Buffer
	_, err = runCommand(t.Context(), t, &stderr, "gate", "--with", "beam")
	require.ErrorContains(t, err, "beam: BEAM_ELIXIR: ")
	require.ErrorContains(t, err, "unset it, or name an elixir")
	require.Empty(t, stderr.String())
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	require.Empty(t, entries)
}

// The command measures beside the BEAM, and says in the files what that was.
func TestCommandWith(t *testing.T) {
	if testing.Short() {
		t.Skip("measures for some seconds")
	}
	_, err := beambench.Compile(t.Context())
	if errors.Is(err, beam.ErrMissing) && os.Getenv("BEAM") != "require" {
		t.Skip(err)
	}
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	var stderr bytes.Buffer
	stdout, err := runCommand(t.Context(), t, &stderr,
		"gate", "--impl", "mutex", "--with", "beam", "--shard", "2/3", "--processes", "3", "--budget", "8s", "-o", "x")
	require.NoError(t, err, stderr.String())
	require.NotContains(t, stderr.String(), "failed")
	require.Contains(t, stdout, "beam")
	text, err := os.ReadFile("x.txt")
	require.NoError(t, err)
	require.Equal(t, 3, strings.Count(string(text), "BenchmarkGate/impl=beam/op=do/goroutines=1"))
	require.Contains(t, string(text), "\nbeside: Elixir ")
	f, err := os.Open("x.raw.gz")
	require.NoError(t, err)
	defer f.Close()
	r, err := lockstep.Read(f)
	require.NoError(t, err)
	require.Len(t, r.Rows, 1)
	require.Equal(t, lockstep.Contender{Label: "beam", Impl: "beam", Binary: 1}, r.Rows[0].Contenders[2])
}
