package measure

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/assay-go/assay/bench/lockstep"
	beambench "github.com/assay-go/assay/reference/beam/bench"
)

// beamBinary is the index of the worker that measures on the BEAM.
const beamBinary = 1

// beside adds contenders on the BEAM to the rows that have a counterpart there, and
// returns sentences about those that have none. The rows keep the contenders that
// they have, so that none on the BEAM stands alone.
func beside(rows []lockstep.Row, names []string) (lacks []string, err error) {
	known := beambench.Impls()
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("there is no %q to measure with; choose from %s", name, sentence(known))
		}
		added := false
		var reasons []string
		without := make(map[string][]string) // workloads by reason
		for i := range rows {
			row := &rows[i]
			reason := beambench.Lack(row.Workload, name)
			if reason == "" {
				row.Contenders = append(row.Contenders,
					lockstep.Contender{Label: name, Impl: name, Binary: beamBinary})
				added = true
				continue
			}
			if without[reason] == nil {
				reasons = append(reasons, reason)
			}
			without[reason] = append(without[reason], row.Workload.ID())
		}
		if !added {
			return nil, fmt.Errorf("--with %s: no row that was chosen has a counterpart: %s", name, reasons[0])
		}
		for _, reason := range reasons {
			if name == beambench.Impl { // a variant is one of few patterns
				lacks = append(lacks, strings.Join(without[reason], ", ")+" is measured without beam: "+reason)
			}
		}
	}
	return lacks, nil
}

// addBeam makes the options have a worker that measures on the BEAM.
func addBeam(o *lockstep.Options, program *beambench.Program) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("%w; start the program by its path", err)
	}
	o.Binaries = []string{self, self}
	o.Env = [][]string{nil, program.Env()}
	if len(o.Commits) == 1 {
		o.Commits = append(o.Commits, o.Commits[0])
	}
	return nil
}
