package lockstep

import (
	"fmt"
	"math"
	"runtime"

	"github.com/assay-go/assay/bench"
)

// A foreignContestant is an object under test in a block.
type foreignContestant struct {
	seat   seat
	object ForeignObject
	into   *latencies // where samples go
	users  int        // known after the first slice
}

// foreignStride is how many times fewer operations are timed than in Go, since
// reading the clock takes longer elsewhere.
const foreignStride = 4

// slice does about n operations, but at least one, and records them.
func (c *foreignContestant) slice(round, n int) (Slice, error) {
	stint, err := c.object.Run(max(n, 1), foreignStride*c.seat.Stride)
	if err != nil {
		return Slice{}, err
	}
	if stint.Ops < 1 || len(stint.Spans) == 0 {
		return Slice{}, fmt.Errorf("a slice of %d operations came back with %d of %d users",
			n, stint.Ops, len(stint.Spans))
	}
	bench.Record(c.into.samples, stint.Samples)
	bench.Record(c.into.timer, stint.Timer)
	c.users = len(stint.Spans)
	s := Slice{
		Contender: c.seat.Contender, Round: round, Ops: stint.Ops,
		CPU: stint.CPU, Voluntary: stint.Voluntary, Involuntary: stint.Involuntary,
	}
	s.Elapsed, s.Overlap = bench.SpansOverlap(stint.Spans, runtime.GOMAXPROCS(0))
	if stint.Elapsed > 0 {
		s.Elapsed = stint.Elapsed
	}
	if c.users == 1 {
		s.Overlap = 1
	}
	s.Overlap = math.Round(s.Overlap*1000) / 1000 // as it is written, so that the mark fits
	s.Mark = s.mark(c.users)
	return s, nil
}

// warm runs half a slice that does not count.
func (c *foreignContestant) warm(round int) error {
	into := c.into
	c.into = newLatencies()
	_, err := c.slice(round, c.seat.Ops/2)
	c.into = into
	return err
}
