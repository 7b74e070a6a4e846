package choose

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/assay-go/assay/internal/report"
)

// Merge puts reports together. Where two have the same workload on the same
// machine, or a verdict about the same law and implementation, the later one
// counts. It is an error if they call different machines by the same name. The
// reports stay as they are.
func Merge(reports ...*report.Report) (*report.Report, error) {
	if len(reports) == 0 {
		return &report.Report{}, nil
	}
	merged := *reports[0]
	for _, r := range reports[1:] {
		machines, err := mergeMachines(merged.Machines, r.Machines)
		if err != nil {
			return nil, err
		}
		merged.Machines = machines
		merged.Patterns = mergePatterns(merged.Patterns, r.Patterns)
		merged.Laws = mergeLaws(merged.Laws, r.Laws)
	}
	return &merged, nil
}

func mergeMachines(old, more []report.Machine) ([]report.Machine, error) {
	all := slices.Clone(old)
	for _, m := range more {
		i := slices.IndexFunc(all, func(o report.Machine) bool { return o.Name == m.Name })
		if i < 0 {
			all = append(all, m)
			continue
		}
		o := all[i]
		o.Load, o.More, o.Go = m.Load, m.More, m.Go
		if !reflect.DeepEqual(o, m) {
			return nil, fmt.Errorf("two reports have a machine %q, one with %s (%s), one with %s (%s); "+
				"give it another name with assay bench --machine", m.Name,
				all[i].CPU, plural(processors(all[i])), m.CPU, plural(processors(m)))
		}
	}
	return all, nil
}

func mergePatterns(old, more []report.Pattern) []report.Pattern {
	all := slices.Clone(old)
	for _, p := range more {
		i := slices.IndexFunc(all, func(o report.Pattern) bool { return o.Name == p.Name })
		if i < 0 {
			all = append(all, p)
			continue
		}
		all[i].Workloads = mergeWorkloads(all[i].Workloads, p.Workloads)
	}
	return all
}

func mergeWorkloads(old, more []report.Workload) []report.Workload {
	all := slices.Clone(old)
	for _, w := range more {
		i := slices.IndexFunc(all, func(o report.Workload) bool { return o.Name == w.Name && o.Machine == w.Machine })
		if i < 0 {
			all = append(all, w)
		} else {
			all[i] = w
		}
	}
	return all
}

func mergeLaws(old, more []report.Law) []report.Law {
	all := slices.Clone(old)
	for _, l := range more {
		i := slices.IndexFunc(all, func(o report.Law) bool { return o.Pattern == l.Pattern && o.Name == l.Name })
		if i < 0 {
			all = append(all, l)
			continue
		}
		verdicts := maps.Clone(all[i].Verdicts)
		maps.Copy(verdicts, l.Verdicts)
		all[i].Verdicts = verdicts
	}
	return all
}
