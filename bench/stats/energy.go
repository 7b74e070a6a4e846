package stats

import "math"

// An energy finds the largest energy distance between neighboring stretches of
// values.
type energy struct {
	// sums[i][j] is the sum of the distances of every two values from i up to, and
	// without, j.
	sums [][]float64
}

func newEnergy(n int) *energy {
	e := &energy{sums: make([][]float64, n+1)}
	for i := range e.sums {
		e.sums[i] = make([]float64, n+1)
	}
	return e
}

// best returns the best split of any level between bounds, the index of that
// level, and how good the split is.
func (e *energy) best(values []float64, bounds []int) (at, level int, best float64) {
	for i, end := range bounds[1:] {
		if a, b := e.bestIn(values, bounds[i], end); b > best {
			at, level, best = a, i, b
		}
	}
	return at, level, best
}

// bestIn tries all splits of the values from begin to end, and for each all ends
// of the second stretch, so that a later change does not hide the split.
func (e *energy) bestIn(values []float64, begin, end int) (at int, best float64) {
	if end-begin < 2*fewestResults {
		return 0, 0
	}
	e.sum(values, begin, end)
	for split := begin + fewestResults; split <= end-fewestResults; split++ {
		m := float64(split - begin)
		inFirst := e.sums[begin][split]
		for until := split + fewestResults; until <= end; until++ {
			n := float64(until - split)
			inSecond := e.sums[split][until]
			between := e.sums[begin][until] - inFirst - inSecond
			distance := 2/(m*n)*between - 2/(m*(m-1))*inFirst - 2/(n*(n-1))*inSecond
			if q := m * n / (m + n) * distance; q > best {
				at, best = split, q
			}
		}
	}
	return at, best
}

// sum fills the sums from begin to end, shorter ranges first.
func (e *energy) sum(values []float64, begin, end int) {
	for i := end - 1; i >= begin; i-- {
		row, below := e.sums[i], e.sums[i+1]
		row[i], row[i+1], below[i+1] = 0, 0, 0
		for j := i + 1; j < end; j++ {
			row[j+1] = row[j] + below[j+1] - below[j] + math.Abs(values[i]-values[j])
		}
	}
}
