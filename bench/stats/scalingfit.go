package stats

import (
	"math"
	"slices"
)

// fitScaling tries which of the parameters are zero and takes the best of the
// solutions without a negative one. It is no fit if an infinite Lambda is better
// than that.
func fitScaling(loads []Load) (best Scaling, fits bool) {
	least := math.Inf(1)
	for _, columns := range [][]int{{0, 1, 2}, {0, 1}, {0, 2}, {0}} {
		a, rest := solveScaling(loads, columns)
		if a[0] > 0 && a[1] >= 0 && a[2] >= 0 && rest < least {
			least = rest
			best = Scaling{Lambda: 1 / a[0], Sigma: a[1] / a[0], Kappa: a[2] / a[0]}
		}
	}
	for _, columns := range [][]int{{1, 2}, {1}, {2}} {
		if a, rest := solveScaling(loads, columns); a[1] >= 0 && a[2] >= 0 && rest < least {
			return best, false
		}
	}
	return best, true
}

// solveScaling returns the coefficients of N/X = a0 + a1*(N-1) + a2*N*(N-1) that
// minimize the squared relative error, those of other columns being zero, and
// that error. It solves by modified Gram-Schmidt.
func solveScaling(loads []Load, columns []int) (a [3]float64, rest float64) {
	rows := len(loads)
	q := make([][]float64, len(columns))
	var r [3][3]float64
	left := make([]float64, rows) // the relative form of N/X is 1
	for i := range left {
		left[i] = 1
	}
	var projected [3]float64
	for c, column := range columns {
		q[c] = make([]float64, rows)
		for i, l := range loads {
			n := float64(l.N)
			q[c][i] = [...]float64{1, n - 1, n * (n - 1)}[column] * l.Throughput / n
		}
		for b := range c {
			r[b][c] = dot(q[b], q[c])
			subtract(q[c], q[b], r[b][c])
		}
		r[c][c] = math.Sqrt(dot(q[c], q[c]))
		for i := range q[c] {
			q[c][i] /= r[c][c]
		}
		projected[c] = dot(q[c], left)
		subtract(left, q[c], projected[c])
	}
	for c, column := range slices.Backward(columns) {
		v := projected[c]
		for b := c + 1; b < len(columns); b++ {
			v -= r[c][b] * a[columns[b]]
		}
		a[column] = v / r[c][c]
	}
	return a, dot(left, left)
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func subtract(from, what []float64, times float64) {
	for i := range from {
		from[i] -= times * what[i]
	}
}
