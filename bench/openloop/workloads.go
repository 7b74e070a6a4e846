package openloop

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/conformance"
	"github.com/assay-go/assay/patterns"
)

// work is what an operation computes. It takes several times as long as handing
// the operation over to a caller does, so that the object is what is measured.
const work = 10 * time.Microsecond

// workers is the number of those of a Pool.
const workers = 2

// Workloads returns the workloads of Server, Pool and Gate, with those of the
// implementations that have the pattern. An operation is a Call, a Submit and
// Get, or a Do. What is called computes as long as an undisturbed processor takes
// 10 us for; the number of steps is the same for all implementations.
func Workloads(impls []conformance.Implementation) []Workload {
	of := bench.Axis{Key: "work", Value: "10us"}
	server := Workload{Pattern: "Server", Axes: []bench.Axis{of}}
	pool := Workload{Pattern: "Pool", Axes: []bench.Axis{of, {Key: "workers", Value: strconv.Itoa(workers)}}}
	gate := Workload{Pattern: "Gate", Axes: []bench.Axis{of}}
	for _, impl := range impls {
		if impl.Server != nil {
			server.add(impl, newServer)
		}
		if impl.Pool != nil {
			pool.add(impl, newPool)
		}
		if impl.Gate != nil {
			gate.add(impl, newGate)
		}
	}
	return []Workload{server, pool, gate}
}

func (w *Workload) add(impl conformance.Implementation, object func(conformance.Implementation) *Target) {
	w.Contenders = append(w.Contenders, Contender{impl.Name, func() (*Target, error) { return object(impl), nil }})
}

func newServer(impl conformance.Implementation) *Target {
	n := steps()
	server := impl.Server(func(req int) (int, error) { return compute(n, req) })
	var last atomic.Int64
	return &Target{
		Caller: func() func() error {
			req := int(last.Add(1)) << 32 // no two calls have the same
			return func() error {
				req++
				resp, err := server.Call(context.Background(), req)
				return check("Call", resp, req, err)
			}
		},
		Close: func() error { return shutDown(server) },
	}
}

func newPool(impl conformance.Implementation) *Target {
	n := steps()
	pool := impl.Pool(workers)
	return &Target{
		Caller: func() func() error {
			req := 0
			// The task is made once, lest the caller allocates.
			task := func(context.Context) (int, error) { return compute(n, req) }
			return func() error {
				req++
				future, err := pool.Submit(context.Background(), task)
				if err != nil {
					return fmt.Errorf("a Submit failed: %w", err)
				}
				v, err := future.Get(context.Background())
				return check("Get", v, req, err)
			}
		},
		Close: func() error { return shutDown(pool) },
	}
}

func newGate(impl conformance.Implementation) *Target {
	n := steps()
	var terminated atomic.Int64
	gate := impl.Gate(func() error { terminated.Add(1); return nil })
	return &Target{
		Caller: func() func() error {
			req, done := 0, 0
			f := func() (err error) {
				done, err = compute(n, req)
				return err
			}
			return func() error {
				req++
				err := gate.Do(f)
				return check("Do", done, req, err)
			}
		},
		Close: func() error {
			err := shutDown(gate)
			if n := terminated.Load(); n != 1 {
				err = errors.Join(err, fmt.Errorf("terminate was called %d times", n))
			}
			return err
		},
	}
}

func check(op string, got, want int, err error) error {
	if err != nil {
		return fmt.Errorf("a %s failed: %w", op, err)
	}
	if got != want {
		return fmt.Errorf("a %s had the result of another: %d instead of %d", op, got, want)
	}
	return nil
}

func shutDown(s patterns.Shutdowner) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		return fmt.Errorf("shutting down: %w", err)
	}
	return nil
}

// compute returns v, after so many steps, each of which needs the one before.
func compute(steps, v int) (int, error) {
	x := uint64(v) | 1
	for range steps {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	if x == 0 { // never: but now the steps are not left out
		return 0, errors.New("the computation is stuck at zero")
	}
	return v, nil
}

// steps returns for how many steps an undisturbed processor takes the time of the
// work, by the fastest of several runs.
var steps = sync.OnceValue(func() int {
	const runs, n = 50, 10_000
	least := time.Hour
	for range runs {
		begin := time.Now()
		if _, err := compute(n, runs); err != nil {
			panic("openloop: " + err.Error())
		}
		least = min(least, max(time.Since(begin), 1))
	}
	return int(n * work / least)
})
