package choose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/report"
)

// A mixture is how the times of a workload follow from those of measured ones.
type mixture struct {
	target []report.Axis
	parts  []part
	ends   []*report.Workload // that it is interpolated between, if they are rows
	basis  Basis
	notes  []string
}

// A part is a row and the power of its times. The powers of all are 1 together.
type part struct {
	workload *report.Workload
	power    float64
}

// resolve finds the rows that answer a question. The axes that are not asked for
// are as usual.
func (s *space) resolve(asked []report.Axis) (*mixture, error) {
	s, err := s.check(asked)
	if err != nil {
		return nil, err
	}
	exact := s
	for _, a := range asked {
		exact = exact.with(a)
	}
	if len(exact.workloads) > 0 {
		w := exact.centre()
		return &mixture{target: w.Axes, parts: []part{{w, 1}}}, nil
	}
	for _, key := range kinds {
		if slices.Contains(s.keys, key) {
			s = s.with(report.Axis{Key: key, Value: s.usualValue(key)})
		}
	}
	base := s.centre()
	m := &mixture{target: base.Axes, basis: Interpolated}
	for _, a := range asked {
		m.target = set(m.target, a.Key, a.Value)
	}
	corners, err := m.corners(s)
	if err != nil {
		return nil, err
	}
	for _, c := range corners {
		if !m.add(s, base, c) {
			m.parts, m.basis = nil, Unknown
			m.notes = append(m.notes, fmt.Sprintf(
				"Nothing was measured from which %s could be put together.", describe(c.axes)))
			break
		}
	}
	return m, nil
}

// A corner is a point of measured values, and its weight.
type corner struct {
	axes   []report.Axis
	weight float64
}

// corners returns the points around the target that have measured values only.
func (m *mixture) corners(s *space) ([]corner, error) {
	corners := []corner{{m.target, 1}}
	for _, a := range m.target {
		values := s.values(a.Key)
		if slices.Contains(values, a.Value) {
			continue
		}
		b, ok := bracketOf(a.Key, a.Value, values)
		if !ok {
			return nil, s.unmeasured(a)
		}
		m.note(a, b)
		var split []corner
		for _, c := range corners {
			switch {
			case b.low == "" || b.low == b.high:
				split = append(split, corner{set(c.axes, a.Key, b.high), c.weight})
			case b.high == "":
				split = append(split, corner{set(c.axes, a.Key, b.low), c.weight})
			default:
				split = append(split,
					corner{set(c.axes, a.Key, b.low), c.weight * (1 - b.share)},
					corner{set(c.axes, a.Key, b.high), c.weight * b.share})
			}
		}
		corners = split
	}
	return corners, nil
}

// note says what is done about a value that was not measured.
func (m *mixture) note(a report.Axis, b bracket) {
	switch {
	case b.low == b.high:
	case b.low == "" || b.high == "":
		side, nearest := "up to", b.low
		if b.low == "" {
			side, nearest = "down to", b.high
		}
		m.basis = max(m.basis, Guess)
		m.notes = append(m.notes, fmt.Sprintf(
			"Measured %s %s=%s; beyond that this is a guess, the numbers of %s=%s.",
			side, a.Key, nearest, a.Key, nearest))
	default:
		m.notes = append(m.notes, fmt.Sprintf(
			"%s=%s was not measured: interpolated between %s and %s, on a %s scale.",
			a.Key, a.Value, b.low, b.high, scale(a.Key, b.low)))
	}
}

// add adds a corner: its row, or else rows that differ from base in some of its
// axes each, as many at a time as were measured together.
func (m *mixture) add(s *space, base *report.Workload, c corner) bool {
	if w := s.at(c.axes); w != nil {
		m.weigh(w, c.weight)
		m.ends = append(m.ends, w)
		return true
	}
	left := differences(c.axes, base.Axes)
	steps := []string{}
	m.weigh(base, c.weight)
	for len(left) > 0 {
		w := s.largest(base, left)
		if w == nil {
			return false
		}
		m.weigh(w, c.weight)
		m.weigh(base, -c.weight)
		covered := differences(w.Axes, base.Axes)
		steps = append(steps, describe(covered))
		left = slices.DeleteFunc(left, func(a report.Axis) bool { return slices.Contains(covered, a) })
	}
	m.basis = max(m.basis, Guess)
	m.notes = append(m.notes, fmt.Sprintf(
		"Not measured together: %s. The numbers are a guess, as if neither changed what the other costs.",
		list(steps)))
	return true
}

// largest returns the row that differs from base in most of these axes, and in no
// other, or nil.
func (s *space) largest(base *report.Workload, axes []report.Axis) *report.Workload {
	var best *report.Workload
	most := 0
	for _, w := range s.workloads {
		d := differences(w.Axes, base.Axes)
		foreign := slices.ContainsFunc(d, func(a report.Axis) bool { return !slices.Contains(axes, a) })
		if len(w.Axes) == len(base.Axes) && !foreign && len(d) > most {
			best, most = w, len(d)
		}
	}
	return best
}

// weigh adds a power of a row.
func (m *mixture) weigh(w *report.Workload, power float64) {
	i := slices.IndexFunc(m.parts, func(p part) bool { return p.workload == w })
	if i < 0 {
		m.parts = append(m.parts, part{w, power})
		return
	}
	m.parts[i].power += power
	if m.parts[i].power == 0 {
		m.parts = slices.Delete(m.parts, i, i+1)
	}
}

// differences returns the axes that have another value in base.
func differences(axes, base []report.Axis) []report.Axis {
	var d []report.Axis
	for _, a := range axes {
		if value(base, a.Key) != a.Value {
			d = append(d, a)
		}
	}
	return d
}

func describe(axes []report.Axis) string {
	var words []string
	for _, a := range axes {
		words = append(words, a.Key+"="+a.Value)
	}
	return strings.Join(words, " ")
}
