package stats

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// An Interval is where a true value is believed to be, on a log scale.
type Interval struct {
	Lo, Hi float64
}

// Bootstrap returns the percentile interval of the estimate of a sample under
// hierarchical resampling: of processes, then of the objects in each, then of the
// rounds with each. The seed decides all draws.
//
// It is a second opinion. With few processes it is too narrow, since no
// resample reaches beyond the processes that there are; see the package comment
// for how often it covers the truth.
func Bootstrap(s Sample, confidence float64, resamples int, seed uint64) (Interval, error) {
	if resamples < 1 {
		return Interval{}, fmt.Errorf("stats: %d resamples: at least one is needed", resamples)
	}
	if err := checkShare("confidence", confidence); err != nil {
		return Interval{}, err
	}
	if len(s.objects()) == 0 {
		return Interval{}, fmt.Errorf("%w: a sample without values", ErrFew)
	}
	centers := newResampler(s, seed).centers(resamples)
	return Interval{
		Lo: quantile(centers, (1-confidence)/2),
		Hi: quantile(centers, (1+confidence)/2),
	}, nil
}

// A resampler draws new samples out of a sample.
type resampler struct {
	processes [][][]float64 // without empty ones, the rounds of each object sorted
	random    *rand.Rand
	counts    []int32   // scratch: how often each round was drawn
	objects   []float64 // scratch: the medians of the objects drawn
}

func newResampler(s Sample, seed uint64) *resampler {
	r := &resampler{random: newRandom(seed)}
	rounds, objects := 0, 0
	for _, process := range s {
		var kept [][]float64
		for _, object := range process {
			if len(object) > 0 {
				object = slices.Sorted(slices.Values(object))
				kept = append(kept, object)
				rounds = max(rounds, len(object))
			}
		}
		if len(kept) > 0 {
			r.processes = append(r.processes, kept)
			objects = max(objects, len(kept))
		}
	}
	r.counts = make([]int32, rounds)
	r.objects = make([]float64, objects)
	return r
}

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15)) }

// centers returns the estimates of n resamples, sorted.
func (r *resampler) centers(n int) []float64 {
	centers := make([]float64, n)
	for i := range centers {
		sum := 0.0
		for range r.processes {
			sum += r.process(r.processes[r.random.IntN(len(r.processes))])
		}
		centers[i] = sum / float64(len(r.processes))
	}
	slices.Sort(centers)
	return centers
}

// process returns the median of a resample of the objects of a process.
func (r *resampler) process(objects [][]float64) float64 {
	drawn := r.objects[:len(objects)]
	for i := range drawn {
		drawn[i] = r.object(objects[r.random.IntN(len(objects))])
	}
	return median(drawn)
}

// object returns the median of a resample of sorted rounds. Counting how often
// each was drawn saves sorting them again.
func (r *resampler) object(rounds []float64) float64 {
	n := len(rounds)
	counts := r.counts[:n]
	clear(counts)
	for range n {
		counts[r.random.IntN(n)]++
	}
	at, seen := 0, int(counts[0])
	next := func(rank int) float64 {
		for seen <= rank {
			at++
			seen += int(counts[at])
		}
		return rounds[at]
	}
	low := next((n - 1) / 2)
	return (low + next(n/2)) / 2
}
