package beambench

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// The threads that run processes are found by their names.
func TestMeterSchedulers(t *testing.T) {
	_, d := realVM(t)
	require.Contains(t, d.Version(), fmt.Sprintf(" / %d schedulers", len(d.meter.status)))
	require.NoError(t, d.Prepare("Gate/op=do/goroutines=2"))
	o, err := d.New(Impl)
	require.NoError(t, err)
	before := d.meter.read()
	for range 10 {
		_, err = o.Run(100, 0)
		require.NoError(t, err)
	}
	used := d.meter.read().since(before)
	require.Positive(t, used.cpu)
	require.Positive(t, used.voluntary+used.involuntary, "they have slept in between")
}

func TestField(t *testing.T) {
	text := []byte("Name:\tx\nvoluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\n")
	require.Equal(t, 12, field(text, "\nvoluntary_ctxt_switches:"))
	require.Equal(t, 3, field(text, "\nnonvoluntary_ctxt_switches:"))
	require.Zero(t, field(text, "\nothers:"))
	for _, name := range []string{"1_scheduler\n", "erts_sched_16\n"} {
		require.True(t, scheduler.MatchString(name), name)
	}
	for _, name := range []string{"1_dirty_cpu_sch\n", "erts_dcpus_1\n", "beam.smp\n", "0_poller\n"} {
		require.False(t, scheduler.MatchString(name), name)
	}
}
