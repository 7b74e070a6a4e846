package analysis

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-go/assay/bench"
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/internal/certificate"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/reference/beam"
)

// Options say how to make a report. The zero value of a field stands for its
// default.
type Options struct {
	Made   time.Time // when; it is the reader's, not a measurement
	Margin float64   // the largest difference that is none, as a ratio-1; 0.02

	// Impls are all implementations that there are, in the order in which
	// tables have them. The default is the order of the results.
	Impls []string

	// BEAM is what the laws are on the BEAM, or nil if nobody has looked.
	BEAM *beam.Document

	// Lack says why a reference does not take part in a workload, or nothing if it
	// does. It is asked where the BEAM was measured in others, unless it is nil.
	Lack func(w bench.Workload, impl string) string
}

const defaultMargin = 0.02

// Report makes a report of results: those of shards, repetitions or several
// machines. Implementations that break a law of a pattern according to the
// certificate, which may be nil, are not ranked. A contender that repeats
// another one is no competitor: its comparison says how far to trust the rest.
// Neither is a reference, see [report.IsReference]: it stands beside the ranking,
// which is the same without it.
//
// The same arguments give the same report, whose numbers are all finite.
func Report(results []*lockstep.Result, cert *certificate.Certificate, o Options) (*report.Report, error) {
	all, err := lockstep.Merge(results...)
	if err != nil {
		return nil, err
	}
	if len(all.Runs) == 0 || len(all.Rows) == 0 {
		return nil, errors.New("the results have no rows; measure with assay bench")
	}
	if o.Margin == 0 {
		o.Margin = defaultMargin
	}
	where, names := machines(all.Runs)
	separate(where)
	workloads := compare(all, names, laws{cert})
	if o.Lack != nil && hasReferences(all) {
		for _, w := range workloads {
			w.lack = o.Lack(w.row.Workload(), report.BEAMImpl)
		}
	}
	if err := judge(workloads, o.Margin); err != nil {
		return nil, err
	}
	r := &report.Report{
		Version: report.Version, Made: o.Made, Commit: commits(all.Runs), Machines: where,
		Budget: budget(all.Runs), Impls: order(all, cert, o.Impls), Null: null(workloads),
		Overhead: overhead(all), Tie: o.Margin, Laws: laws{cert}.rows(), BEAM: lawsThere(o.BEAM),
		Reproduce: reproduce(all, o.Impls), Notes: notes(all, workloads, laws{cert}),
	}
	r.Patterns, err = patterns(workloads, len(where))
	return r, err
}

// compare compares the contenders of all rows that were measured, in the order of
// the workloads of package bench.
func compare(all *lockstep.Result, names map[string]string, l laws) []*workload {
	rank := make(map[string]int)
	for i, w := range bench.Workloads(bench.Full) {
		rank[w.ID()] = i
	}
	known := bench.Patterns()
	place := func(w *workload) (pattern, workload int) {
		if pattern = slices.Index(known, w.row.Pattern); pattern < 0 {
			pattern = len(known)
		}
		workload, found := rank[w.row.Workload().ID()]
		if !found {
			workload = len(rank)
		}
		return pattern, workload
	}
	var workloads []*workload
	for i := range all.Rows {
		row := &all.Rows[i]
		if h, ok := all.Header(row); ok {
			workloads = append(workloads, newWorkload(row, h, names[h.Key()], l))
		}
	}
	slices.SortStableFunc(workloads, func(a, b *workload) int {
		patternA, workloadA := place(a)
		patternB, workloadB := place(b)
		return cmp.Or(patternA-patternB, workloadA-workloadB)
	})
	return workloads
}

// patterns sorts the workloads by pattern.
func patterns(workloads []*workload, machines int) ([]report.Pattern, error) {
	name := func(w *workload) string {
		_, name, _ := strings.Cut(w.row.Workload().ID(), "/")
		if machines > 1 {
			name += "/machine=" + w.machine
		}
		return name
	}
	var all []report.Pattern
	of := make(map[string][]*workload)
	for _, w := range workloads {
		if of[w.row.Pattern] == nil {
			all = append(all, report.Pattern{Name: w.row.Pattern, Summary: summaries[w.row.Pattern]})
		}
		of[w.row.Pattern] = append(of[w.row.Pattern], w)
	}
	for i := range all {
		p := &all[i]
		for _, w := range of[p.Name] {
			shown, err := w.report()
			if err != nil {
				return nil, err
			}
			p.Workloads = append(p.Workloads, shown)
			curves, err := w.curves(name(w))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", w.row.Workload().ID(), err)
			}
			p.Latency = append(p.Latency, curves...)
		}
		p.Scaling = scalings(of[p.Name], name)
	}
	return all, nil
}

// report returns the form of a workload that readers see.
func (w *workload) report() (shown report.Workload, err error) {
	_, name, _ := strings.Cut(w.row.Workload().ID(), "/")
	shown = report.Workload{Name: name, Machine: w.machine, Unit: "ns/op", Void: w.void}
	for _, a := range w.row.Axes {
		shown.Axes = append(shown.Axes, report.Axis{Key: a.Key, Value: a.Value})
	}
	leader, err := w.leader()
	if err != nil {
		return shown, err
	}
	if shown.Cells, err = w.cells(); err != nil {
		return shown, err
	}
	shown.References, err = w.references(leader)
	return shown, err
}

// order returns the implementations in the order of the tables: the known ones
// first, then those of the certificate, then others.
func order(all *lockstep.Result, cert *certificate.Certificate, known []string) []string {
	order := slices.Clone(known)
	if cert != nil {
		for _, impl := range cert.Implementations {
			order = append(order, impl.Name)
		}
	}
	order = append(order, implementations(all, nil)...)
	var unique []string
	for _, name := range order {
		if !slices.Contains(unique, name) {
			unique = append(unique, name)
		}
	}
	return unique
}

// commits returns the commits that were measured.
func commits(runs []lockstep.Header) string {
	var all []string
	for _, h := range runs {
		for _, c := range h.Commits {
			if c != "" && !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	if all == nil {
		return "unknown"
	}
	return strings.Join(all, ", ")
}

// overhead returns the most that the harness takes of candidates, in nanoseconds
// per operation.
func overhead(all *lockstep.Result) float64 {
	most := 0.0
	for _, h := range all.Runs {
		for binary, ns := range h.Overhead {
			if !foreign(all, binary) {
				most = max(most, finite(ns))
			}
		}
	}
	return most
}
