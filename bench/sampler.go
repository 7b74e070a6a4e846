package bench

import (
	"slices"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// A Sampler does the operations of one goroutine of an [Instance], run after
// run, and times a sample of them. It is for drivers that measure in slices;
// [Drive] does it all.
type Sampler struct{ w worker }

// NewSampler returns a sampler that times one operation of each stride, or none
// if stride is 0.
func NewSampler(op func(n int), stride int) *Sampler {
	return &Sampler{worker{op: op, stride: stride}}
}

// Reserve makes room for the samples of a run of n operations, which then
// allocates nothing.
func (s *Sampler) Reserve(n int) {
	if s.w.stride > 0 {
		s.w.samples = slices.Grow(s.w.samples, n/s.w.stride)
	}
}

// Run does n operations.
func (s *Sampler) Run(n int) { s.w.run(n) }

// RunShared does operations as one run, a chunk of them at a time, until take returns 0:
// it says how many of a chunk are still to be done, by whoever asks. Samplers that run
// at the same time so share what is left: who is faster does more, and all end together.
func (s *Sampler) RunShared(take func(chunk int) int, chunk int) {
	if s.w.stride > 0 { // a chunk has as many samples as it should
		chunk = (chunk + s.w.stride - 1) / s.w.stride * s.w.stride
	}
	begin := now()
	s.w.end = begin
	for n := take(chunk); n > 0; n = take(chunk) {
		s.w.run(n)
	}
	s.w.begin = begin
}

// Elapsed returns how long the last run took.
func (s *Sampler) Elapsed() time.Duration { return s.w.end - s.w.begin }

// Drain moves the samples of the runs so far to histograms made by
// [NewHistogram]: what operations took, and what timing nothing took.
func (s *Sampler) Drain(latency, timer *hdrhistogram.Histogram) { s.w.drain(latency, timer) }

// Overlap returns how long the last, concurrent runs took together, from the
// first begin to the last end, and in which share of that as many as there are
// processors, or all, were under way.
func Overlap(samplers []*Sampler, processors int) (elapsed time.Duration, share float64) {
	workers := make([]*worker, len(samplers))
	first, last := samplers[0].w.begin, samplers[0].w.end
	for i, s := range samplers {
		workers[i] = &s.w
		first, last = min(first, s.w.begin), max(last, s.w.end)
	}
	return last - first, overlap(workers, processors)
}

// NewHistogram returns a histogram for times in nanoseconds, up to 10 s, with
// three significant digits.
func NewHistogram() *hdrhistogram.Histogram { return hdrhistogram.New(1, int64(longest), digits) }

// Stride returns of how many operations one is timed, if each takes that many
// nanoseconds and timing is to take 1 % of the time.
func Stride(nanoseconds float64) int { return spread(nanoseconds) }
