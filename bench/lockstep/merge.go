package lockstep

import (
	"errors"
	"fmt"
	"slices"
)

// Key identifies the machine and the programs: numbers with the same key may be
// put together. How busy the machine was is no part of it.
func (h Header) Key() string { return fmt.Sprintf("%+v %q %q", h.Machine, h.Commits, h.Go) }

// Header returns the first run that has measured the row, or tried to. All
// others that have, have the same key.
func (r *Result) Header(row *RowResult) (Header, bool) {
	switch {
	case len(row.Processes) > 0:
		return r.Runs[row.Processes[0].Run], true
	case len(row.Failures) > 0:
		return r.Runs[row.Failures[0].Run], true
	}
	return Header{}, false
}

// Merge puts results together: shards of a grid, repetitions, other machines. A
// row that several measured under the same key and with the same contenders has
// the processes of all. It takes over the parts of the results and changes none.
//
// It is an error to merge a result with itself, which would feign certainty.
func Merge(results ...*Result) (*Result, error) {
	if len(results) == 0 {
		return nil, errors.New("there are no results to merge")
	}
	all := &Result{}
	for i, r := range results {
		for _, h := range r.Runs {
			if slices.ContainsFunc(all.Runs, h.same) {
				return nil, fmt.Errorf("result %d has a run that an earlier one has, too: that with the "+
					"seed %d of %v; leave one of them out", i+1, h.Seed, h.Begin.Time)
			}
		}
		all.add(r)
	}
	return all, nil
}

func (h Header) same(other Header) bool {
	return h.Key() == other.Key() && h.Seed == other.Seed && h.Begin == other.Begin && h.End == other.End &&
		slices.Equal(h.Overhead, other.Overhead)
}

func (r *Result) add(other *Result) {
	offset := len(r.Runs)
	r.Runs = append(r.Runs, other.Runs...)
	for _, row := range other.Rows {
		row.Processes, row.Failures = slices.Clone(row.Processes), slices.Clone(row.Failures)
		for i := range row.Processes {
			row.Processes[i].Run += offset
		}
		for i := range row.Failures {
			row.Failures[i].Run += offset
		}
		i := slices.IndexFunc(r.Rows, func(have RowResult) bool { return r.alike(&have, &row) })
		if i < 0 {
			r.Rows = append(r.Rows, row)
			continue
		}
		have := &r.Rows[i]
		have.Processes = append(have.Processes, row.Processes...)
		have.Failures = append(have.Failures, row.Failures...)
	}
}

// alike says whether two rows have the same workload, contenders and key.
func (r *Result) alike(a, b *RowResult) bool {
	ha, okA := r.Header(a)
	hb, okB := r.Header(b)
	return okA && okB && ha.Key() == hb.Key() && a.Workload().ID() == b.Workload().ID() &&
		slices.Equal(a.Contenders, b.Contenders)
}
