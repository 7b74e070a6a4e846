package interleave_test

import (
	"net"
	"runtime"
	"slices"
	gosync "sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/atomic"
	"github.com/assay-go/assay/conformance/interleave/hook"
	"github.com/assay-go/assay/conformance/interleave/sync"
	"github.com/assay-go/assay/conformance/internal/gear"
)

var outcomes = []struct {
	name string
	f    func()
	want gear.Kind
}{
	{"returns", func() {}, gear.Done},
	{"waits in virtual time", func() { hook.Sleep(24 * time.Hour) }, gear.Done},
	{"panics", func() { panic("boom") }, gear.Panicked},
	{"panics in a goroutine", func() {
		hook.Go(func() { panic("boom") })
		hook.Receive(make(chan int))
	}, gear.Panicked},
	{"exits", runtime.Goexit, gear.Panicked},
	{"exits in a goroutine", func() { hook.Go(runtime.Goexit) }, gear.Done},
	{"waits for a channel", func() { hook.Receive(make(chan int)) }, gear.Deadlock},
	{"selects nothing", func() { hook.NewSelect().Wait() }, gear.Deadlock},
	{"locks twice", func() {
		var mu sync.Mutex
		mu.Lock()
		mu.Lock()
	}, gear.Deadlock},
	{"waits for a WaitGroup", func() {
		var wg sync.WaitGroup
		wg.Add(1)
		wg.Wait()
	}, gear.Deadlock},
	{"leaves a blocked goroutine", func() { hook.Go(func() { hook.Receive(make(chan int)) }) }, gear.Leak},
	{"leaves a sleeping goroutine", func() { hook.Go(func() { hook.Sleep(time.Hour) }) }, gear.Leak},
	{"leaves one that waits for a lock", func() {
		var mu sync.Mutex
		mu.Lock()
		hook.Go(mu.Lock)
	}, gear.Leak},
	{"spins", func() {
		for {
			hook.Point()
		}
	}, gear.Livelock},
	{"ticks for ever", func() {
		hook.Go(func() {
			for {
				hook.Receive(time.After(time.Second))
			}
		})
		hook.Receive(make(chan int))
	}, gear.Livelock},
	{"sleeps with a lock that another needs", func() {
		var mu sync.Mutex
		hook.Go(func() {
			mu.Lock()
			hook.Sleep(time.Hour)
			mu.Unlock()
		})
		hook.Wait()
		mu.Lock()
	}, gear.Done},
	{"waits for the network", func() {
		if l, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
			_, _ = l.Accept()
		}
	}, gear.Hang},
}

// TestOutcomes checks that each way to end is recognised, and that a right
// program is explored as if nothing had happened before.
func TestOutcomes(t *testing.T) {
	for _, test := range outcomes {
		t.Run(test.name, func(t *testing.T) {
			e := newExplorer(t, interleave.Options{Steps: 1000})
			require.True(t, e.Next())
			limit := patience
			if test.want == gear.Hang {
				limit = time.Second / 10
			}
			o := e.Run(limit, test.f)
			assert.Equal(t, test.want, o.Kind, "%v", o.Value)
			assert.Equal(t, 20, exhaust(t, interleave.Options{Preemptions: interleave.Unbounded}, steps(3, 3)))
			assertUncontrolled(t)
			if test.want == gear.Done {
				return
			}
			e = newExplorer(t, interleave.Options{Steps: 1000, Replay: e.Schedule()})
			require.True(t, e.Next())
			o = e.Run(limit, test.f)
			require.NoError(t, e.Err())
			assert.Equal(t, test.want, o.Kind, "%v", o.Value)
			assert.NotEmpty(t, o.Stacks)
			if test.want != gear.Hang {
				assert.NotContains(t, o.Stacks, "internal/sched")
			}
		})
	}
}

// assertUncontrolled checks that hooks and shims are the originals again.
func assertUncontrolled(t *testing.T) {
	t.Helper()
	var (
		mu sync.Mutex
		rw sync.RWMutex
		wg sync.WaitGroup
		n  int
	)
	for range 4 {
		wg.Go(func() {
			for range 10 {
				mu.Lock()
				rw.RLock()
				n++
				rw.RUnlock()
				mu.Unlock()
				hook.Gosched()
			}
		})
	}
	wg.Wait()
	assert.Equal(t, 40, n)
}

func TestVirtualTimeIsExact(t *testing.T) {
	var took time.Duration
	exhaust(t, interleave.Options{Preemptions: 2}, func() {
		start := time.Now()
		hook.Go(func() { hook.Sleep(time.Minute) })
		hook.Sleep(time.Hour)
		took = time.Since(start)
	})
	assert.Equal(t, time.Hour, took)
}

// TestPanicValue checks that the value of a panic comes back as it is, which
// laws rely on.
func TestPanicValue(t *testing.T) {
	type stop struct{}
	e := newExplorer(t, interleave.Options{})
	require.True(t, e.Next())
	o := e.Run(patience, func() { panic(stop{}) })
	assert.Equal(t, stop{}, o.Value)
}

// TestRunsGoOn checks that a schedule spans several runs.
func TestRunsGoOn(t *testing.T) {
	e := newExplorer(t, interleave.Options{Preemptions: interleave.Unbounded})
	var schedules []string
	for e.Next() {
		e.Run(patience, steps(2, 1))
		e.Run(patience, steps(1, 1))
		assert.Len(t, e.Trace(), 5)
		schedules = append(schedules, e.Schedule())
	}
	assert.True(t, e.Exhausted())
	assert.Len(t, schedules, 3*2)
	slices.Sort(schedules)
	assert.Len(t, slices.Compact(schedules), 3*2)
}

// TestOthers checks that goroutines come under control which were started by
// code that is not instrumented.
func TestOthers(t *testing.T) {
	lost := false
	n := exhaust(t, interleave.Options{Preemptions: interleave.Unbounded}, func() {
		var n atomic.Int64
		var wg gosync.WaitGroup
		for range 2 {
			wg.Go(func() { n.Store(n.Load() + 1) })
		}
		wg.Wait()
		lost = lost || n.Load() != 2
	})
	assert.Equal(t, 6, n)
	assert.True(t, lost)
}
