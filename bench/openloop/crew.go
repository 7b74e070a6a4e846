package openloop

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// A crew is the callers of an object under test. They are kept between
// stretches, and as many as were ever needed at a time.
type crew struct {
	target  *Target
	bound   int      // of callers
	due     chan int // indexes of arrivals; has room for all that may be outstanding
	callers []*caller
	ended   sync.WaitGroup

	stretch *stretch      // the one under way; callers see it once they receive from due
	open    atomic.Int64  // outstanding operations, and one for the generator
	hung    bool          // whether operations were left behind
	idle    chan struct{} // of capacity 1; gets an element when open falls to 0
}

// flooding stands for the index of an arrival that has no intended start.
const flooding = -1

// A caller makes one operation after the other.
type caller struct {
	op     func() error
	failed int
	err    error     // the first one
	_      [128]byte // keeps callers apart, as processors fetch pairs of cache lines
}

func newCrew(t *Target, bound int) *crew {
	return &crew{target: t, bound: bound, due: make(chan int, bound), idle: make(chan struct{}, 1)}
}

// begin makes the crew ready for a stretch.
func (c *crew) begin(s *stretch) {
	c.stretch = s
	c.open.Store(1)
}

// outstanding returns how many operations were sent and have not returned. Only
// the generator may ask.
func (c *crew) outstanding() int { return int(c.open.Load()) - 1 }

// send has a caller make the operation of arrival i at once, unless too many are
// outstanding. Then it returns false.
func (c *crew) send(i int) bool {
	n := int(c.open.Add(1)) - 1
	if n > c.bound {
		c.open.Add(-1)
		return false
	}
	if n > len(c.callers) {
		k := &caller{op: c.target.Caller()}
		c.callers = append(c.callers, k)
		c.ended.Go(func() { c.attend(k) })
	}
	c.due <- i // does not wait, and there is a caller for it
	return true
}

// attend makes operations until the crew stops.
func (c *crew) attend(k *caller) {
	for i := range c.due {
		s := c.stretch
		if err := k.op(); err != nil {
			k.failed++
			if k.err == nil {
				k.err = err
			}
		}
		if i == flooding {
			free := s.free
			c.less()
			<-free // so that never more are outstanding than there is room for
			continue
		}
		s.end[i] = time.Since(s.begin)
		c.less() // drain sees what was written before
	}
}

// less counts one operation less, or the generator.
func (c *crew) less() {
	if c.open.Add(-1) == 0 {
		c.idle <- struct{}{}
	}
}

// patience is how long operations may take to return when ctx is done.
const patience = time.Second

// drain waits for all operations of the stretch. Those that have not returned a
// second after ctx was done are left behind.
func (c *crew) drain(ctx context.Context) error {
	c.less()
	select {
	case <-c.idle:
		return nil
	case <-ctx.Done():
	}
	select {
	case <-c.idle:
		return nil
	case <-time.After(patience):
		c.hung = true
		return fmt.Errorf("%d operations have not returned %v after the end", c.open.Load(), patience)
	}
}

// failures returns how many operations failed since it was last asked, and the
// first error of one of the callers. No operation may be outstanding.
func (c *crew) failures() (n int, err error) {
	for _, k := range c.callers {
		n += k.failed
		if err == nil {
			err = k.err
		}
		k.failed, k.err = 0, nil
	}
	return n, err
}

// close ends the callers and releases the object. If operations hang, it does
// neither: their callers end with them.
func (c *crew) close() error {
	close(c.due)
	if c.hung {
		return nil
	}
	c.ended.Wait()
	if c.target.Close == nil {
		return nil
	}
	return c.target.Close()
}
