package strategy

import "github.com/assay-go/assay/conformance/interleave/internal/sched"

// PCT is probabilistic concurrency testing. Threads get random priorities, and
// the thread of the highest priority runs. At depth-1 random steps the thread
// that would run falls below all others. A fault that depends on the order of
// depth steps, in a program of n threads and k steps, is found with a
// probability of at least 1/(n*k^(depth-1)) in each schedule: Burckhardt,
// Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with Probabilistic
// Guarantees of Finding Bugs", ASPLOS 2010.
type PCT struct {
	forever
	depth    int
	length   int // how many choices the longest schedule had
	step     int
	lowest   int
	priority map[string]int
	changes  map[int]int // a step, and the priority that its thread falls to
}

// firstLength is how long the first schedule is taken to be.
const firstLength = 16

// NewPCT returns a PCT.
func NewPCT(seed uint64, depth int) *PCT {
	return &PCT{forever: forever{seed: seed}, depth: depth, length: firstLength}
}

// Begin implements Strategy.
func (p *PCT) Begin() bool {
	p.begin()
	p.length = max(p.length, p.step)
	p.step, p.lowest = 0, 0
	p.priority = make(map[string]int)
	p.changes = make(map[int]int)
	for i := 1; i < p.depth; i++ {
		p.changes[1+p.r.IntN(p.length)] = i
	}
	return true
}

// Choose implements [sched.Chooser].
func (p *PCT) Choose(c sched.Choice) int {
	if c.Kind == sched.Select {
		return p.r.IntN(len(c.Options))
	}
	for _, name := range c.Options {
		if _, known := p.priority[name]; !known {
			p.priority[name] = p.depth + p.r.IntN(1<<30)
		}
	}
	if c.Kind == sched.Yield {
		p.lowest--
		p.priority[c.Options[len(c.Options)-1]] = p.lowest
	}
	p.step++
	i := p.highest(c)
	if low, ok := p.changes[p.step]; ok {
		p.priority[c.Options[i]] = low
		i = p.highest(c)
	}
	return i
}

func (p *PCT) highest(c sched.Choice) int {
	best := 0
	for i, name := range c.Options {
		if p.priority[name] > p.priority[c.Options[best]] {
			best = i
		}
	}
	return best
}
