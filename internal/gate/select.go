package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/conformance"
)

// Select returns the workloads of the patterns in the grid, and the names of the
// implementations. None stand for all; an unknown name is an error.
func Select(
	patterns, names []string, grid bench.Grid, all []conformance.Implementation,
) (workloads []bench.Workload, impls []string, err error) {
	known := bench.Patterns()
	for _, p := range patterns {
		if !slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, p) }) {
			return nil, nil, fmt.Errorf("there are no workloads of a pattern %q; choose from %s",
				p, strings.ToLower(strings.Join(known, ", ")))
		}
	}
	for _, w := range bench.Workloads(grid) {
		if len(patterns) == 0 ||
			slices.ContainsFunc(patterns, func(p string) bool { return strings.EqualFold(w.Pattern, p) }) {
			workloads = append(workloads, w)
		}
	}
	var have []string
	for _, impl := range all {
		have = append(have, impl.Name)
	}
	for _, name := range names {
		if !slices.Contains(have, name) {
			return nil, nil, fmt.Errorf("there is no implementation %q; choose from %s", name, strings.Join(have, ", "))
		}
	}
	if len(names) == 0 {
		names = have
	}
	return workloads, names, nil
}
