package beambench

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/reference/beam"
)

// realVM returns a driver of a real virtual machine. Without elixir it skips the test,
// or fails it if somebody insists.
func realVM(t *testing.T) (*Program, *driver) {
	t.Helper()
	p, err := Compile(t.Context())
	if errors.Is(err, beam.ErrMissing) && os.Getenv("BEAM") != "require" {
		t.Skip(err)
	}
	require.NoError(t, err)
	v, err := startVM(t.Context(), p.argv(), environment())
	require.NoError(t, err)
	t.Cleanup(func() { _ = v.stop() })
	return p, newDriver(v)
}

// Every workload of the core does on the BEAM what it has to.
func TestWorkloads(t *testing.T) {
	_, d := realVM(t)
	require.Regexp(t, `^Elixir \d.* / OTP \d+ / erts \d.* / (JIT|no JIT) / \d+ schedulers$`, d.Version())
	for _, w := range bench.Workloads(bench.Core) {
		for _, impl := range Impls() {
			if Lack(w, impl) != "" {
				continue
			}
			require.NoError(t, d.Prepare(w.ID()))
			o, err := d.New(impl)
			require.NoError(t, err, w.ID())
			n := 100
			if o.(*object).renews {
				n = 1
			}
			for _, stride := range []int{0, 3} {
				s, err := o.Run(n, stride)
				require.NoError(t, err, w.ID())
				require.GreaterOrEqual(t, s.Ops, n, w.ID())
				if stride == 3 && n/len(s.Spans) >= 4*stride {
					require.NotEmpty(t, s.Samples, w.ID())
					require.NotEmpty(t, s.Timer, w.ID())
				}
			}
			_, err = o.Close()
			require.NoError(t, err, w.ID())
			require.NoError(t, d.Finish())
		}
	}
}

// An object whose operations went wrong says so when it is closed. Here they look for
// keys that are not there.
func TestVoid(t *testing.T) {
	_, d := realVM(t)
	file, err := writeTape(t.TempDir(), [][]bench.Access{{{Key: 1}, {Key: 10}}})
	require.NoError(t, err)
	for pattern, want := range map[string]string{
		"Table":    "5 reads found nothing",
		"Registry": "5 lookups or registrations failed",
		"Counter":  "5 results were not what had been added",
	} {
		op := map[string]string{"Registry": "op=lookup", "Counter": "op=count", "Table": "key=string"}[pattern]
		_, err = d.vm.ask("prepare", pattern, file, op, "keys=10", "shards=2", "goroutines=1")
		require.NoError(t, err)
		d.now = bench.Workload{Pattern: pattern}
		o, err := d.New(Impl)
		require.NoError(t, err)
		_, err = o.Run(10, 0)
		require.NoError(t, err)
		_, err = o.Close()
		require.EqualError(t, err, want)
	}
}

// What fails in a client or in the object is an error of its row, and the virtual
// machine goes on.
func TestCrash(t *testing.T) {
	_, d := realVM(t)
	_, err := d.vm.ask("prepare", "Pool", "-", "task=empty", "workers=0", "goroutines=none")
	require.NoError(t, err)
	_, err = d.vm.ask("new", Impl)
	require.ErrorContains(t, err, "ArgumentError")
	_, err = d.vm.ask("prepare", "Hibernator", "-", "op=wake", "values=1", "goroutines=1")
	require.NoError(t, err)
	d.now = bench.Hibernator(bench.Core)[1]
	o, err := d.New(Impl)
	require.NoError(t, err)
	require.True(t, o.(*object).renews)
	_, err = o.(*object).slice(2, 0, &lockstep.Stint{}) // nothing was renewed
	require.ErrorContains(t, err, "no function clause matching")
	_, err = o.Close()
	require.ErrorContains(t, err, "there is no object")
	_, err = d.vm.ask("nonsense", "and", "more")
	require.EqualError(t, err, "there is no request nonsense and more")
	require.NoError(t, d.Finish())
	require.NoError(t, d.Prepare("Gate/op=do/goroutines=1"))
	o, err = d.New(Impl)
	require.NoError(t, err)
	_, err = o.Run(1, 0)
	require.NoError(t, err)
}

// The virtual machine ends with whoever asks, even while it waits for ever: a pool
// without workers does not come to an end.
func TestOrphan(t *testing.T) {
	_, d := realVM(t)
	_, err := d.vm.ask("prepare", "Pool", "-", "task=empty", "workers=0", "goroutines=1")
	require.NoError(t, err)
	_, err = d.vm.ask("new", Impl)
	require.NoError(t, err)
	_, err = d.vm.in.Write([]byte("slice 1 1 0\n"))
	require.NoError(t, err)
	require.NoError(t, d.vm.stop(), "it ends by itself")
}

// The engine measures it beside an implementation in Go, in whole rounds.
func TestLockstep(t *testing.T) {
	if testing.Short() {
		t.Skip("measures for some seconds")
	}
	p, _ := realVM(t)
	self, err := os.Executable()
	require.NoError(t, err)
	var rows []lockstep.Row
	for _, w := range append(bench.Gate(bench.Core)[1:2], bench.Deferred(bench.Core)[0]) {
		rows = append(rows, lockstep.Row{Workload: w, Contenders: []lockstep.Contender{
			{Label: "mutex", Impl: "mutex"}, {Label: Impl, Impl: Impl, Binary: 1},
		}})
	}
	plan, err := lockstep.NewPlan(t.Context(), rows, lockstep.Options{
		Binaries: []string{self, self}, Env: [][]string{nil, p.Env()}, Processes: 3,
		Budget: 10 * time.Second,
	})
	require.NoError(t, err)
	require.Empty(t, plan.Omitted)
	r, err := lockstep.Run(t.Context(), plan)
	require.NoError(t, err)
	for _, row := range r.Rows {
		require.Empty(t, row.Failures)
		rounds := 0
		for _, process := range row.Processes {
			for _, b := range process.Blocks {
				for _, s := range b.Slices {
					if s.Contender == 1 {
						rounds++
						require.Positive(t, s.Elapsed)
					}
				}
			}
		}
		require.GreaterOrEqual(t, rounds, 10)
	}
}

// A second compilation finds the first, and leaves nothing else behind.
func TestCompile(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	p, _ := realVM(t)
	again, err := Compile(t.Context())
	require.NoError(t, err)
	require.Equal(t, p, again)
	entries, err := filepath.Glob(filepath.Join(cache, "assay", "*"))
	require.NoError(t, err)
	require.Equal(t, []string{p.code}, entries)
}

func TestCompileMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("BEAM_ELIXIR", "")
	_, err := Compile(t.Context())
	require.ErrorIs(t, err, beam.ErrMissing)
}
