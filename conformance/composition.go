package conformance

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/assay-go/assay/patterns"
)

// testComposition checks the laws of a worker whose parts are those of impl.
func testComposition(t *testing.T, s scope, impl Implementation) {
	t.Helper()
	if lacks := impl.lackingParts(); len(lacks) > 0 {
		s.omits = map[string]string{s.path: "it takes all patterns, and there is no " + strings.Join(lacks, ", no ")}
		s.absent(t)
	}
	checkAll(t, s, compositionLaws, composed{impl.Registry, workerOf(impl)})
}

// lackingParts returns the patterns that a worker needs and impl has not.
func (impl Implementation) lackingParts() (names []string) {
	for _, part := range []struct {
		name string
		nil  bool
	}{
		{"Deferred", impl.Deferred == nil},
		{"Registry", impl.Registry == nil},
		{"IdleTimer", impl.IdleTimer == nil},
		{"Ticker", impl.Ticker == nil},
		{"Server", impl.Server == nil},
		{"Table", impl.Table == nil},
		{"Counter", impl.Counter == nil},
		{"Pool", impl.Pool == nil},
		{"Emitter", impl.Emitter == nil},
		{"Gate", impl.Gate == nil},
		{"Hibernator", impl.Hibernator == nil},
	} {
		if part.nil {
			names = append(names, part.name)
		}
	}
	return names
}

// A composed makes workers and the registry that they are found in.
type composed struct {
	newRegistry func() patterns.Registry[string, int]
	newWorker   newWorkerFunc
}

var compositionLaws = pattern[composed]{"Composition", []law[composed]{
	{
		"Named", "the name resolves as soon as the constructor has returned, also during the load, " +
			"and is free once Shutdown has returned.", compositionNamed,
	},
	{
		"Filled", "no reader sees a part of what was loaded, neither before the first load nor between two.",
		compositionFilled,
	},
	{"Retried", "after a failed load Puts wait, and succeed when a later one has.", compositionRetried},
	{
		"Refreshed", "the values are loaded again one period after the last time, " +
			"also while the state is packed.", compositionRefreshed,
	},
	{
		"Unstarved", "the state is packed when no Put has come for the timeout, however short the period is, " +
			"and a Put finds it as it was.", compositionUnstarved,
	},
	{
		"Unharmed", "a handler that panics changes no reply, and the other handlers get every event.",
		compositionUnharmed,
	},
	{
		"Once", "a Put that returned nil is applied once, one that gave up once or never, " +
			"and all parts agree on it.", compositionOnce,
	},
	{
		"Flushed", "Shutdown returns nil when every accepted Put has been written down, once, " +
			"and later Puts are refused with ErrClosed.", compositionFlushed,
	},
	{
		"Gone", "once Shutdown has returned nil, nothing is loaded any more and no goroutine is left.",
		compositionGone,
	},
}}

// A stage is a worker in its surroundings, which note what it does.
type stage struct {
	plan
	*worker
	loads   atomic.Int64 // how many have begun
	packs   atomic.Int64
	unpacks atomic.Int64
	flushes int
	flushed []put
	failing []any // what handlers panicked with
}

// newStage returns surroundings for a worker that loads some keys, each with the
// number of the load as its value. Their plan may be changed before start.
func (c composed) newStage(keys int) *stage {
	s := &stage{}
	s.plan = plan{
		registry: c.newRegistry(),
		retry:    time.Second,
		period:   time.Minute,
		timeout:  time.Hour,
		load: func(context.Context) (iter.Seq2[string, int], error) {
			return generation(keys, int(s.loads.Add(1))), nil
		},
		flush: func(puts []put) {
			s.flushes++
			s.flushed = append(s.flushed, puts...)
		},
		failed: func(p *patterns.PanicError) { s.failing = append(s.failing, p.Value) },
		codec: patterns.Codec[*Pair]{
			Pack: func(p *Pair) []byte {
				s.packs.Add(1)
				return strconv.AppendInt(nil, int64(p.A), 10)
			},
			Unpack: func(b []byte) *Pair {
				s.unpacks.Add(1)
				n, _ := strconv.Atoi(string(b))
				return &Pair{n, n}
			},
		},
	}
	return s
}

// start makes the worker.
func (s *stage) start(t *trial, c composed) {
	w, err := c.newWorker(s.plan)
	if err != nil {
		t.Failf("the constructor returned the error %v although the name was free", err)
	}
	s.worker = w
}

// end shuts the worker down, and demands that it says so.
func (s *stage) end(t *trial) {
	if err := s.Shutdown(forever); err != nil {
		t.Failf("Shutdown() = %v, want nil", err)
	}
}

// visible returns the value that the first n keys have, or a text about the
// first key that differs from those before it.
func (s *stage) visible(n int) (value int, ok bool, wrong string) {
	for i := range n {
		v, found := s.Get(key(i))
		if i > 0 && (v < value || ok && !found) {
			return value, ok, fmt.Sprintf("Get(%s) = %d, %t after a Get of another key had returned %d, %t",
				key(i), v, found, value, ok)
		}
		value, ok = v, found
	}
	return value, ok, ""
}
