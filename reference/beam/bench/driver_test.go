package beambench

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
)

func TestDriver(t *testing.T) {
	d, err := fake(t, "works")
	require.NoError(t, err)
	require.Equal(t, "Fake 1", d.Version())
	overhead, err := d.Overhead()
	require.NoError(t, err)
	require.Equal(t, 0.25, overhead)
	require.NoError(t, d.Prepare("Gate/op=do/goroutines=2"))
	o, err := d.New(Impl)
	require.NoError(t, err)
	s, err := o.Run(20, 5)
	require.NoError(t, err)
	require.Equal(t, 40, s.Ops)
	require.Equal(t, []bench.Span{{Begin: -5, End: 20}, {Begin: 0, End: 7}}, s.Spans)
	require.Equal(t, []time.Duration{4, 5}, s.Samples)
	require.Equal(t, []time.Duration{1}, s.Timer)
	require.Zero(t, s.Elapsed, "the spans say it")
	metrics, err := o.Close()
	require.NoError(t, err)
	require.Equal(t, []bench.Metric{{Value: 12.5, Unit: "heap-B/value"}, {Value: 1000, Unit: "blocking-ns"}}, metrics)
	require.NoError(t, d.Finish())
	d.Rest()
}

// What is renewed comes in whole batches, and only they count.
func TestDriverRenews(t *testing.T) {
	s, err := fakeObject(t, "renews").Run(7, 0)
	require.NoError(t, err)
	require.Equal(t, 12, s.Ops, "two users do 3 each in a batch")
	require.Equal(t, 2*8*time.Nanosecond, s.Elapsed, "from -5 to 3, twice")
	require.Len(t, s.Spans, 2)
}

func TestDriverErrors(t *testing.T) {
	for mode, want := range map[string]string{
		"dies": `: the virtual machine ended at the request "slice 1 20 0" (exit status 3):` +
			"\nthis is no answer\n** (Fatal) out of memory",
		"babbles": `: a user says "one,2,3" (expected integer)`,
		"strays":  `: it answered the request "slice 1 20 0" with "well then"`,
	} {
		t.Run(mode, func(t *testing.T) {
			_, err := fakeObject(t, mode).Run(20, 0)
			require.ErrorIs(t, err, lockstep.ErrGone)
			require.EqualError(t, err, lockstep.ErrGone.Error()+want)
		})
	}
	_, err := fakeObject(t, "errs").Run(20, 0)
	require.EqualError(t, err, "it does not work")
	require.NotErrorIs(t, err, lockstep.ErrGone)

	_, err = fake(t, "stillborn")
	require.ErrorContains(t, err, "the virtual machine ended at the start (exit status 7)")
	require.ErrorContains(t, err, "no room")
	_, err = fake(t, "foreign")
	require.EqualError(t, err, `the virtual machine began with "hello" instead of its version`)
	_, err = startVM(t.Context(), []string{"/nowhere/elixir"}, nil)
	require.ErrorContains(t, err, "starting the virtual machine: ")

	d, err := fake(t, "works")
	require.NoError(t, err)
	require.EqualError(t, d.Prepare("Gate/op=undo"), "there is no workload Gate/op=undo on the BEAM")
	require.NoError(t, d.Prepare("Gate/op=do/goroutines=2"))
	_, err = d.New("beam-public")
	require.ErrorIs(t, err, bench.ErrNotImplemented)
}

// The virtual machine ends when nobody asks any more, without being killed.
func TestStop(t *testing.T) {
	d, err := fake(t, "works")
	require.NoError(t, err)
	require.NoError(t, d.vm.stop())
	require.True(t, d.vm.cmd.ProcessState.Success())
	_, err = d.vm.ask("finish")
	require.ErrorIs(t, err, lockstep.ErrGone)
}

func TestParseStint(t *testing.T) {
	for text, want := range map[string]string{
		"1,2,3":           "1 parts instead of 3",
		"| |":             "no users",
		"1,5,4 | |":       `a user says "1,5,4"`,
		"1,2 | |":         `a user says "1,2"`,
		"1,2,3 | x |":     `parsing "x"`,
		"1,2,3 | 1 | 2 |": "4 parts instead of 3",
	} {
		require.ErrorContains(t, parseStint(text, &lockstep.Stint{}), want, text)
	}
}

func TestTape(t *testing.T) {
	require.Equal(t,
		[]byte{2, 0, 0, 0, 14, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0},
		encodeTape([][]bench.Access{{{Key: 7}, {Key: 256, Write: true}}, {}}))
	name, err := writeTape(t.TempDir(), nil)
	require.NoError(t, err)
	require.Equal(t, "-", name, "there is nothing to write")
}

// Every workload has a counterpart or a reason, and every pattern some counterpart.
func TestLack(t *testing.T) {
	has := make(map[string]bool)
	for _, w := range bench.Workloads(bench.Full) {
		has[w.Pattern] = has[w.Pattern] || Lack(w, Impl) == ""
		require.Equal(t, w.Pattern != "Table", Lack(w, "beam-public") != "")
		require.Equal(t, w.Pattern != "Counter", Lack(w, "beam-ets") != "")
	}
	for _, pattern := range bench.Patterns() {
		require.True(t, has[pattern], pattern)
	}
	lacking := make(map[string]bool)
	for _, w := range bench.Workloads(bench.Full) {
		lacking[Lack(w, Impl)] = true
	}
	require.Len(t, lacking, 3, "two reasons, and none")
	flush := bench.Shutdowner(bench.Core)
	require.NotEmpty(t, Lack(flush[0], "beam-flush"))
	require.Empty(t, Lack(flush[1], "beam-flush"))
	require.Equal(t, []string{"beam", "beam-public", "beam-serial", "beam-ets", "beam-flush"}, Impls())
}

// The meter sees what this process uses, where the system tells.
func TestMeter(t *testing.T) {
	m := newMeter(os.Getpid())
	before := m.read()
	if before.cpu == 0 {
		t.Skip("this system does not tell the processor time of a process")
	}
	for x, begin := uint64(1), time.Now(); time.Since(begin) < 5*time.Millisecond; x ^= x << 13 {
		_ = x
	}
	require.Positive(t, m.read().since(before).cpu)
}

// A switch disturbs if threads waited for a processor.
func TestDisturbances(t *testing.T) {
	u := usage{delay: 10, involuntary: 3}
	require.Zero(t, u.disturbances(200))
	require.Equal(t, 3, u.disturbances(199))
	require.Equal(t, usage{delay: 7, involuntary: 1}, u.since(usage{delay: 3, involuntary: 2}))
	require.Equal(t, usage{cpu: 5, delay: 20, voluntary: 1, involuntary: 6}, u.plus(usage{5, 10, 1, 3}))
}
