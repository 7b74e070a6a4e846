package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// Server returns the workloads of [patterns.Server]: a round trip to a handle
// that returns its argument, or a Call whose context is done already.
func Server(g Grid) []Workload {
	all := points(g, []dimension{
		{"call", "reply", []string{"reply", "expired"}},
		{"deadline", "none", []string{"none", "shared", "own"}},
		{"goroutines", "2", []string{"1", "2", "8", "64"}},
	})
	// A Call that finds its context done does not look at its deadline.
	all = slices.DeleteFunc(all, func(p point) bool {
		return p.value("call") == "expired" && p.value("deadline") != "none"
	})
	return workloads("Server", all, prepareServer)
}

func prepareServer(p point) Setup {
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.Server == nil {
			return nil, ErrNotImplemented
		}
		server := impl.Server(func(req int) (int, error) { return req, nil })
		callers := make([]*caller, p.number("goroutines"))
		cancels := make([]context.CancelFunc, len(callers))
		for i := range callers {
			callers[i], cancels[i] = newCaller(server, p)
		}
		return instance(callers, func() error {
			for _, cancel := range cancels {
				cancel()
			}
			return shutDown(server)
		}), nil
	}
}

// A caller makes calls one after the other.
type caller struct {
	server patterns.Server[int, int]
	kind   string          // expired, or the value of the axis deadline
	ctx    context.Context //nolint:containedctx // it is the input of the calls
	req    int
	wrong  int // calls that did not end as they had to
	_      pad
}

// newCaller returns a caller and a function that releases its context.
func newCaller(server patterns.Server[int, int], p point) (*caller, context.CancelFunc) {
	c := &caller{server: server, kind: p.value("deadline"), ctx: context.Background()}
	cancel := context.CancelFunc(func() {})
	switch {
	case p.value("call") == "expired":
		c.kind = "expired"
		c.ctx, cancel = context.WithCancel(c.ctx)
		cancel()
	case c.kind == "shared":
		c.ctx, cancel = context.WithTimeout(c.ctx, far)
	}
	return c, cancel
}

func (c *caller) run(n int) {
	switch c.kind {
	case "own":
		c.runOwn(n)
	case "expired":
		c.runExpired(n)
	default:
		c.runReply(n)
	}
}

func (c *caller) runReply(n int) {
	for range n {
		c.req++
		if resp, err := c.server.Call(c.ctx, c.req); resp != c.req || err != nil {
			c.wrong++
		}
	}
}

// runOwn does what a caller does that waits for a limited time: each call has
// a context of its own.
func (c *caller) runOwn(n int) {
	for range n {
		c.req++
		ctx, cancel := context.WithTimeout(c.ctx, far)
		if resp, err := c.server.Call(ctx, c.req); resp != c.req || err != nil {
			c.wrong++
		}
		cancel()
	}
}

func (c *caller) runExpired(n int) {
	for range n {
		c.req++
		if _, err := c.server.Call(c.ctx, c.req); !errors.Is(err, context.Canceled) {
			c.wrong++
		}
	}
}

func (c *caller) failure() error {
	if c.wrong > 0 {
		return fmt.Errorf("%d Calls (%s) returned something else than they had to", c.wrong, c.kind)
	}
	return nil
}
