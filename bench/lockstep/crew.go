package lockstep

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/bench"
)

// A crew is the goroutines of an instance with several. They are kept between
// slices, since waking one takes less than starting one, and begin together:
// at a gate in front of which they spin, because waking them takes longer than a
// short slice. The first of them is the one that runs the slice.
type crew struct {
	samplers []*bench.Sampler
	shares   []int           // operations of each if they have to take turns on processors
	left     atomic.Int64    // operations if they have not
	chunk    int             // operations that one takes of these at a time
	wake     []chan struct{} // of all but the first
	done     sync.WaitGroup
	failed   *int           // how often gather has given up since it last did not
	calls    int64          // so far, so that no echo is an old one
	call     atomic.Int64   // what to echo, or open
	echoes   []atomic.Int64 // of all but the first
}

// open is the call that opens the gate.
const open = -1

func newCrew(samplers []*bench.Sampler, failed *int) *crew {
	c := &crew{
		samplers: samplers, failed: failed,
		shares: make([]int, len(samplers)),
		echoes: make([]atomic.Int64, len(samplers)-1),
	}
	for i := range c.echoes {
		wake := make(chan struct{}, 1)
		c.wake = append(c.wake, wake)
		go func() {
			for range wake {
				c.apart(i+1, func() { c.attend(&c.echoes[i]) })
				c.work(i + 1)
				c.done.Done()
			}
		}()
	}
	return c
}

// hopeless is after how many failures a crew does not try again.
const hopeless = 6

// run does n operations.
func (c *crew) run(n int, m meter) {
	const rest, attempts = 10 * time.Millisecond, 3
	for attempt := 1; ; attempt++ {
		gathered := false
		c.apart(0, func() { gathered = c.gather() })
		if gathered {
			*c.failed = 0
			break
		}
		if *c.failed++; attempt == attempts || *c.failed > hopeless {
			break
		}
		// The system lets threads run together that have rested, rather than
		// those that have spun.
		c.begin(0)
		c.done.Wait()
		time.Sleep(rest)
	}
	m.begin()
	c.begin(n)
	c.work(0)
	c.done.Wait()
	m.end()
}

// begin opens the gate for n operations.
func (c *crew) begin(n int) {
	for i := range c.shares {
		c.shares[i] = n / len(c.shares)
		if i < n%len(c.shares) {
			c.shares[i]++
		}
		c.samplers[i].Reserve(n)
	}
	const chunks = 16 // of each, so that at the end they wait for a sixteenth at most
	c.chunk = max(1, n/len(c.shares)/chunks)
	c.left.Store(int64(n))
	c.call.Store(open) // attend sees it, and then what there is to do
}

// work does a part of the operations. Whoever has a processor of its own does as much as
// it can: with equal shares the faster one would leave the other alone at the end, be it
// that its processor is faster or that a lock prefers it. If there are more goroutines
// than processors, they have equal shares, lest those that begin first do everything.
func (c *crew) work(i int) {
	if !c.crowded() {
		c.samplers[i].RunShared(c.take, c.chunk)
	} else if n := c.shares[i]; n > 0 {
		c.samplers[i].Run(n)
	}
}

// apart runs do on a processor of its own for each of the crew, who wait there for the
// gate to open. Left alone, the system would wake several of them on one processor, and
// take some milliseconds to part them. When they run they are not bound to anything, but
// there is no reason for the system to move them.
func (c *crew) apart(i int, do func()) {
	if c.crowded() {
		do()
		return
	}
	pinned(i, do)
}

// gather calls all to the gate and says whether they answer at once: that they
// have come is not enough, as several threads may share a processor. After a
// while it gives up. Whoever has not come then begins late, and the overlap
// shows it.
func (c *crew) gather() bool {
	const prompt, patience = 5 * time.Microsecond, time.Millisecond
	c.callAll()
	c.done.Add(len(c.wake))
	for _, wake := range c.wake {
		wake <- struct{}{}
	}
	for begin := time.Now(); ; {
		called := time.Now()
		call := c.callAll()
		for spins := 0; !c.echoed(call); spins++ {
			c.pause(spins)
			if spins%64 == 0 && time.Since(begin) > patience {
				return false
			}
		}
		if time.Since(called) < prompt || c.crowded() {
			return true
		}
	}
}

// take returns how many operations of a chunk are left, which then are not.
func (c *crew) take(chunk int) int {
	after := int(c.left.Add(-int64(chunk)))
	return max(0, min(chunk, chunk+after))
}

func (c *crew) callAll() int64 {
	c.calls++
	c.call.Store(c.calls) // attend sees it
	return c.calls
}

// echoed says whether all have answered the call.
func (c *crew) echoed(call int64) bool {
	for i := range c.echoes {
		if c.echoes[i].Load() != call {
			return false
		}
	}
	return true
}

// attend answers calls until the gate opens.
func (c *crew) attend(echo *atomic.Int64) {
	for spins := 0; ; spins++ {
		call := c.call.Load()
		if call == open {
			return
		}
		echo.Store(call) // echoed sees it
		c.pause(spins)
	}
}

// pause holds on to the processor as long as there may be one for each of the
// crew, so that they wait on different ones.
func (c *crew) pause(spins int) {
	const enough = 10_000
	if c.crowded() || spins > enough {
		runtime.Gosched()
	}
}

// crowded says whether there are more goroutines than can run at a time.
func (c *crew) crowded() bool { return len(c.samplers) > runtime.GOMAXPROCS(0) }

func (c *crew) stop() {
	for _, wake := range c.wake {
		close(wake)
	}
}
