package interleave_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/conformance/interleave"
	"github.com/assay-go/assay/conformance/interleave/atomic"
)

var update = flag.Bool("update", false, "write the golden files")

// TestCounterexamples holds what Test prints against the golden files.
func TestCounterexamples(t *testing.T) {
	for _, fault := range faults {
		if fault.kind != "violated" {
			continue // their text has the stacks of goroutines, which have numbers
		}
		_, text := interleave.Explore(interleave.Options{Preemptions: 2}, "TestFault", fault.wrong)
		name := filepath.Join("testdata", strings.ReplaceAll(fault.name, " ", "-")+".txt")
		if *update {
			require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
		}
		golden, err := os.ReadFile(name)
		require.NoError(t, err, "-update writes it")
		assert.Equal(t, string(golden), text)
	}
}

// TestStacks checks that a deadlock and a panic show where goroutines are.
func TestStacks(t *testing.T) {
	_, text := interleave.Explore(interleave.Options{Preemptions: 2}, "TestFault", lockOrder(false))
	assert.Contains(t, text, "deadlock\n    every goroutine waits for another one")
	assert.Contains(t, text, "goroutine 0 [T.Wait]:")
	assert.Contains(t, text, "goroutine 0.1 [Mutex.Lock]:")
	assert.Contains(t, text, "goroutine 0.2 [Mutex.Lock]:")
	assert.Contains(t, text, "programs_test.go:")

	_, text = interleave.Explore(interleave.Options{Preemptions: 2}, "TestFault", doubleClose(false))
	assert.Contains(t, text, "panic\n    close of closed channel")
	assert.Contains(t, text, "programs_test.go:")
}

func TestLogs(t *testing.T) {
	add := func(x *interleave.T) {
		var n atomic.Int64
		for range 2 {
			x.Go(func() { n.Add(1); n.Add(1) })
		}
		x.Wait()
		require.EqualValues(x, 4, n.Load())
	}
	idle := func(x *interleave.T) {
		x.Go(func() {})
		x.Wait()
	}
	const note = "\nNo instrumented code was run, so goroutines were switched only at the methods of interleave.T: " +
		"use assay explore."
	five := interleave.Options{Strategy: "dfs", Preemptions: -1, Schedules: 5}
	random := interleave.Options{Strategy: "random", Schedules: 9, Seed: 4}
	tests := []struct {
		o    interleave.Options
		f    func(x *interleave.T)
		want string
	}{
		{interleave.Options{Preemptions: 0}, add, "all 2 schedules hold, up to 0 preemptions"},
		{interleave.Options{Preemptions: 1}, add, "all 4 schedules hold, up to 1 preemption"},
		{interleave.Options{Preemptions: 9}, add, "all 6 schedules hold"},
		{interleave.Options{Preemptions: -1}, add, "all 6 schedules hold"},
		{five, add, "5 schedules hold, but these are not all"},
		{random, add, "9 schedules hold (random, seed 4)"},
		{interleave.Options{}, idle, "the only schedule holds" + note},
	}
	for _, test := range tests {
		log, text := interleave.Explore(test.o, t.Name(), test.f)
		assert.Empty(t, text)
		assert.Equal(t, test.want, log)
	}
	_, text := interleave.Explore(interleave.Options{Strategy: "luck"}, t.Name(), add)
	assert.Equal(t, `interleave: there is no strategy "luck": take dfs, random, pct or mix`, text)
}

// TestTestify checks that testify works on T, on every goroutine.
func TestTestify(t *testing.T) {
	_, text := interleave.Explore(interleave.Options{}, t.Name(), func(x *interleave.T) {
		x.Logf("about to fail")
		x.Go(func() { require.Equal(x, 1, 2, "in a goroutine") })
		x.Wait()
		require.True(x, x.Failed())
		x.Fatalf("and on the first one")
	})
	assert.Contains(t, text, "violated")
	assert.Contains(t, text, "about to fail")
	assert.Contains(t, text, "expected: 1")
	assert.Contains(t, text, "in a goroutine")
	assert.Contains(t, text, "and on the first one")
	assert.NotContains(t, text, "Goexit")
}

func TestTest(t *testing.T) { interleave.Test(t, lostUpdate(true)) }
