package bench

import (
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

const (
	longest = 10 * time.Second // longer samples count as this long
	digits  = 3                // significant digits of a sample in a histogram

	// share is the inverse of the share of its time that an uncontended run
	// spends on timing.
	share = 100

	// beyond is the number of samples beyond a percentile that it takes to
	// report it.
	beyond = 10

	// above is how many times the same percentile of timing nothing a
	// percentile has to be.
	above = 3
)

// A Metric is a measured value with its unit, which is also its name.
type Metric struct {
	Value float64
	Unit  string
}

var percentiles = []struct {
	percent float64
	unit    string
}{
	{50, "p50-ns"},
	{99, "p99-ns"},
	{99.9, "p99.9-ns"},
}

// Metrics returns the percentiles and the maximum of the samples, as far as
// they say something about the operation and not about the timer.
func (m Measurement) Metrics() []Metric {
	var metrics []Metric
	n := float64(m.Latency.TotalCount())
	for _, p := range percentiles {
		value := m.Latency.ValueAtPercentile(p.percent)
		if value < above*m.Timer.ValueAtPercentile(p.percent) || n*(100-p.percent)/100 < beyond {
			continue
		}
		metrics = append(metrics, Metric{float64(value), p.unit})
	}
	if metrics != nil {
		metrics = append(metrics, Metric{float64(m.Latency.Max()), "max-ns"})
	}
	return metrics
}

// histograms merges the samples of all workers.
func histograms(workers []*worker) (latency, timer *hdrhistogram.Histogram) {
	latency, timer = NewHistogram(), NewHistogram()
	for _, w := range workers {
		w.drain(latency, timer)
	}
	return latency, timer
}

// drain moves the samples to the histograms.
func (w *worker) drain(latency, timer *hdrhistogram.Histogram) {
	for i, s := range w.samples {
		h := latency
		if (w.drained+i)%control == 0 {
			h = timer
		}
		// The value is in range, so there is no error.
		_ = h.RecordValue(int64(min(max(s, 1), longest)))
	}
	w.drained += len(w.samples)
	w.samples = w.samples[:0]
}

// timing returns the time that it takes to time something, in nanoseconds: the
// least of several measurements.
var timing = sync.OnceValue(func() float64 {
	const runs, samples = 8, 10_000
	least := longest
	for range runs {
		w := newWorker(func(int) {}, samples, 1)
		w.run(samples)
		least = min(least, w.end-w.begin)
	}
	return float64(least) / samples
})

// stride returns of how many operations one is timed. It estimates their time
// by doing some, undisturbed by others; contended ones are longer, so that the
// share of timing is lower.
func stride(op func(n int)) int {
	const runs, enough, most = 5, 10 * time.Microsecond, 1 << 20
	least := float64(longest)
	for n, run := 1, 0; run < runs; run++ {
		begin := now()
		op(n)
		took := now() - begin
		if took < enough && n < most {
			n, run = 2*n, -1
			continue
		}
		least = min(least, float64(took)/float64(n))
		if least > share*timing() {
			break
		}
	}
	return spread(least)
}

// spread returns of how many operations one is timed if each takes this many
// nanoseconds.
func spread(each float64) int {
	if each > share*timing() {
		return 1
	}
	return coprime(int(share*timing()/each) + 1)
}

// coprime returns the least number from n on that has no factor in common with
// the periods of a workload, powers of two and ten: so the samples are spread
// evenly over them.
func coprime(n int) int {
	for n > 1 && (n%2 == 0 || n%5 == 0) {
		n++
	}
	return n
}
