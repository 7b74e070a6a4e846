package conformance

import (
	"testing"

	"github.com/assay-go/assay/patterns"
)

// TestCounter checks the laws of [patterns.Counter], those of
// [patterns.Shutdowner] included.
func TestCounter[C patterns.Counter[string]](t *testing.T, newCounter func(int) C) {
	t.Helper()
	testCounter(t, alone("Counter"), newCounter)
}

func testCounter[C patterns.Counter[string]](t *testing.T, s scope, newCounter func(int) C) {
	t.Helper()
	if newCounter == nil {
		s.absent(t)
	}
	newPattern := func(shards int) patterns.Counter[string] {
		return constructed(func() patterns.Counter[string] { return newCounter(shards) })
	}
	checkAll(t, s, counterLaws, newPattern)
	s.path += "." + counterShutdownerLaws.name
	t.Run(counterShutdownerLaws.name, func(t *testing.T) { checkAll(t, s, counterShutdownerLaws, newPattern) })
}

type newCounterFunc = func(shards int) patterns.Counter[string]

var counterLaws = pattern[newCounterFunc]{"Counter", []law[newCounterFunc]{
	{"Absent", "Count is zero for a key that was never added to.", counterAbsent},
	{
		"Exact", "while no Add is in progress, Count is the sum of the deltas of its key and Total that of all.",
		counterExact,
	},
	{"OwnWrites", "Count and Total include every Add that returned before they were called.", counterOwnWrites},
	{"Bounds", "Count includes every Add that returned before it, and none that began after it.", counterBounds},
	{"Monotonic", "while every delta is positive, no Count is below an earlier one of its key.", counterMonotonic},
	{"Independent", "an Add to one key changes no other.", counterIndependent},
	{
		"Counted", "after Shutdown, Count and Total still answer, and an Add is refused or counted, never half.",
		counterCounted,
	},
}}

// counterKeys are names that a careless hash or comparison mixes up: some have
// the same sum of bytes, and others the same hash in Java, by FNV-1a or by CRC-32.
var counterKeys = []string{
	"", "a", "a\x00", "aa", "ab", "ba", "Aa", "BB", "costarring", "liquid", "plumless", "buckeroo", "k1", "k10",
}

// counterKey returns the name of key i. Behind the counterKeys, every other one
// begins like the others.
func counterKey(i int) string {
	switch {
	case i < len(counterKeys):
		return counterKeys[i]
	case i%2 == 0:
		return key(i)
	default:
		return "a prefix that is longer than most keys are, and that is shared by many: " + key(i)
	}
}

// counterUsed makes a counter, calls f with it and shuts it down.
func counterUsed(t *trial, newCounter newCounterFunc, shards int, f func(patterns.Counter[string])) {
	c := newCounter(shards)
	f(c)
	if err := c.Shutdown(forever); err != nil {
		t.Failf("Shutdown() = %v, want nil", err)
	}
}

// counterAdds adds to the counter, which must not refuse it.
func counterAdds(t *trial, c patterns.Counter[string], key string, delta int64) {
	if err := c.Add(key, delta); err != nil {
		t.Failf("Add(%q, %d) = %v before Shutdown", key, delta, err)
	}
}
