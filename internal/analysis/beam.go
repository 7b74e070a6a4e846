package analysis

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/reference/beam"
)

// OpenBEAM reads what the laws are on the BEAM from a file, whose name is in the
// error. The error wraps [fs.ErrNotExist] if there is none.
func OpenBEAM(name string) (*beam.Document, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%w; write it with make beam", err)
	}
	defer func() { _ = f.Close() }() // nothing to lose: it was only read
	d, err := beam.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return d, nil
}

// lawsThere returns the form of a document that readers see.
func lawsThere(d *beam.Document) *report.BEAM {
	if d == nil {
		return nil
	}
	b := &report.BEAM{OTP: d.OTP, ERTS: d.ERTS, Elixir: d.Elixir, Checks: d.Checks, Notes: d.Notes}
	for _, s := range d.Laws {
		b.Laws = append(b.Laws, report.Standing{ID: s.ID, Standing: s.Standing, Why: s.Why})
	}
	for _, s := range d.Errata {
		b.Errata = append(b.Errata, report.Standing{ID: s.ID, Standing: s.Standing, Why: s.Why})
	}
	return b
}

// references returns what the contenders took that are no candidates, beside the
// leader of the ranking, which is -1 if there is none.
func (w *workload) references(leader int) ([]report.Cell, error) {
	var cells []report.Cell
	for _, i := range w.beside {
		c, err := w.cell(i)
		if err != nil {
			return nil, err
		}
		c.Verdict, c.P = report.Reference, 1
		if leader < 0 {
			c.Unranked = "the others have no ranking"
			if len(w.row.Failures) > 0 {
				c.Unranked = w.void
			}
			cells = append(cells, c)
			continue
		}
		pair := Compare(w.row, leader, i, w.seed)
		if c.Unranked = pair.Void; pair.Void == "" {
			low, high := pair.Estimate.Factors()
			c.Ratio, c.Seen = estimate(pair.Estimate.Ratio(), low, high), finite(pair.Seen)
		}
		cells = append(cells, c)
	}
	missing := !slices.ContainsFunc(cells, func(c report.Cell) bool { return c.Impl == report.BEAMImpl })
	if missing && w.lack != "" {
		cells = append(cells, report.Cell{
			Impl: report.BEAMImpl, Verdict: report.Reference, P: 1, Unranked: w.lack,
		})
	}
	return cells, nil
}

// hasReferences reports whether anything was measured that is no candidate.
func hasReferences(all *lockstep.Result) bool { return len(measuredReferences(all)) > 0 }

// measuredReferences returns what was measured that is no candidate, in the order
// of the alphabet.
func measuredReferences(all *lockstep.Result) []string {
	var names []string
	for _, row := range all.Rows {
		for _, c := range row.Contenders {
			if reference(c) && !slices.Contains(names, c.Impl) {
				names = append(names, c.Impl)
			}
		}
	}
	slices.Sort(names)
	return names
}

func reference(c lockstep.Contender) bool { return report.IsReference(c.Impl) }

// foreign reports whether a program has nothing but references.
func foreign(all *lockstep.Result, binary int) bool {
	some := false
	for _, row := range all.Rows {
		for _, c := range row.Contenders {
			if c.Binary == binary && !reference(c) {
				return false
			}
			some = some || c.Binary == binary
		}
	}
	return some
}

// separate takes the versions of the BEAM from those of Go, where the record of a
// run has both.
func separate(machines []report.Machine) {
	for i := range machines {
		m := &machines[i]
		var own, others []string
		for version := range strings.SplitSeq(m.Go, ", ") {
			if strings.HasPrefix(version, "go") || strings.HasPrefix(version, "devel") || version == "" {
				own = append(own, version)
			} else {
				others = append(others, version)
			}
		}
		if len(own) > 0 && len(others) > 0 {
			m.Go, m.More[report.BEAMVersion] = strings.Join(own, ", "), strings.Join(others, ", ")
		}
	}
}
