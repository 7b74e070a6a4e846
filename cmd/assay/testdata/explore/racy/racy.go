// Package racy loses updates.
package racy

import "sync/atomic"

// A Counter counts, unless two do at once.
type Counter struct{ n atomic.Int64 }

// Inc adds 1.
func (c *Counter) Inc() {
	n := c.n.Load()
	c.n.Store(n + 1)
}

// Value returns the sum.
func (c *Counter) Value() int64 { return c.n.Load() }
