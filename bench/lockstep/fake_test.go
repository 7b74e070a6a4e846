package lockstep

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/conformance"
)

func TestMain(m *testing.M) {
	foreignMain()
	Main(fakeWorkloads(), fakeImpls())
	os.Exit(m.Run())
}

// The implementations differ in their names only; the workloads look at them.
func fakeImpls() []conformance.Implementation {
	var all []conformance.Implementation
	for _, name := range []string{
		"plain", "slow", "lavish", "lacking", "failing", "void", "panicking", "hanging", "starting",
	} {
		all = append(all, conformance.Implementation{Name: name})
	}
	return all
}

func fakeWorkloads() []bench.Workload {
	return []bench.Workload{fake("1", false), fake("2", false), fake("8", false), fake("1", true)}
}

// fake returns a workload whose operation computes for about 100 ns, or one and a
// half times as long if the implementation is slow.
func fake(goroutines string, renew bool) bench.Workload {
	axes := []bench.Axis{{Key: "goroutines", Value: goroutines}}
	if renew {
		axes = append(axes, bench.Axis{Key: "renew", Value: "yes"})
	}
	users := int(goroutines[0] - '0')
	return bench.Workload{Pattern: "Fake", Axes: axes, Prepare: func() bench.Setup {
		return func(impl conformance.Implementation) (*bench.Instance, error) {
			return fakeInstance(impl.Name, users, renew)
		}
	}}
}

// batch is what a Renew allows.
const batch = 1000

var errFake = errors.New("as it should be")

func fakeInstance(name string, users int, renew bool) (*bench.Instance, error) {
	switch name {
	case "lacking":
		return nil, bench.ErrNotImplemented
	case "failing":
		return nil, errFake
	}
	var left, ops atomic.Int64
	i := &bench.Instance{Close: func() error {
		if name == "void" {
			return errFake
		}
		return nil
	}}
	for range users {
		u := &fakeUser{}
		op := u.op(name)
		i.Ops = append(i.Ops, func(n int) {
			if ops.Add(int64(n)); renew && left.Add(-int64(n)) < 0 {
				panic("not renewed in time")
			}
			op(n)
		})
	}
	if renew {
		i.Renew = func(int) int { left.Store(batch); return batch }
		i.Report = func() []bench.Metric { return []bench.Metric{{Value: 7, Unit: "fakes"}} }
	}
	return i, nil
}

type fakeUser struct {
	x    uint64
	heap *[4]uint64
	_    [128]byte
}

func (u *fakeUser) op(name string) func(n int) {
	switch name {
	case "slow":
		return func(n int) { u.spin(n, 120) }
	case "lavish":
		return func(n int) {
			for range n {
				u.heap = new([4]uint64)
			}
		}
	case "panicking":
		return func(int) { panic("the object is broken") }
	case "starting":
		return func(n int) {
			done := make(chan struct{})
			go close(done)
			<-done
			u.spin(n, 80)
		}
	case "hanging":
		return func(int) { select {} }
	}
	return func(n int) { u.spin(n, 80) }
}

func (u *fakeUser) spin(n, steps int) {
	x := u.x | 1
	for range n * steps {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	u.x = x
}

// contenders returns those of the implementations, all in binary 0. A name that
// comes again gets another label.
func contenders(impls ...string) []Contender {
	var all []Contender
	seen := make(map[string]bool)
	for _, impl := range impls {
		label := impl
		for seen[label] {
			label += " again"
		}
		seen[label] = true
		all = append(all, Contender{Label: label, Impl: impl})
	}
	return all
}

// measure plans and runs the rows. A test that takes long is no better.
func measure(t *testing.T, o Options, rows ...Row) *Result {
	t.Helper()
	o.Processes = fewestProcesses
	p := plan(t.Context(), t, o, rows...)
	r, err := Run(t.Context(), p)
	require.NoError(t, err)
	return r
}

// measureOnce returns a result that tests share, so that they are quick. They
// must not change it.
var measureOnce = func() func(t *testing.T) *Result {
	var shared *Result
	return func(t *testing.T) *Result {
		t.Helper()
		if shared == nil {
			shared = measure(t, Options{Seed: 1, Commits: []string{"c0ffee"}},
				Row{fake("1", false), contenders("plain", "slow", "lavish", "plain")},
				Row{fake("2", false), contenders("plain", "slow")},
				Row{fake("1", true), contenders("plain", "lavish")})
		}
		return shared
	}
}()

// plan returns a plan of all the rows.
func plan(ctx context.Context, t *testing.T, o Options, rows ...Row) *Plan {
	t.Helper()
	o.Budget = budget
	p, err := NewPlan(ctx, rows, o)
	require.NoError(t, err)
	require.Len(t, p.Rows, len(rows), "%v", p.Omitted)
	return p
}
