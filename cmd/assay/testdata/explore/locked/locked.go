// Package locked counts right.
package locked

import "sync"

// A Counter counts.
type Counter struct {
	mu sync.Mutex
	n  int
}

// Inc adds 1.
func (c *Counter) Inc() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

// Value returns the sum.
func (c *Counter) Value() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}
