package bench

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// Pool returns the workloads of [patterns.Pool]: to submit a task that is empty
// or computes for some time, and get its result.
func Pool(g Grid) []Workload {
	return workloads("Pool", points(g, []dimension{
		{"task", "empty", []string{"empty", "10us", "1ms"}},
		{"workers", "2", []string{"1", "2", "8"}},
		goroutines(g, "8"),
	}), preparePool)
}

func preparePool(p point) Setup {
	steps := 0
	if p.value("task") != "empty" {
		steps = stepsOf(p.duration("task"))
	}
	return func(impl conformance.Implementation) (*Instance, error) {
		if impl.Pool == nil {
			return nil, ErrNotImplemented
		}
		pool := impl.Pool(p.number("workers"))
		users := make([]*submitter, p.number("goroutines"))
		for i := range users {
			users[i] = newSubmitter(pool, steps)
		}
		return instance(users, func() error { return shutDown(pool) }), nil
	}
}

// spin computes for a number of steps, each of which needs the one before. All
// implementations get the same work this way, whatever else the processor does;
// a task that computed until some time has passed would do less if disturbed.
func spin(steps int, x uint64) uint64 {
	x |= 1
	for range steps {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

// stepsOf returns how many steps an undisturbed processor takes for d.
func stepsOf(d time.Duration) int { return int(float64(d) / stepTime()) }

// stepTime returns the time of a step, in nanoseconds: the least of several
// measurements.
var stepTime = sync.OnceValue(func() float64 {
	const runs, steps = 50, 10_000
	least := longest
	x := uint64(1)
	for range runs {
		begin := now()
		x = spin(steps, x)
		least = min(least, now()-begin)
	}
	if x == 0 { // never: but now the loop has a result
		panic("bench: spin is stuck at zero")
	}
	return float64(least) / steps
})

// A submitter submits tasks, one after the other.
type submitter struct {
	pool  patterns.Pool[int]
	ctx   context.Context //nolint:containedctx // it is the input of the Submits and Gets
	task  func(context.Context) (int, error)
	steps int
	noise uint64 // where a task goes on computing
	req   int    // what the task returns
	wrong int
	err   error
	_     pad
}

func newSubmitter(pool patterns.Pool[int], steps int) *submitter {
	u := &submitter{pool: pool, ctx: context.Background(), steps: steps}
	// The task is made once, lest the submitter allocates. It may use the
	// submitter, which waits for it.
	u.task = func(context.Context) (int, error) {
		u.noise = spin(u.steps, u.noise)
		return u.req, nil
	}
	return u
}

func (u *submitter) run(n int) {
	pool, ctx := u.pool, u.ctx
	for range n {
		u.req++
		future, err := pool.Submit(ctx, u.task)
		if err != nil {
			u.err = err
			continue
		}
		if v, err := future.Get(ctx); v != u.req || err != nil {
			u.wrong++
		}
	}
}

func (u *submitter) failure() error {
	if u.err != nil {
		return fmt.Errorf("a Submit failed: %w", u.err)
	}
	if u.wrong > 0 {
		return fmt.Errorf("%d Gets did not return the result of their task", u.wrong)
	}
	return nil
}
