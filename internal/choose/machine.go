package choose

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/assay-go/assay/internal/report"
)

// pickMachine returns the machine whose rows answer the question. The notes say
// in what it is not the one that was asked for.
func pickMachine(r *report.Report, p *report.Pattern, q Question) (report.Machine, []string, error) {
	rows := make(map[string]int)
	for _, w := range p.Workloads {
		rows[w.Machine]++
	}
	var machines []report.Machine
	var names []string
	for _, m := range r.Machines {
		if rows[m.Name] == 0 {
			continue
		}
		machines, names = append(machines, m), append(names, m.Name)
	}
	if len(machines) == 0 {
		return report.Machine{}, nil, fmt.Errorf(
			"the report has no measurements of %s; make some with assay bench", p.Name)
	}
	if q.Machine != "" {
		i := slices.Index(names, q.Machine)
		if i < 0 {
			return report.Machine{}, nil, fmt.Errorf("%s was not measured on a machine %q; it was on %s",
				p.Name, q.Machine, list(names))
		}
		machines = machines[i : i+1]
	}
	best := slices.MinFunc(machines, func(a, b report.Machine) int {
		return cmp.Or(
			cmp.Compare(farness(a, q.Processors), farness(b, q.Processors)),
			cmp.Compare(rows[b.Name], rows[a.Name]))
	})
	return best, mismatch(best, q.Processors), nil
}

// farness returns how many times as many processors m has as wanted, or as few,
// on a log scale.
func farness(m report.Machine, wanted int) float64 {
	if wanted <= 0 {
		return 0
	}
	return math.Abs(math.Log(float64(processors(m)) / float64(wanted)))
}

// processors returns how many processors the measurements could use.
func processors(m report.Machine) int { return max(1, cmp.Or(m.Maxprocs, m.Processors)) }

func mismatch(m report.Machine, wanted int) []string {
	n := processors(m)
	if wanted <= 0 || wanted == n {
		return nil
	}
	return []string{fmt.Sprintf(
		"No machine with %s was measured. These rows are from %s with %d, and what goroutines cost each other "+
			"on %d cannot be told from them; run assay bench there and give its results with --from.",
		plural(wanted), m.Name, n, wanted)}
}

// plural returns "1 processor" or "2 processors".
func plural(n int) string {
	if n == 1 {
		return "1 processor"
	}
	return fmt.Sprintf("%d processors", n)
}
