package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A grid is the workloads of a pattern, in the order of their axes.
type grid struct {
	Keys      []string // of the axes that tell the workloads apart
	Fixed     []Axis   // that all workloads have in common
	Workloads []Workload
	seen      map[Axis]int // when an axis got its value first
}

// newGrid sorts the workloads of a pattern. With several machines, the machine
// is an axis as well.
func newGrid(p Pattern, machines int) *grid {
	g := &grid{Workloads: slices.Clone(p.Workloads), seen: make(map[Axis]int)}
	var keys []string
	if machines > 1 {
		keys = append(keys, machineAxis)
	}
	for _, w := range g.Workloads {
		for _, a := range w.Axes {
			if !slices.Contains(keys, a.Key) {
				keys = append(keys, a.Key)
			}
		}
		for _, key := range keys {
			a := Axis{key, value(w, key)}
			if _, ok := g.seen[a]; !ok {
				g.seen[a] = len(g.seen)
			}
		}
	}
	for _, key := range keys {
		if fixed, ok := g.fixed(key); ok && len(g.Workloads) > 1 {
			g.Fixed = append(g.Fixed, Axis{key, fixed})
		} else {
			g.Keys = append(g.Keys, key)
		}
	}
	slices.SortStableFunc(g.Workloads, g.compare)
	return g
}

// machineAxis is the name of the axis that is the machine.
const machineAxis = "machine"

func value(w Workload, key string) string {
	if key == machineAxis {
		return w.Machine
	}
	i := slices.IndexFunc(w.Axes, func(a Axis) bool { return a.Key == key })
	if i < 0 {
		return ""
	}
	return w.Axes[i].Value
}

// fixed returns the value of an axis if all workloads have it.
func (g *grid) fixed(key string) (string, bool) {
	first := value(g.Workloads[0], key)
	for _, w := range g.Workloads {
		if value(w, key) != first {
			return "", false
		}
	}
	return first, true
}

// compare orders workloads by their axes: numbers and durations by size, before
// words in the order of their first appearance.
func (g *grid) compare(a, b Workload) int {
	for _, key := range g.Keys {
		if c := g.compareValues(key, value(a, key), value(b, key)); c != 0 {
			return c
		}
	}
	return 0
}

func (g *grid) compareValues(key, a, b string) int {
	x, okX := size(a)
	y, okY := size(b)
	if okX && okY {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(g.seen[Axis{key, a}], g.seen[Axis{key, b}])
}

func size(value string) (float64, bool) {
	if n, err := strconv.ParseFloat(value, 64); err == nil {
		return n, true
	}
	d, err := time.ParseDuration(value)
	return float64(d), err == nil
}

// label names a workload by what tells it from the others of its pattern.
func (g *grid) label(w Workload) string {
	var parts []string
	for _, key := range g.Keys {
		if v := value(w, key); v != "" {
			parts = append(parts, key+" "+v)
		}
	}
	return cmp.Or(strings.Join(parts, ", "), w.Name)
}

// A heading is a cell of the head of a table: the value of an axis for as many
// workloads as are beside each other and share it and all values above it.
type heading struct {
	Value string
	Span  int
}

// headings returns a row for each axis.
func (g *grid) headings() [][]heading {
	rows := make([][]heading, len(g.Keys))
	for i, w := range g.Workloads {
		fresh := i == 0
		for k, key := range g.Keys {
			v := value(w, key)
			fresh = fresh || v != value(g.Workloads[i-1], key)
			if fresh {
				rows[k] = append(rows[k], heading{short(v), 0})
			}
			rows[k][len(rows[k])-1].Span++
		}
	}
	return rows
}

// order returns the names of all implementations in the report.
func (r *Report) order() []string {
	names := make(map[string]bool)
	for _, p := range r.Patterns {
		for _, w := range p.Workloads {
			for _, c := range w.Cells {
				names[c.Impl] = true
			}
		}
	}
	for _, law := range r.Laws {
		for name := range law.Verdicts {
			names[name] = true
		}
	}
	var order []string
	for _, name := range r.Impls {
		if names[name] {
			order = append(order, name)
			delete(names, name)
		}
	}
	return append(order, slices.Sorted(maps.Keys(names))...)
}

// measured returns those of the implementations that have a cell in p.
func measured(order []string, p Pattern) []string {
	var names []string
	for _, name := range order {
		if slices.ContainsFunc(p.Workloads, func(w Workload) bool { return w.cell(name) != nil }) {
			names = append(names, name)
		}
	}
	return names
}

// cell returns the cell of an implementation, or nil.
func (w Workload) cell(impl string) *Cell {
	i := slices.IndexFunc(w.Cells, func(c Cell) bool { return c.Impl == impl })
	if i < 0 {
		return nil
	}
	return &w.Cells[i]
}
