package stats

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// An Adjustment turns the p values of several rows into ones that may be
// compared with the level for a single row. The result has the order of its
// argument. A value that is NaN stays NaN and does not count as a row.
type Adjustment func(p []float64) ([]float64, error)

// Holm bounds the probability that any row at all is wrongly called different,
// whatever the rows have in common (Holm 1979, A Simple Sequentially Rejective
// Multiple Test Procedure). It is for a gate. A value outside 0 to 1 is an error.
func Holm(p []float64) ([]float64, error) {
	order, err := ascending(p)
	if err != nil {
		return nil, err
	}
	adjusted := slices.Clone(p)
	least := 0.0
	for rank, row := range order {
		least = max(least, min(1, p[row]*float64(len(order)-rank)))
		adjusted[row] = least
	}
	return adjusted, nil
}

// BenjaminiHochberg bounds the expected share of wrong ones among the rows that
// are called different, if rows are independent or positively dependent
// (Benjamini and Hochberg 1995, Controlling the False Discovery Rate). It is for
// a report. A value outside 0 to 1 is an error.
func BenjaminiHochberg(p []float64) ([]float64, error) {
	order, err := ascending(p)
	if err != nil {
		return nil, err
	}
	adjusted := slices.Clone(p)
	most := 1.0
	for rank, row := range slices.Backward(order) {
		most = min(most, p[row]*float64(len(order))/float64(rank+1))
		adjusted[row] = most
	}
	return adjusted, nil
}

// ascending returns the rows that have a p value, the smallest first.
func ascending(p []float64) ([]int, error) {
	var order []int
	for row, v := range p {
		switch {
		case math.IsNaN(v):
		case v < 0 || v > 1:
			return nil, fmt.Errorf("stats: row %d has a p value of %v: it is between 0 and 1", row, v)
		default:
			order = append(order, row)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	return order, nil
}
