package openloop

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// A wait lets time pass, at most as long as is left.
type wait func(left time.Duration)

// yield gives way to goroutines that can run, and sleeps only if it can wake too
// late without harm.
func yield(left time.Duration) {
	const late = 2 * time.Millisecond // a sleep may take that much longer
	if left > late {
		time.Sleep(left - late)
		return
	}
	runtime.Gosched()
}

// A stretch is what became of a schedule, or of a flood. Times are since begin.
type stretch struct {
	schedule
	begin     time.Time
	sent, end []time.Duration // by arrival
	free      chan struct{}   // in a flood, has an element for each outstanding operation

	started int  // arrivals that were sent
	most    int  // outstanding at a time
	full    bool // whether the bound of callers was hit, which ended the stretch
	timer   []time.Duration

	// What the second half of the arrivals should have taken and did, and how
	// many operations returned meanwhile.
	planned, took time.Duration
	returned      int
}

// reset makes the stretch ready for another schedule, with the memory it has.
func (s *stretch) reset(p schedule) {
	n := len(p.at)
	*s = stretch{
		schedule: p, sent: slices.Grow(s.sent[:0], n)[:n], end: slices.Grow(s.end[:0], n)[:n],
		timer: s.timer[:0],
	}
}

// until waits until t and returns when it was over.
func (s *stretch) until(t time.Duration, wait wait) time.Duration {
	now := time.Since(s.begin)
	for now < t {
		wait(t - now)
		now = time.Since(s.begin)
	}
	return now
}

// controls is how often a stretch times nothing.
const controls = 32

// control times nothing, as operations are timed: by two readings of the clock.
func (s *stretch) control() {
	begin := time.Now()
	for range controls {
		first := time.Since(begin)
		s.timer = append(s.timer, time.Since(begin)-first)
	}
}

// run goes through the schedule of s, and returns when all operations have. Only
// when ctx is done it may return before, with an error.
func (c *crew) run(ctx context.Context, s *stretch, wait wait) error {
	s.control()
	c.begin(s)
	s.begin = time.Now()
	var middle, before time.Duration
	for i, at := range s.at {
		now := s.until(at, wait)
		if i == len(s.at)/2 {
			middle, before = now, at
			s.returned = -(i - c.outstanding())
		}
		s.sent[i] = now
		if ctx.Err() != nil {
			break
		}
		if !c.send(i) {
			s.full = true
			break
		}
		s.started++
		s.most = max(s.most, c.outstanding())
	}
	if !s.full && ctx.Err() == nil {
		s.took = s.until(s.span, wait) - middle
		s.planned = s.span - before
		s.returned += s.started - c.outstanding()
	}
	return errors.Join(c.drain(ctx), context.Cause(ctx))
}

// enough is how many operations a flood has at most.
const enough = 10_000

// flood sends operations for that long, the next one as soon as fewer than
// callers are outstanding, which must be no more than the bound of the crew. It
// returns how many a second the object made of it.
func (c *crew) flood(
	ctx context.Context, s *stretch, long time.Duration, callers int,
) (rate float64, err error) {
	s.reset(schedule{})
	s.free = make(chan struct{}, callers)
	c.begin(s)
	s.begin = time.Now()
	for s.started < enough && time.Since(s.begin) < long && ctx.Err() == nil {
		select {
		case s.free <- struct{}{}:
			c.send(flooding)
			s.started++
		case <-ctx.Done():
		}
	}
	if err := errors.Join(c.drain(ctx), context.Cause(ctx)); err != nil {
		return 0, err
	}
	if n, err := c.failures(); n > 0 {
		return 0, fmt.Errorf("%d of %d operations failed: %w", n, s.started, err)
	}
	return float64(s.started) / max(time.Since(s.begin), 1).Seconds(), nil
}
