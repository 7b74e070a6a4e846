package conformance

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/assay-go/assay/patterns"
)

// A gateCase is a gate that is shut down by several goroutines, while an f goes
// on and terminate takes its time.
type gateCase struct {
	ends            gateEnd
	uses            int           // what terminate calls
	busy, cleaning  time.Duration // what f and terminate take
	waiting         int           // Shutdowns that wait
	limit           time.Duration // the deadline of another one
	g               patterns.Gate
	outside, inside []int   // the goroutines of Do and Shutdown, and that of terminate
	nested          []error // what the calls of terminate returned

	do        time.Duration // when Do returned
	told      []poolWait    // by the Shutdowns that wait
	impatient poolWait      // by the one with the deadline
	later     []error       // by later ones
}

// What terminate calls of its own gate.
const (
	gateUnused = iota
	gateUsedDo
	gateUsedShutdown
)

func gateTold(t *trial, newGate newGateFunc) {
	c := gateCase{
		ends:     drawGateEnd(t),
		uses:     t.Choice("terminate calls", "nothing", "Do", "Shutdown"),
		busy:     2 * t.Duration("half of what f takes", 1, time.Hour),
		cleaning: 2 * t.Duration("half of what terminate takes", 1, time.Hour),
		waiting:  t.Int("Shutdowns that wait", 1, 4),
		limit:    2*t.Duration("half of the deadline of another one", 0, 2*time.Hour) + 1,
	}
	if t.Choice("f", "goes on", "takes no time") == 1 {
		c.busy = 0
	}
	t.Bubble(func() { c.run(newGate) })
	c.judge(t)
}

func (c *gateCase) terminate() error {
	c.inside = append(c.inside, gateGoroutine())
	switch c.uses {
	case gateUsedDo:
		c.nested = append(c.nested, c.g.Do(func() error { return nil }))
	case gateUsedShutdown:
		c.nested = append(c.nested, c.g.Shutdown(over()))
	}
	time.Sleep(c.cleaning)
	return c.ends.end()
}

func (c *gateCase) run(newGate newGateFunc) {
	c.g = newGate(c.terminate)
	start := time.Now()
	c.outside = make([]int, c.waiting+2)
	c.told = make([]poolWait, c.waiting)
	var all sync.WaitGroup
	all.Go(func() {
		c.outside[c.waiting] = gateGoroutine()
		_ = c.g.Do(func() error {
			time.Sleep(c.busy)
			return nil
		})
		c.do = time.Since(start)
	})
	rest()
	for i := range c.waiting {
		all.Go(func() {
			c.outside[i] = gateGoroutine()
			c.told[i].err = c.g.Shutdown(forever)
			c.told[i].took = time.Since(start)
		})
	}
	c.outside[c.waiting+1] = gateGoroutine()
	c.impatient.took, c.impatient.err = within(c.limit, c.g.Shutdown)
	all.Wait()
	c.later = append(c.later, c.g.Shutdown(forever), c.g.Shutdown(over()))
}

func (c *gateCase) judge(t *trial) {
	total := c.busy + c.cleaning
	for _, w := range c.told {
		if w.took != total || !c.ends.told(w.err) {
			t.Failf("f took %v and terminate, which %s, %v; a Shutdown returned %v after %v",
				c.busy, c.ends.name, c.cleaning, w.err, w.took)
		}
	}
	for _, err := range c.later {
		if !c.ends.told(err) {
			t.Failf("terminate, which %s, had ended, and a later Shutdown returned %v", c.ends.name, err)
		}
	}
	w := c.impatient
	gaveUp := w.took == c.limit && errors.Is(w.err, errCause)
	waited := w.took == total && c.ends.told(w.err)
	if c.limit < total && !gaveUp || c.limit > total && !waited {
		t.Failf("terminate, which %s, ended after %v; a Shutdown with a deadline after %v returned %v after %v",
			c.ends.name, total, c.limit, w.err, w.took)
	}
	if c.do != c.busy || len(c.inside) != 1 || slices.Contains(c.outside, c.inside[0]) {
		t.Failf("terminate is not called on a goroutine of its own: Do or Shutdown was called by the goroutines %v, "+
			"terminate by %v; an f of %v was over when Do returned after %v", c.outside, c.inside, c.busy, c.do)
	}
	want := errCause
	if c.uses == gateUsedDo {
		want = patterns.ErrClosed
	}
	for _, err := range c.nested {
		if !errors.Is(err, want) {
			t.Failf("terminate called a method of its gate, which returned %v, want %v", err, want)
		}
	}
}
