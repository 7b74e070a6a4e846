package analysis

import (
	"fmt"
	"math"
	"slices"

	"github.com/assay-go/assay/internal/report"
)

// null sums up the comparisons of equals. A false alarm is one whose interval, at
// 95 %, leaves out that they are equal: one in twenty is to be expected.
func null(workloads []*workload) report.Null {
	var n report.Null
	var errors []float64
	for _, w := range workloads {
		for _, c := range w.null {
			if c.Void != "" {
				continue
			}
			n.Comparisons++
			if alarm(c) {
				n.Alarms++
			}
			errors = append(errors, math.Expm1(math.Abs(c.Estimate.Center)))
		}
	}
	if len(errors) == 0 {
		return n
	}
	slices.Sort(errors)
	n.Median = finite(median(errors))
	n.P95 = finite(errors[int(math.Ceil(0.95*float64(len(errors))))-1])
	return n
}

func alarm(c Comparison) bool { return c.Estimate.P <= 1-Confidence }

// alarms returns a sentence for each comparison of equals that is called a
// difference.
func alarms(workloads []*workload) []string {
	const most = 5
	var all []string
	for _, w := range workloads {
		for _, c := range w.null {
			if c.Void == "" && alarm(c) {
				all = append(all, fmt.Sprintf("%s: %s differs from itself by %.1f %%, "+
					"which is an error of the measurement", w.row.Workload().ID(), w.row.Contenders[c.Base].Label,
					100*math.Expm1(math.Abs(c.Estimate.Center))))
			}
		}
	}
	if rest := len(all) - most; rest > 0 {
		all = append(all[:most], fmt.Sprintf("%d more implementations differ from themselves", rest))
	}
	return all
}
