package lockstep

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assay-go/assay/bench"
)

// foreignFake makes the test's own program the worker of a fake Foreign.
const foreignFake = "ASSAY_FAKE_FOREIGN"

// A fakeForeign takes what its implementations say for every operation: it keeps the
// time, so that none has to pass.
type fakeForeign struct{ prepared string }

func (f *fakeForeign) Version() string            { return "Fake 1" }
func (f *fakeForeign) Overhead() (float64, error) { return 0.5, nil }
func (f *fakeForeign) Finish() error              { f.prepared = ""; return nil }
func (f *fakeForeign) Rest()                      {}

func (f *fakeForeign) Prepare(w string) error {
	f.prepared = w
	return nil
}

func (f *fakeForeign) Workloads() []string {
	return []string{fake("1", false).ID(), fake("2", false).ID()}
}

func (f *fakeForeign) Impls() []string {
	return []string{"beam", "long", "lacking", "failing", "void", "gone", "empty", "hanging"}
}

func (f *fakeForeign) New(impl string) (ForeignObject, error) {
	switch impl {
	case "lacking":
		return nil, bench.ErrNotImplemented
	case "failing":
		return nil, errFake
	}
	users := 1
	if f.prepared == fake("2", false).ID() {
		users = 2
	}
	return &fakeObject{impl: impl, users: users}, nil
}

type fakeObject struct {
	impl  string
	users int
	ops   int
}

func (o *fakeObject) Run(n, stride int) (s Stint, err error) {
	switch o.impl {
	case "gone":
		return s, fmt.Errorf("%w: it was never there", ErrGone)
	case "hanging":
		select {}
	case "empty":
		return s, nil
	}
	o.ops += n
	s.Ops, s.CPU, s.Voluntary = n, time.Duration(n), 1
	if stride > 0 {
		s.Samples, s.Timer = []time.Duration{1000, 1000}, []time.Duration{10}
	}
	for range o.users {
		s.Spans = append(s.Spans, bench.Span{Begin: time.Second, End: time.Second + o.takes()*time.Duration(n)})
	}
	return s, nil
}

func (o *fakeObject) takes() time.Duration {
	if o.impl == "long" {
		return 2 * time.Millisecond
	}
	return time.Microsecond
}

func (o *fakeObject) Close() ([]bench.Metric, error) {
	if o.impl == "void" {
		return nil, errFake
	}
	return []bench.Metric{{Value: float64(o.ops), Unit: "done"}}, nil
}

func foreignMain() {
	if os.Getenv(foreignFake) != "" {
		MainForeign(func() (Foreign, error) { return &fakeForeign{}, nil })
	}
}

// foreignOptions are those with a second worker, a Foreign.
func foreignOptions(t *testing.T) Options {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	return Options{
		Seed: 1, Binaries: []string{self, self}, Env: [][]string{nil, {foreignFake + "=1"}},
		Commits: []string{"c0ffee", "c0ffee"},
	}
}

func foreignRow(goroutines, impl string) Row {
	return Row{fake(goroutines, false), []Contender{
		{Label: "plain", Impl: "plain"}, {Label: impl, Impl: impl, Binary: 1},
	}}
}

// A Foreign takes turns with an implementation in Go, in whole rounds.
func TestForeign(t *testing.T) {
	r := measure(t, foreignOptions(t), foreignRow("1", "beam"), foreignRow("2", "beam"))
	require.Equal(t, "Fake 1", r.Runs[0].Go[1])
	require.Equal(t, 0.5, r.Runs[0].Overhead[1])
	for _, row := range r.Rows {
		require.Empty(t, row.Failures)
		require.Len(t, row.Processes, fewestProcesses)
		for _, p := range row.Processes {
			for _, b := range p.Blocks {
				checkForeignBlock(t, row.Goroutines, b)
			}
			m, err := p.Latency[1].Measurement()
			require.NoError(t, err)
			require.Positive(t, m.Latency.TotalCount())
			require.Equal(t, m.Latency.TotalCount(), 2*m.Timer.TotalCount())
		}
	}
}

func checkForeignBlock(t *testing.T, users int, b Block) {
	t.Helper()
	slices := make(map[int]int)
	for _, s := range b.Slices {
		slices[s.Contender]++
		if s.Contender != 1 {
			continue
		}
		require.Equal(t, 1000.0, s.PerOp(), "it has kept the time")
		require.Equal(t, 1.0, s.Overlap)
		require.Zero(t, s.Mark)
		require.Equal(t, time.Duration(s.Ops), s.CPU)
		least := foreignSerial
		if users > 1 {
			least = foreignSeveral
		}
		require.Greater(t, s.Elapsed, least*7/10, "slices have the least length, give or take the jitter")
	}
	require.Equal(t, slices[0], slices[1])
	require.GreaterOrEqual(t, slices[1], fewestRounds)
	require.Zero(t, b.Outcomes[1].Ops, "what it allocates is unknown")
	require.Equal(t, "done", b.Outcomes[1].Metrics[0].Unit)
	require.Greater(t, b.Outcomes[1].Metrics[0].Value, 0.0)
}

// An operation may take longer than a slice is to take.
func TestForeignLong(t *testing.T) {
	r := measure(t, foreignOptions(t), foreignRow("1", "long"))
	require.Empty(t, r.Rows[0].Failures)
	for _, s := range r.Rows[0].Processes[0].Blocks[0].Slices {
		if s.Contender == 1 {
			require.Equal(t, 1, s.Ops)
		}
	}
}

// A contender that cannot be measured is left out, or its row is; the worker of
// those that come after it is another one, if need be.
func TestForeignFails(t *testing.T) {
	o := foreignOptions(t)
	o.Budget, o.Processes, o.Patience = budget, fewestProcesses, 2*time.Second
	rows := []Row{}
	impls := []string{"lacking", "failing", "void", "gone", "empty", "hanging", "unknown", "beam"}
	for _, impl := range impls {
		rows = append(rows, foreignRow("1", impl))
	}
	p, err := NewPlan(t.Context(), rows, o)
	require.NoError(t, err)
	reasons := make([]string, len(p.Omitted))
	for i, omission := range p.Omitted {
		reasons[i] = omission.Reason
	}
	for i, want := range []string{
		"the implementation lacking lacks the pattern",
		"impl=failing: as it should be",
		"impl=void: as it should be",
		`the worker ended at the request "gauge" (exit status 1):` + "\nimpl=gone: " + ErrGone.Error(),
		"impl=empty: a slice of 1 operations came back with 0 of 0 users",
		"no answer to the request \"gauge\" within 2s",
		"there is no implementation unknown",
	} {
		require.Contains(t, reasons[i], want)
	}
	require.Len(t, reasons, 7)
	last := p.Rows[len(p.Rows)-1]
	require.Equal(t, "beam", last.Contenders[1].Label, "the worker was started again")
}

// Only what went wrong with a row is an answer. Else the worker ends.
func TestForeignAnswers(t *testing.T) {
	w := &foreignWorker{foreign: &fakeForeign{}, latencies: make(map[int]*latencies)}
	_, err := w.answer(request{Do: "nothing"})
	require.EqualError(t, err, `there is no request "nothing"`)
	_, err = w.answer(request{Do: doBurst, Seat: 3})
	require.EqualError(t, err, "contender 3 has no object in this block")
	_, err = w.answer(request{Do: doOpen, Seats: []seat{{Impl: "gone", Ops: 1}}})
	require.ErrorIs(t, err, ErrGone)

	_, err = w.answer(request{Do: doFinish})
	require.NoError(t, err)
	seats := []seat{{Impl: "beam", Ops: 10}, {Contender: 1, Impl: "beam", Ops: 10}}
	_, err = w.answer(request{Do: doOpen, Seats: seats})
	require.NoError(t, err)
	p, err := w.answer(request{Do: doBurst, Seat: 1, Rounds: burst, Seed: 1})
	require.NoError(t, err)
	require.Len(t, p.Slices, burst)
	require.Equal(t, 1, p.Slices[0].Contender, "a Foreign may have several contenders")

	w.contestants[0].object.(*fakeObject).impl = "void"
	_, err = w.answer(request{Do: doClose})
	require.ErrorIs(t, err, errFake)
	require.ErrorContains(t, err, "the measurement is void")
	require.False(t, errors.Is(err, ErrGone))
}

// All lines of a run have one configuration, so that benchstat compares them.
func TestForeignConfig(t *testing.T) {
	h := Header{Go: []string{"go1.26", "Fake 1"}, Commits: []string{"a", "a"}}
	require.Equal(t, config(h, Contender{}), config(h, Contender{Binary: 1}))
	var keys []string
	for _, c := range config(h, Contender{Binary: 1}) {
		keys = append(keys, c.Key+"="+string(c.Value))
	}
	require.Contains(t, keys, "go=go1.26")
	require.Contains(t, keys, "beside=Fake 1")
	require.True(t, h.Foreign(Contender{Binary: 1}))
	require.False(t, h.Foreign(Contender{}))
	require.False(t, Header{Go: []string{"devel go1.27-abc"}}.Foreign(Contender{}))
	_, _, known := Process{Blocks: []Block{{Outcomes: []Outcome{{}}}}}.allocations(0)
	require.False(t, known)
}
