package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// Shutdowner returns the workloads of [patterns.Shutdowner]: to shut down while
// much work is pending. The Calls of a Server wait for their turn; the functions
// of a Gate have begun. A Pool has no more work than workers.
func Shutdowner(g Grid) []Workload {
	return workloads("Shutdowner", points(g, []dimension{
		{"of", "gate", []string{"server", "gate"}},
		amount(g, "pending", "10000", "1000"),
		{"goroutines", "1", []string{"1"}},
	}), prepareShutdowner)
}

func prepareShutdowner(p point) Setup {
	return func(impl conformance.Implementation) (*Instance, error) {
		c := &closer{pending: p.number("pending")}
		switch {
		case p.value("of") == "server" && impl.Server != nil:
			c.open = func() { c.openServer(impl.Server) }
		case p.value("of") == "gate" && impl.Gate != nil:
			c.open = func() { c.openGate(impl.Gate) }
		default:
			return nil, ErrNotImplemented
		}
		i := instance([]*closer{c}, nil)
		i.Renew = c.renew
		return i, nil
	}
}

// A closer shuts objects down. An operation is to let the work go on, which all
// ends at once, and to wait for the Shutdown.
type closer struct {
	open    func() // sets the following three
	object  patterns.Shutdowner
	offer   func(i int) error // offers the ith piece of work and waits for it
	release chan struct{}     // to be closed by the operation; nil if it has been

	pending int
	waiting sync.WaitGroup // for those who have offered work
	lost    atomic.Int64   // pieces of work that failed
	err     error
}

func (c *closer) openServer(newServer func(func(int) (int, error)) patterns.Server[int, int]) {
	release := make(chan struct{})
	server := newServer(func(req int) (int, error) {
		<-release
		return req, nil
	})
	c.release, c.object = release, server
	c.offer = func(i int) error {
		resp, err := server.Call(context.Background(), i)
		if err == nil && resp != i {
			return errors.New("the reply is that to another call")
		}
		return err
	}
}

func (c *closer) openGate(newGate func(func() error) patterns.Gate) {
	release := make(chan struct{})
	gate := newGate(func() error { return nil })
	c.release, c.object = release, gate
	c.offer = func(int) error {
		return gate.Do(func() error {
			<-release
			return nil
		})
	}
}

// renew opens an object and offers it work.
func (c *closer) renew(int) int {
	c.waiting.Wait()
	c.open()
	for i := range c.pending {
		c.waiting.Go(func() {
			if c.offer(i) != nil {
				c.lost.Add(1)
			}
		})
	}
	settle()
	return 1
}

func (c *closer) run(n int) {
	for range n {
		close(c.release)
		c.release = nil
		if err := shutDown(c.object); err != nil {
			c.err = err
		}
	}
}

func (c *closer) failure() error {
	if c.release != nil {
		c.run(1)
	}
	c.waiting.Wait()
	if n := c.lost.Load(); n > 0 {
		return fmt.Errorf("%d pieces of work that were offered before Shutdown failed", n)
	}
	return c.err
}

// settle waits until all other goroutines do, or about a second has passed.
func settle() {
	const polls, pause = 10_000, 50 * time.Microsecond
	samples := []metrics.Sample{
		{Name: "/sched/goroutines/running:goroutines"},
		{Name: "/sched/goroutines/runnable:goroutines"},
	}
	// One moment could be that in which a goroutine is neither: between queues.
	for quiet, i := 0, 0; quiet < 2 && i < polls; i++ {
		time.Sleep(pause)
		metrics.Read(samples)
		if quiet++; samples[0].Value.Uint64()+samples[1].Value.Uint64() > 1 {
			quiet = 0
		}
	}
}
