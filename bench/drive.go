package bench

import (
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// A Stopwatch is told when the measured part begins and ends.
// A [testing.B] is one.
type Stopwatch interface {
	ResetTimer()
	StopTimer()
}

// A Measurement is what [Drive] finds out.
type Measurement struct {
	// Elapsed is how long the operations took together, Bytes and Allocs what
	// the process allocated meanwhile. What Renew took does not count.
	Elapsed       time.Duration
	Bytes, Allocs uint64

	// Overlap is the share of the run, between 0 and 1, in which enough
	// goroutines were under way to contend: all, or as many as GOMAXPROCS.
	Overlap float64

	// Latency has the samples and Timer what timing nothing took in between,
	// in nanoseconds. Those of several runs can be merged.
	Latency, Timer *hdrhistogram.Histogram
}

// Drive does n operations, in equal shares on all goroutines of the instance.
// They are ready and waiting when the stopwatch is reset. If the instance has to
// be renewed, the time of that is on the stopwatch, but not in the Measurement.
func Drive(s Stopwatch, instance *Instance, n int) Measurement {
	if instance.Renew != nil {
		return driveRounds(s, instance, n)
	}
	workers := make([]*worker, len(instance.Ops))
	every := 0
	if n >= fewest {
		every = stride(instance.Ops[0])
	}
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i, op := range instance.Ops {
		share := n / len(workers)
		if i < n%len(workers) {
			share++
		}
		w := newWorker(op, share, every)
		workers[i] = w
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			w.run(share)
		})
	}
	ready.Wait()
	var m Measurement
	m.add(func() time.Duration {
		s.ResetTimer()
		begin := now()
		close(start)
		done.Wait()
		elapsed := now() - begin
		s.StopTimer()
		return elapsed
	})
	m.Overlap = overlap(workers, runtime.GOMAXPROCS(0))
	m.Latency, m.Timer = histograms(workers)
	return m
}

// add adds the time that do returns, and what is allocated until then.
func (m *Measurement) add(do func() time.Duration) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	m.Elapsed += do()
	runtime.ReadMemStats(&after)
	m.Bytes += after.TotalAlloc - before.TotalAlloc
	m.Allocs += after.Mallocs - before.Mallocs
}

// fewest is the number of operations below which none are sampled.
const fewest = 100

// A worker is a goroutine of a run.
type worker struct {
	op         func(n int)
	stride     int             // every stride-th operation is timed; none if 0
	samples    []time.Duration // has room for all; see control
	drained    int             // samples before these
	begin, end time.Duration   // since epoch
	_          pad
}

func newWorker(op func(int), n, stride int) *worker {
	w := &worker{op: op, stride: stride}
	if stride > 0 {
		w.samples = make([]time.Duration, 0, n/stride)
	}
	return w
}

func (w *worker) run(n int) {
	w.begin = now()
	if w.stride > 0 {
		n = w.sample(n)
	}
	w.op(n)
	w.end = now()
}

// control is of how many samples one, the first, is timing nothing.
const control = 4

// sample does operations, timing one of each stride, until fewer are left.
// It returns how many.
func (w *worker) sample(n int) (left int) {
	for n >= w.stride {
		timed := 1
		if (w.drained+len(w.samples))%control == 0 {
			timed = 0
		}
		w.op(w.stride - timed)
		begin := now()
		w.op(timed)
		w.samples = append(w.samples, now()-begin)
		n -= w.stride
	}
	return n
}

// overlap returns the share of the time between the first begin and the last
// end in which as many workers as there are processors, or all, were under way.
func overlap(workers []*worker, processors int) float64 {
	var begins, ends []time.Duration
	for _, w := range workers {
		begins = append(begins, w.begin)
		ends = append(ends, w.end)
	}
	slices.Sort(begins)
	slices.Sort(ends)
	enough := min(len(workers), processors)
	first, last := begins[0], ends[len(ends)-1]
	if last == first {
		return 1
	}
	var together time.Duration
	for at, active := first, 0; len(ends) > 0; {
		next, step := ends[0], -1
		if len(begins) > 0 && begins[0] <= next {
			next, step = begins[0], 1
		}
		if active >= enough {
			together += next - at
		}
		at, active = next, active+step
		if step > 0 {
			begins = begins[1:]
		} else {
			ends = ends[1:]
		}
	}
	return float64(together) / float64(last-first)
}

// epoch makes now cheap: only the monotonic clock is read.
var epoch = time.Now()

func now() time.Duration { return time.Since(epoch) }
