package lockstep

import (
	"runtime"
	"runtime/metrics"
)

// A garbage decides when to collect on purpose. A collection takes a hundred times
// as long as to make a small object, and on a busy machine a thousand times. If
// each object had one, there would be time for few objects, though it is they
// that make processes differ.
type garbage struct {
	sample []metrics.Sample
	before uint64 // allocated up to the last collection that was on purpose
}

func newGarbage() *garbage {
	g := &garbage{sample: []metrics.Sample{
		{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/goal:bytes"}, {Name: "/gc/heap/live:bytes"},
	}}
	metrics.Read(g.sample)
	g.before = g.sample[0].Value.Uint64()
	return g
}

// share returns how much of what may be allocated until the runtime collects has
// been since the last collection on purpose: 0.5 is half of it.
func (g *garbage) share() float64 {
	metrics.Read(g.sample)
	allocated, goal, live := g.sample[0].Value.Uint64(), g.sample[1].Value.Uint64(), g.sample[2].Value.Uint64()
	if goal <= live {
		return 1
	}
	return min(1, float64(allocated-g.before)/float64(goal-live))
}

// collect collects if half of that has been allocated, so that what a block makes
// is hardly ever collected in it.
func (g *garbage) collect() {
	if g.share() < 0.5 {
		return
	}
	runtime.GC()
	metrics.Read(g.sample)
	g.before = g.sample[0].Value.Uint64()
}
