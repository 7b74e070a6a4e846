package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
	"github.com/assay-go/assay/internal/report"
)

// goroutinesAxis is the axis along which throughput is shown.
const goroutinesAxis = "goroutines"

const (
	fewestCounts = 4    // how many numbers of goroutines a fit takes
	resamples    = 1000 // of the residuals of a fit
)

// A scale is what a contender does with several numbers of goroutines.
type scale struct {
	report.Scaling
	machine lockstep.Machine
	loads   []stats.Load // up to the processors, one for each process
	seed    uint64
}

// scalings returns the throughputs by the number of goroutines, where there are
// at least two. Names are those of workloads for the reader.
func scalings(workloads []*workload, name func(*workload) string) []report.Scaling {
	var scales []*scale
	index := make(map[string]*scale)
	for _, w := range workloads {
		if w.void != "" || w.axis(goroutinesAxis) == "" {
			continue
		}
		workload := withoutGoroutines(name(w))
		for i, c := range w.row.Contenders {
			if w.original(i) < i || w.unranked[i] != "" {
				continue
			}
			key := workload + "\n" + w.machine + "\n" + c.Label
			s := index[key]
			if s == nil {
				s = &scale{machine: w.header.Machine, seed: w.seed}
				s.Impl, s.Workload = c.Label, workload
				index[key] = s
				scales = append(scales, s)
			}
			s.add(w, i)
		}
	}
	var all []report.Scaling
	for _, s := range scales {
		if len(s.Points) > 1 {
			s.fit()
			all = append(all, s.Scaling)
		}
	}
	return all
}

func withoutGoroutines(name string) string {
	parts := slices.DeleteFunc(strings.Split(name, "/"), func(part string) bool {
		return strings.HasPrefix(part, goroutinesAxis+"=")
	})
	return strings.Join(parts, "/")
}

// add adds what a contender did with the goroutines of a workload.
func (s *scale) add(w *workload, i int) {
	e, err := Time(w.row, i, w.seed)
	if err != nil {
		return
	}
	const second = 1e9
	low, high := e.Factors()
	s.Points = append(s.Points, report.Point{
		N: w.row.Goroutines, Throughput: estimate(second/e.Ratio(), second/high, second/low),
	})
	slices.SortFunc(s.Points, func(a, b report.Point) int { return a.N - b.N })
	if w.row.Goroutines > s.processors() {
		return
	}
	for _, time := range w.processes(i) {
		s.loads = append(s.loads, stats.Load{N: w.row.Goroutines, Throughput: second / time})
	}
}

func (s *scale) processors() int { return min(s.machine.Procs, s.machine.NumCPU) }

// processes returns the time per operation in each process: the median of its
// objects, each with the median of its slices that count.
func (w *workload) processes(i int) []float64 {
	var all []float64
	for _, p := range w.row.Processes {
		alone := *w.row
		alone.Processes = []lockstep.Process{p}
		if s := (&workload{row: &alone}).slices(i); len(s.objects) > 0 {
			all = append(all, median(s.objects))
		}
	}
	return all
}

// fit fits the Universal Scalability Law, or says why not.
func (s *scale) fit() {
	var counts []int
	for _, l := range s.loads {
		if !slices.Contains(counts, l.N) {
			counts = append(counts, l.N)
		}
	}
	if len(counts) < fewestCounts {
		s.Unfitted = fmt.Sprintf("%d numbers of goroutines up to the %d processors were measured, "+
			"and the scalability law takes %d", len(counts), s.processors(), fewestCounts)
		return
	}
	f, err := stats.FitScaling(s.loads, s.processors(), Confidence, resamples, s.seed)
	if err != nil {
		s.Unfitted = strings.TrimPrefix(err.Error(), "stats: ")
		return
	}
	of := func(value float64, i stats.Interval) report.Estimate { return estimate(value, i.Lo, i.Hi) }
	s.Fit = &report.Fit{
		Lambda:     of(f.Lambda, f.LambdaInterval),
		Contention: of(f.Sigma, f.SigmaInterval),
		Coherency:  of(f.Kappa, f.KappaInterval),
	}
	if peak := f.Peak(); !math.IsInf(peak, 1) {
		s.Fit.Peak = finite(peak)
	}
	s.Fit.Band = band(f, slices.Max(counts))
}

// band returns the curve of a fit and its interval, for at most 25 numbers up to most.
func band(f stats.ScalingFit, most int) (all []report.Point) {
	const parts = 24
	last := 0
	for i := range parts + 1 {
		n := int(math.Round(math.Pow(float64(most), float64(i)/parts)))
		if n == last {
			continue
		}
		last = n
		at := f.At(float64(n))
		all = append(all, report.Point{N: n, Throughput: estimate(f.Throughput(float64(n)), at.Lo, at.Hi)})
	}
	return all
}
