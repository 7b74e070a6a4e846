// Package report turns measurements into what people read: a page, tables for
// pull requests, and data for other programs.
package report

import "time"

// A Report is everything that a page shows. It is what report.json holds.
type Report struct {
	Version  int       `json:"version"` // of this format
	Made     time.Time `json:"made"`
	Commit   string    `json:"commit"`
	Machines []Machine `json:"machines"`
	Budget   string    `json:"budget"` // how long was measured, as the command takes it
	// Impls is the order of the implementations, in which tables have their
	// columns. Those that it does not name follow by name.
	Impls     []string  `json:"impls,omitempty"`
	Patterns  []Pattern `json:"patterns"` // in the order of package patterns
	Null      Null      `json:"null"`     // what comparing equals with equals gave
	Overhead  float64   `json:"overhead"` // of the harness, in nanoseconds per operation
	Tie       float64   `json:"tie"`      // the ratio-1 up to which two are called a tie, 0 if unknown
	Laws      []Law     `json:"laws"`     // of the certificate
	BEAM      *BEAM     `json:"beam,omitempty"`
	Reproduce []string  `json:"reproduce"` // commands
	Changes   []Change  `json:"changes,omitempty"`
	Notes     []string  `json:"notes,omitempty"`
}

// A Machine is where measurements were made.
type Machine struct {
	Name       string            `json:"name"` // the key by which rows name it
	CPU        string            `json:"cpu"`
	Processors int               `json:"processors"`
	Maxprocs   int               `json:"maxprocs"`
	OS         string            `json:"os"`   // goos/goarch and the kernel
	Go         string            `json:"go"`   // the version
	Load       string            `json:"load"` // the load average at the begin and the end
	More       map[string]string `json:"more,omitempty"`
}

// versions returns the version of Go and, where references ran, theirs.
func (m Machine) versions() string {
	if v := m.More[BEAMVersion]; v != "" {
		return m.Go + ", " + v
	}
	return m.Go
}

// A Pattern is the workloads of a pattern.
type Pattern struct {
	Name      string     `json:"name"`    // Table
	Summary   string     `json:"summary"` // a sentence about it
	Workloads []Workload `json:"workloads"`
	Scaling   []Scaling  `json:"scaling,omitempty"`
	Latency   []Curve    `json:"latency,omitempty"`
}

// An Axis is a property of a workload and its value.
type Axis struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// A Workload is what the implementations of a pattern were made to do.
type Workload struct {
	Name    string `json:"name"` // reads=99/keys=1000/goroutines=2
	Machine string `json:"machine"`
	Axes    []Axis `json:"axes"`
	Unit    string `json:"unit"`  // of the values, such as ns/op
	Cells   []Cell `json:"cells"` // by rank
	Void    string `json:"void,omitempty"`

	// References are what implementations took that are no candidates. They have no
	// rank, and their Ratio is to the first of the ranking. Unranked says why there
	// is none. One that was not measured has nothing but the reason.
	References []Cell `json:"references,omitempty"`
}

// A Cell is what an implementation took for a workload.
type Cell struct {
	Impl  string   `json:"impl"`
	Value Estimate `json:"value"` // the median
	// Ratio is how much longer it took than the first one of the ranking: 1 for
	// that itself.
	Ratio   Estimate `json:"ratio"`
	Verdict string   `json:"verdict"` // best, tie, slower, inconclusive, reference
	Rank    int      `json:"rank"`    // 1 for the best and those that tie with it; 0 if not ranked
	P       float64  `json:"p"`       // adjusted for the number of comparisons
	Seen    float64  `json:"seen"`    // the smallest ratio-1 that could have been seen
	// Unranked says why it is not ranked: it fails a law, or was not contended.
	Unranked string             `json:"unranked,omitempty"`
	Overlap  float64            `json:"overlap,omitempty"`
	Bytes    float64            `json:"bytes"`
	Allocs   float64            `json:"allocs"`
	Metrics  map[string]float64 `json:"metrics,omitempty"` // p50-ns, p99-ns, heap-B/value ...
	Slices   int                `json:"slices"`
	Dropped  float64            `json:"dropped"` // the share of slices that were disturbed
	Warnings []string           `json:"warnings,omitempty"`
}

// An Estimate is a value with its 95 % interval.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// A Scaling is the throughput of an implementation by the number of goroutines.
type Scaling struct {
	Impl     string  `json:"impl"`
	Workload string  `json:"workload"` // without the goroutines
	Points   []Point `json:"points"`
	Fit      *Fit    `json:"fit,omitempty"`
	Unfitted string  `json:"unfitted,omitempty"` // why there is no fit
}

// A Point is the throughput of N goroutines, in operations per second.
type Point struct {
	N          int      `json:"n"`
	Throughput Estimate `json:"throughput"`
}

// A Fit is one of the Universal Scalability Law.
type Fit struct {
	Lambda     Estimate `json:"lambda"`
	Contention Estimate `json:"contention"`
	Coherency  Estimate `json:"coherency"`
	Peak       float64  `json:"peak"`
	// Band is the curve and its interval, in ascending order of N. Without it
	// only the curve is drawn.
	Band []Point `json:"band,omitempty"`
}

// A Curve is the distribution of the latency of an implementation.
type Curve struct {
	Impl     string     `json:"impl"`
	Workload string     `json:"workload"`
	Open     bool       `json:"open"`               // at a fixed arrival rate, from the intended start
	Rate     float64    `json:"rate,omitempty"`     // arrivals per second
	Lateness float64    `json:"lateness,omitempty"` // of the generator itself: p99 in nanoseconds
	Floor    float64    `json:"floor"`              // below it the timer is what is measured, in nanoseconds
	Count    int64      `json:"count,omitempty"`    // of the operations that were timed
	Quantile []Quantile `json:"quantiles"`
}

// A Quantile is a latency in nanoseconds.
type Quantile struct {
	Q  float64 `json:"q"`
	Ns float64 `json:"ns"`
}

// Null is what came of comparing an implementation with itself.
type Null struct {
	Comparisons int     `json:"comparisons"`
	Alarms      int     `json:"alarms"` // at 5 %
	Median      float64 `json:"median"` // of the error, as a ratio-1
	P95         float64 `json:"p95"`
}

// A Law is a row of the matrix.
type Law struct {
	Pattern  string             `json:"pattern"`
	Name     string             `json:"name"`
	Sentence string             `json:"sentence"`
	Verdicts map[string]Verdict `json:"verdicts"` // by implementation
}

// A Verdict is how an implementation stands to a law.
type Verdict struct {
	Verdict string `json:"verdict"` // ok, lacking, violated ...
	Reason  string `json:"reason,omitempty"`
	Example string `json:"example,omitempty"` // the counterexample
}

// A Change is a change point in the history of a row.
type Change struct {
	Row    string    `json:"row"`
	Commit string    `json:"commit"`
	Date   time.Time `json:"date"`
	Ratio  Estimate  `json:"ratio"`
	Series []float64 `json:"series"`
	At     int       `json:"at"`
}
