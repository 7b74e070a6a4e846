package beambench

import "time"

// A usage is what a process has used, up to a moment or between two.
type usage struct {
	cpu                    time.Duration
	delay                  time.Duration // for which threads waited for a processor
	voluntary, involuntary int           // context switches
}

func (u usage) since(before usage) usage {
	return usage{
		u.cpu - before.cpu, u.delay - before.delay,
		u.voluntary - before.voluntary, u.involuntary - before.involuntary,
	}
}

func (u usage) plus(v usage) usage {
	return usage{
		u.cpu + v.cpu, u.delay + v.delay, u.voluntary + v.voluntary, u.involuntary + v.involuntary,
	}
}

// disturbances returns the involuntary switches, unless threads waited for hardly
// any of the time that passed. The answer to a request takes the processor from a
// scheduler, too, which costs the slice before it nothing: on an idle machine with
// two processors, one or two switches and 10 us are of that kind.
func (u usage) disturbances(elapsed time.Duration) int {
	const hardly = 20 // one of so many
	if hardly*u.delay <= elapsed {
		return 0
	}
	return u.involuntary
}
