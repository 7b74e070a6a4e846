package lockstep

import (
	"runtime"
	"runtime/metrics"
)

// heapSize is how much of the heap of a worker is in use whatever it measures, as in a
// server. With next to nothing in use, the runtime collects whenever 4 MB have been
// allocated, so that what allocates most shares its slices with collections most of the
// time, and what comes of it is how busy the other processors are.
const heapSize = 32 << 20

// growHeap returns what is to be in use. It lets the heap grow to the size at which there is a
// collection, because memory is slow the first time that it is written to, and that is
// how long the first objects would take.
func growHeap() []byte {
	live := make([]byte, heapSize) // the system has no memory for it unless it is written to
	const chunk, page = 1 << 20, 4 << 10
	var all [][]byte
	for range heapSize / chunk {
		b := make([]byte, chunk)
		for i := 0; i < chunk; i += page {
			b[i] = 1
		}
		all = append(all, b)
	}
	runtime.KeepAlive(all)
	runtime.GC()
	return live
}

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
