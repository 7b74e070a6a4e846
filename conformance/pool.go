package conformance

import (
	"testing"

	"github.com/assay-go/assay/patterns"
)

// TestPool checks the laws of [patterns.Pool], those of
// [patterns.Shutdowner] included.
func TestPool[P patterns.Pool[int]](t *testing.T, newPool func(int) P) {
	t.Helper()
	testPool(t, alone("Pool"), newPool)
}

func testPool[P patterns.Pool[int]](t *testing.T, s scope, newPool func(int) P) {
	t.Helper()
	if newPool == nil {
		s.absent(t)
	}
	checkAll(t, s, poolLaws, func(workers int) patterns.Pool[int] {
		return constructed(func() patterns.Pool[int] { return newPool(workers) })
	})
}

type newPoolFunc = func(workers int) patterns.Pool[int]

var poolLaws = pattern[newPoolFunc]{"Pool", []law[newPoolFunc]{
	{"Bounded", "at most the given number of tasks run at a time.", nil},
	{"Parallel", "that many tasks do run at a time.", nil},
	{"Once", "every accepted task runs exactly once.", nil},
	{"OwnResult", "the Future of a task returns the result of that task, to every Get.", nil},
	{"Backpressure", "while no worker is free, Submit waits until its context is done.", nil},
	{"Rejected", "a task that Submit refused never runs.", nil},
	{"GiveUp", "a Get returns as soon as its context is done, and the task runs on.", nil},
	{"Panic", "a task that panics frees its worker, and its Future returns a PanicError.", nil},
	{"NoOrphan", "when Shutdown gives up, the contexts of the running tasks are canceled.", nil},
}}
