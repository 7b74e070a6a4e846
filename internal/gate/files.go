package gate

import (
	"cmp"
	"fmt"
	"math"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
	"github.com/assay-go/assay/internal/analysis"
)

// CompareFiles compares two results that were measured at different times. They
// have no pairs, so a process is one value (see stats.Welch), and what happened
// to the machine in between is part of the difference. There is nothing to
// measure again: what is found counts as confirmed.
//
// It is an error if the machines differ, or if a file has several runs.
func CompareFiles(b, h *lockstep.Result, o Options) (*Report, error) {
	for _, f := range []struct {
		result *lockstep.Result
		name   string
	}{{b, o.Base.Name}, {h, o.Head.Name}} {
		if len(f.result.Runs) == 0 {
			return nil, fmt.Errorf("%s has no run; measure again", f.name)
		}
	}
	if err := sameMachine(b, h, o); err != nil {
		return nil, err
	}
	r := &Report{
		Base: fileSide(o.Base, b), Head: fileSide(o.Head, h), Margin: o.Margin, Alpha: level,
		Resolution: cmp.Or(o.Resolution, usualResolution),
		Seed:       o.Seed, Reproduce: o.Reproduce,
		Machine: h.Runs[0].Machine, Begin: b.Runs[0].Begin, End: h.Runs[len(h.Runs)-1].End,
	}
	judge := rule{level, o.Margin, o.Seed}
	for _, other := range wanted(h, o) {
		key := other.key()
		mine, ok := find(b, key)
		if !ok {
			r.Missing = append(r.Missing, Missing{key.workload, key.impl, "only the head has it", false})
			continue
		}
		r.Findings = append(r.Findings, mine.against(other)...)
	}
	for _, mine := range wanted(b, o) {
		if key := mine.key(); !has(h, key) {
			r.Missing = append(r.Missing, Missing{key.workload, key.impl, "only the base has it", false})
		}
	}
	if err := judge.verdicts(r.Findings, stats.Holm); err != nil {
		return nil, err
	}
	for i := range r.Findings {
		r.Findings[i].Confirmed = r.Findings[i].changed()
	}
	r.conclude()
	return r, nil
}

// sameMachine refuses what cannot be compared.
func sameMachine(b, h *lockstep.Result, o Options) error {
	first := b.Runs[0].Machine
	for _, f := range []struct {
		result *lockstep.Result
		name   string
	}{{b, o.Base.Name}, {h, o.Head.Name}} {
		for _, run := range f.result.Runs {
			if run.Machine != first {
				return fmt.Errorf("%s was measured on %+v and %s on %+v, so they cannot be compared; "+
					"measure both on one machine", o.Base.Name, first, f.name, run.Machine)
			}
		}
	}
	return nil
}

func fileSide(s Side, r *lockstep.Result) Side {
	h := r.Runs[0]
	if len(h.Commits) > 0 {
		s.Commit = h.Commits[0]
	}
	if len(h.Go) > 0 {
		s.Go = h.Go[0]
	}
	return s
}

// A record is what one contender of a row took, in a file.
type record struct {
	row       *lockstep.RowResult
	contender int
}

func (r record) key() rowKey {
	return rowKey{r.row.Workload().ID(), r.row.Contenders[r.contender].Impl}
}

// records returns those of all implementations; a contender that repeats another
// one is none.
func records(result *lockstep.Result) (all []record) {
	for i := range result.Rows {
		row := &result.Rows[i]
		seen := make(map[string]bool)
		for c, contender := range row.Contenders {
			if !seen[contender.Impl] {
				seen[contender.Impl] = true
				all = append(all, record{row, c})
			}
		}
	}
	return all
}

// wanted returns the records that the options ask for.
func wanted(result *lockstep.Result, o Options) (all []record) {
	workloads, impls := make(map[string]bool), make(map[string]bool)
	for _, w := range o.Workloads {
		workloads[w.ID()] = true
	}
	for _, impl := range o.Impls {
		impls[impl] = true
	}
	for _, r := range records(result) {
		key := r.key()
		if (len(workloads) == 0 || workloads[key.workload]) && (len(impls) == 0 || impls[key.impl]) {
			all = append(all, r)
		}
	}
	return all
}

func find(result *lockstep.Result, key rowKey) (record, bool) {
	for _, r := range records(result) {
		if r.key() == key {
			return r, true
		}
	}
	return record{}, false
}

func has(result *lockstep.Result, key rowKey) bool {
	_, ok := find(result, key)
	return ok
}

// against compares the record of the base with that of the head.
func (r record) against(h record) []Finding {
	key := r.key()
	made := func(unit string) Finding {
		return Finding{Workload: key.workload, Impl: key.impl, Unit: unit, P: 1, better: better(unit)}
	}
	time, bytes, allocs := made("ns/op"), made("B/op"), made("allocs/op")
	for _, side := range []record{r, h} {
		if len(side.row.Failures) > 0 {
			time.Void = "it failed: " + side.row.Failures[0].Error
			return []Finding{time}
		}
	}
	mine, others := r.times(), h.times()
	e, err := stats.Welch(mine, others, analysis.Confidence)
	if err != nil {
		time.Void = fmt.Sprintf("%d and %d processes have undisturbed slices, fewer than 3", len(mine), len(others))
	} else {
		time.Base, time.Head = math.Exp(middle(mine)), math.Exp(middle(others))
		time.set(e, stats.Detectable(e, 1-analysis.Confidence, 0.8))
	}
	mineBytes, mineAllocs := r.allocations()
	otherBytes, otherAllocs := h.allocations()
	bytes.step(mineBytes, otherBytes, byteStep)
	allocs.step(mineAllocs, otherAllocs, allocStep)
	return []Finding{time, bytes, allocs}
}

// times returns the logarithm of each process's time.
func (r record) times() (all []float64) {
	for _, p := range r.row.Processes {
		if v, ok := processTime(p, r.contender); ok {
			all = append(all, math.Log(v))
		}
	}
	return all
}

func (r record) allocations() (bytes, allocs []float64) {
	for _, p := range r.row.Processes {
		b, a := allocations(p, r.contender)
		bytes, allocs = append(bytes, b), append(allocs, a)
	}
	return bytes, allocs
}
