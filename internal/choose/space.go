package choose

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/assay-go/assay/internal/report"
)

// kinds are the axes that say what an operation is. Workloads that differ in one
// of them tell nothing about each other.
var kinds = []string{"op", "call", "of"}

// A space is the workloads of a pattern on one machine.
type space struct {
	workloads []*report.Workload
	keys      []string // of all axes, in the order of the names
	usual     []report.Axis
}

func newSpace(p *report.Pattern, machine string, usual []report.Axis) *space {
	var workloads []*report.Workload
	for i, w := range p.Workloads {
		if w.Machine == machine {
			workloads = append(workloads, &p.Workloads[i])
		}
	}
	return spaceOf(workloads, usual)
}

func spaceOf(workloads []*report.Workload, usual []report.Axis) *space {
	s := &space{workloads: workloads, usual: usual}
	for _, w := range workloads {
		for _, a := range w.Axes {
			if !slices.Contains(s.keys, a.Key) {
				s.keys = append(s.keys, a.Key)
			}
		}
	}
	return s
}

// where returns the workloads of s of which keep is true.
func (s *space) where(keep func(*report.Workload) bool) *space {
	var kept []*report.Workload
	for _, w := range s.workloads {
		if keep(w) {
			kept = append(kept, w)
		}
	}
	return spaceOf(kept, s.usual)
}

// with returns the workloads that have a value for the axis.
func (s *space) with(a report.Axis) *space {
	return s.where(func(w *report.Workload) bool { return value(w.Axes, a.Key) == a.Value })
}

// values returns what was measured of an axis. Workloads without it count as none.
func (s *space) values(key string) []string {
	var values []string
	for _, w := range s.workloads {
		if v := value(w.Axes, key); v != "" && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	slices.SortStableFunc(values, compareValues)
	return values
}

// check reports what the space knows nothing of: an axis, or two of them together.
func (s *space) check(asked []report.Axis) (*space, error) {
	for i, a := range asked {
		if slices.ContainsFunc(asked[:i], func(b report.Axis) bool { return a.Key == b.Key }) {
			return nil, fmt.Errorf("the axis %s was given twice; ask for one value at a time", a.Key)
		}
		if !slices.Contains(s.keys, a.Key) {
			return nil, fmt.Errorf("no workload has an axis %q; there are %s", a.Key, list(s.keys))
		}
		if slices.Contains(kinds, a.Key) && !slices.Contains(s.values(a.Key), a.Value) {
			return nil, s.unmeasured(a)
		}
	}
	return s.narrow(asked)
}

// narrow returns the workloads of the kinds that are asked for, as far as they
// have all the other axes.
func (s *space) narrow(asked []report.Axis) (*space, error) {
	left := s
	for _, a := range asked {
		if slices.Contains(kinds, a.Key) {
			left = left.with(a)
		}
	}
	for _, a := range asked {
		next := left.where(func(w *report.Workload) bool { return value(w.Axes, a.Key) != "" })
		if len(next.workloads) == 0 {
			return nil, fmt.Errorf("no workload has all of %s; those with the rest have the axes %s",
				describe(asked), list(left.keys))
		}
		left = next
	}
	return left, nil
}

// unmeasured is the error about a value that is neither measured nor between
// numbers that are.
func (s *space) unmeasured(a report.Axis) error {
	var among []report.Axis
	for _, key := range kinds {
		if values := s.values(key); key != a.Key && len(values) == 1 {
			among = append(among, report.Axis{Key: key, Value: values[0]})
		}
	}
	with := ""
	if len(among) > 0 {
		with = " with " + describe(among)
	}
	return fmt.Errorf("%s=%s was not measured%s, and nothing that was tells about it; measured: %s",
		a.Key, a.Value, with, list(s.values(a.Key)))
}

// centre narrows the space down to one workload by the usual values of the axes.
func (s *space) centre() *report.Workload {
	for _, key := range s.keys {
		s = s.with(report.Axis{Key: key, Value: s.usualValue(key)})
	}
	return s.workloads[0]
}

// usualValue returns the usual value of an axis, or else the one that most
// workloads have, which is empty for those that lack the axis.
func (s *space) usualValue(key string) string {
	n := make(map[string]int)
	var order []string
	for _, w := range s.workloads {
		v := value(w.Axes, key)
		if n[v] == 0 {
			order = append(order, v)
		}
		n[v]++
	}
	if v := value(s.usual, key); n[v] > 0 && v != "" {
		return v
	}
	most := order[0]
	for _, v := range order {
		if n[v] > n[most] {
			most = v
		}
	}
	return most
}

// at returns the workload with these axes, or nil.
func (s *space) at(axes []report.Axis) *report.Workload {
	i := slices.IndexFunc(s.workloads, func(w *report.Workload) bool {
		return len(w.Axes) == len(axes) && !slices.ContainsFunc(axes, func(a report.Axis) bool {
			return value(w.Axes, a.Key) != a.Value
		})
	})
	if i < 0 {
		return nil
	}
	return s.workloads[i]
}

// nearest returns the names of up to three rows with a ranking, those first that
// differ from axes least.
func (s *space) nearest(axes []report.Axis) []string {
	ranked := s.where(func(w *report.Workload) bool {
		return w.Void == "" && slices.ContainsFunc(w.Cells, func(c report.Cell) bool { return c.Rank > 0 })
	}).workloads
	slices.SortStableFunc(ranked, func(v, w *report.Workload) int {
		return cmp.Compare(len(differences(axes, v.Axes)), len(differences(axes, w.Axes)))
	})
	var names []string
	for _, w := range ranked[:min(len(ranked), 3)] {
		names = append(names, w.Name)
	}
	return names
}

// value returns the value of an axis, or nothing if there is none.
func value(axes []report.Axis, key string) string {
	i := slices.IndexFunc(axes, func(a report.Axis) bool { return a.Key == key })
	if i < 0 {
		return ""
	}
	return axes[i].Value
}

// set returns axes with another value for one of them.
func set(axes []report.Axis, key, value string) []report.Axis {
	axes = slices.Clone(axes)
	for i := range axes {
		if axes[i].Key == key {
			axes[i].Value = value
		}
	}
	return axes
}
