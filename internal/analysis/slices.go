package analysis

import (
	"fmt"
	"math"

	"github.com/assay-go/assay/bench/stats"
)

// A sliced is what the slices of a contender say by themselves.
type sliced struct {
	times    []float64 // of those that count, or of all if none does
	overlaps []float64 // likewise
	objects  []float64 // the median time of each object under test
	kept     int       // how many count
	all      int
}

// slices looks at the slices of a contender.
func (w *workload) slices(i int) sliced {
	var s sliced
	var times, overlaps []float64
	for _, p := range w.row.Processes {
		for _, b := range p.Blocks {
			var object []float64
			for _, slice := range b.Slices {
				if slice.Contender != i {
					continue
				}
				s.all++
				times, overlaps = append(times, slice.PerOp()), append(overlaps, slice.Overlap)
				if !slice.Counts() {
					continue
				}
				s.kept++
				s.times, s.overlaps = append(s.times, slice.PerOp()), append(s.overlaps, slice.Overlap)
				object = append(object, slice.PerOp())
			}
			if len(object) > 0 {
				s.objects = append(s.objects, median(object))
			}
		}
	}
	if s.kept == 0 {
		s.times, s.overlaps = times, overlaps
	}
	return s
}

// warnings says what the median does not.
func (s sliced) warnings() []string {
	const difference, surely, rare = 0.05, 0.01, 0.1
	shape, err := stats.ShapeOf(s.objects, 0)
	if err != nil {
		return []string{"a slice took no time at all, so the times mean little"}
	}
	var all []string
	modes, drift := shape.Modes, shape.Drift
	apart := modes.P <= surely && modes.High > modes.Low*(1+difference)
	if apart && min(modes.Share, 1-modes.Share) >= rare {
		all = append(all, fmt.Sprintf("objects under test are of two kinds: "+
			"%.0f %% of %d take about %.4g ns, the others %.4g ns",
			100*modes.Share, shape.Slices, modes.High, modes.Low))
	}
	if drift.P <= surely && math.Abs(math.Log1p(drift.Change)) > math.Log1p(difference) {
		all = append(all, fmt.Sprintf("objects under test drift: %+.1f %% from the first to the last of %d",
			100*drift.Change, shape.Slices))
	}
	if s.kept > 0 && 2*s.kept < s.all {
		all = append(all, fmt.Sprintf("%d of %d slices count, the others were disturbed", s.kept, s.all))
	}
	return all
}
