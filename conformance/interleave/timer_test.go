package interleave_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/hook"
	"github.com/assay-go/assay/conformance/interleave/sync"
	"github.com/assay-go/assay/conformance/internal/gear"
)

// A waiter waits for an instant that is a second away, and calls f.
type waiter struct {
	name string
	wait func(f func())
}

var waiters = []waiter{
	{"Sleep", func(f func()) { hook.Sleep(time.Second); f() }},
	{"After", func(f func()) { hook.Receive(time.After(time.Second)); f() }},
	{"NewTimer", func(f func()) { hook.Receive(time.NewTimer(time.Second).C); f() }},
	{"Reset", func(f func()) {
		timer := time.NewTimer(time.Hour)
		timer.Reset(time.Second)
		hook.Receive(timer.C)
		f()
	}},
	{"NewTicker", func(f func()) {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		hook.Receive(ticker.C)
		f()
	}},
	{"AfterFunc", func(f func()) { hook.AfterFunc(time.Second, f) }},
	{"WithTimeout", func(f func()) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		hook.Receive(ctx.Done())
		f()
		hook.Cancel(cancel)()
	}},
	{"ContextAfterFunc", func(f func()) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		hook.ContextAfterFunc(ctx, func() { f(); hook.Cancel(cancel)() })
	}},
}

// TestTimersOfOneInstant checks that of two timers for one instant, of all kinds,
// either may come first, and that dfs sees the program repeat itself, though the
// runtime fires them in random order.
func TestTimersOfOneInstant(t *testing.T) {
	for _, a := range waiters {
		for _, b := range waiters {
			orders := make(map[string]bool)
			exhaust(t, interleave.Options{Preemptions: 1}, func() {
				order := ""
				for i, w := range []waiter{a, b} {
					hook.Go(func() { w.wait(func() { hook.Point(); order += fmt.Sprint(i) }) })
				}
				hook.Sleep(time.Minute)
				orders[order] = true
			})
			assert.Equal(t, map[string]bool{"01": true, "10": true}, orders, "%s and %s", a.name, b.name)
		}
	}
}

// TestTimersOfOneSelect checks that a select which waits for several timers of
// one instant takes any of them.
func TestTimersOfOneSelect(t *testing.T) {
	chosen := make(map[int]bool)
	exhaust(t, interleave.Options{}, func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer hook.Cancel(cancel)()
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		s := hook.NewSelect()
		hook.Recv(s, time.NewTimer(time.Second).C)
		hook.Recv(s, ctx.Done())
		hook.Recv(s, ticker.C)
		hook.Recv(s, time.After(time.Second))
		chosen[s.Wait()] = true
	})
	assert.Equal(t, map[int]bool{0: true, 1: true, 2: true, 3: true}, chosen)
}

// instants is a program in which much happens at each of three instants. It
// returns what it has seen, in order.
func instants() string {
	seen := ""
	note := func(what string) { hook.Point(); seen += what + " " }
	var wg sync.WaitGroup
	for i := range 2 {
		for _, w := range waiters {
			wg.Add(1)
			hook.Go(func() { w.wait(func() { note(fmt.Sprint(w.name, i)); wg.Done() }) })
		}
	}
	timer, ticker := time.NewTimer(2*time.Second), time.NewTicker(time.Second)
	defer ticker.Stop()
	wg.Go(func() {
		for range 3 {
			s := hook.NewSelect()
			hook.Recv(s, ticker.C)
			hook.Recv(s, timer.C)
			note(fmt.Sprint("select", s.Wait()))
		}
	})
	wg.Go(func() {
		hook.Sleep(2 * time.Second)
		note(fmt.Sprint("stop", timer.Stop()))
		note(fmt.Sprint("reset", timer.Reset(time.Second)))
	})
	wg.Wait()
	return seen
}

// TestThousandReplays replays one schedule a thousand times in one process.
func TestThousandReplays(t *testing.T) {
	const times = 1000
	e := newExplorer(t, interleave.Options{Strategy: "random", Seed: 3})
	require.True(t, e.Next())
	want := ""
	require.Equal(t, gear.Done, e.Run(patience, func() { want = instants() }).Kind)
	for range times {
		again := newExplorer(t, interleave.Options{Replay: e.Schedule()})
		require.True(t, again.Next())
		got := ""
		o := again.Run(patience, func() { got = instants() })
		require.Equal(t, gear.Done, o.Kind, "%v", o.Value)
		require.NoError(t, again.Err())
		require.Equal(t, want, got)
	}
}
