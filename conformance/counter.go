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
	checkAll(t, s, counterLaws, func(shards int) patterns.Counter[string] {
		return constructed(func() patterns.Counter[string] { return newCounter(shards) })
	})
}

type newCounterFunc = func(shards int) patterns.Counter[string]

var counterLaws = pattern[newCounterFunc]{"Counter", []law[newCounterFunc]{
	{"Absent", "Count is zero for a key that was never added to.", nil},
	{
		"Exact", "while no Add is in progress, Count is the sum of the deltas of its key and Total that " +
			"of all.", nil,
	},
	{"OwnWrites", "Count and Total include every Add that returned before they were called.", nil},
	{"Bounds", "Count includes every Add that returned before it, and none that began after it.", nil},
	{"Monotonic", "while every delta is positive, no Count is below an earlier one of its key.", nil},
	{"Independent", "an Add to one key changes no other.", nil},
	{
		"Counted", "after Shutdown, Count and Total still answer, and an Add is refused or counted, never " +
			"half.", nil,
	},
}}
