package lockstep

import (
	"runtime/metrics"
	"time"
)

// A consumption is what a process has used, up to a moment or between two.
type consumption struct {
	cpu                    time.Duration
	voluntary, involuntary int // context switches
}

func (u consumption) since(before consumption) consumption {
	return consumption{u.cpu - before.cpu, u.voluntary - before.voluntary, u.involuntary - before.involuntary}
}

func (u consumption) plus(v consumption) consumption {
	return consumption{u.cpu + v.cpu, u.voluntary + v.voluntary, u.involuntary + v.involuntary}
}

// stint measures how long something takes when nothing else runs: the processor
// time if that is known and less than the time on the clock.
func stint(do func()) time.Duration {
	begin, before := time.Now(), usage()
	do()
	took := time.Since(begin)
	if cpu := usage().since(before).cpu; cpu > 0 {
		return min(took, cpu)
	}
	return took
}

// goroutinesSoFar returns how many goroutines the process has ever started.
func goroutinesSoFar() uint64 {
	sample := []metrics.Sample{{Name: "/sched/goroutines-created:goroutines"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// A collections counts garbage collections. It reads one metric, which takes
// less than 0.1 us; those of allocations take longer and are exact to a span
// only.
type collections struct{ sample []metrics.Sample }

func newCollections() *collections {
	return &collections{[]metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}}}
}

func (c *collections) read() int {
	metrics.Read(c.sample)
	return int(c.sample[0].Value.Uint64())
}
