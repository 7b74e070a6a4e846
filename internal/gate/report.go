package gate

import (
	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/bench/stats"
)

// A Report is what a comparison of two revisions has found.
type Report struct {
	Status Status  `json:"status"`
	Base   Side    `json:"base"`
	Head   Side    `json:"head"`
	Paired bool    `json:"paired"` // the two took turns
	Margin float64 `json:"margin"` // differences up to that share are none
	// Resolution is what most rows had to be likely to show.
	Resolution float64 `json:"resolution"`
	Alpha      float64 `json:"alpha"` // the probability of any false alarm, of all rows
	Budget     string  `json:"budget,omitempty"`
	Seed       uint64  `json:"seed"`

	// Identical says that both are the same program, so that nothing was measured.
	Identical bool `json:"identical,omitempty"`

	Findings []Finding `json:"findings"` // of all rows and units
	Missing  []Missing `json:"missing"`  // what could not be compared
	Null     Null      `json:"null"`     // of base against itself
	Advice   []string  `json:"advice,omitempty"`

	Machine   lockstep.Machine `json:"machine"`
	Begin     lockstep.Weather `json:"begin"`
	End       lockstep.Weather `json:"end"`
	Urgent    bool             `json:"urgent,omitempty"` // measured before other work, at niceness -19
	Reproduce string           `json:"reproduce"`
}

// A Side is a revision or a file.
type Side struct {
	Name   string `json:"name"` // as the user gave it
	Commit string `json:"commit,omitempty"`
	Go     string `json:"go,omitempty"`
	binary string
	source string // the directory that it was built from
}

// A Status is the outcome of a comparison.
type Status string

// The statuses.
const (
	Clean        Status = "clean"        // nothing is confirmed
	Regression   Status = "regression"   // something is confirmed to be worse
	Inconclusive Status = "inconclusive" // the measurement could not have told
)

// A Finding is the comparison of a unit of a row.
type Finding struct {
	Workload string  `json:"workload"`
	Impl     string  `json:"impl"`
	Unit     string  `json:"unit"`
	Base     float64 `json:"base"`
	Head     float64 `json:"head"`

	// Ratio is that of Head to Base with its interval, or 0 if Base is 0, or if
	// the comparison is void.
	Ratio float64 `json:"ratio"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`

	P       float64       `json:"p"`                 // adjusted for all rows; 0 for what is counted
	Seen    float64       `json:"seen,omitempty"`    // of times: the smallest likely to be found
	Verdict stats.Verdict `json:"verdict"`           // about head: slower means worse
	Counted bool          `json:"counted,omitempty"` // it is exact

	// Confirmed says that the second run found it, too; Doubt why not, if the
	// first run found it.
	Confirmed bool   `json:"confirmed,omitempty"`
	Doubt     string `json:"doubt,omitempty"`
	Void      string `json:"void,omitempty"` // why nothing can be said, if so

	estimate stats.Estimate
	better   int
}

// row identifies the row of a finding.
func (f Finding) row() rowKey { return rowKey{f.Workload, f.Impl} }

type rowKey struct{ workload, impl string }

// A Missing is a row, or a side of it, that was not measured.
type Missing struct {
	Workload string `json:"workload"`
	Impl     string `json:"impl"`
	Reason   string `json:"reason"`
	// Blind says that it might have been measured: both sides have it.
	Blind bool `json:"blind,omitempty"`
}

// Null is what comparing base with itself gave.
type Null struct {
	Comparisons int     `json:"comparisons"`
	Alarms      int     `json:"alarms"` // at 5 %, each by itself
	Median      float64 `json:"median"` // of the error
	Worst       float64 `json:"worst"`
}

// Confirmed returns the confirmed changes, those for the worse first.
func (r *Report) Confirmed() (all []Finding) {
	for _, verdict := range []stats.Verdict{stats.Slower, stats.Faster} {
		for _, f := range r.Findings {
			if f.Confirmed && f.Verdict == verdict {
				all = append(all, f)
			}
		}
	}
	return all
}

// count returns how many findings are so.
func (r *Report) count(is func(Finding) bool) (n int) {
	for _, f := range r.Findings {
		if is(f) {
			n++
		}
	}
	return n
}
