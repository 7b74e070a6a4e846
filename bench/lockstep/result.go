package lockstep

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/assay-go/assay/bench"
)

// A Result is what was measured, by one run or several merged ones.
type Result struct {
	Runs []Header
	Rows []RowResult
}

// A Header says where, when and how a run measured.
type Header struct {
	Machine  Machine   `json:"machine"`
	Commits  []string  `json:"commits,omitempty"` // by binary
	Go       []string  `json:"go"`                // the versions of the binaries; of a Foreign, its own
	Overhead []float64 `json:"overhead"`          // of the harness, by binary; see Overhead
	Seed     uint64    `json:"seed"`
	Urgent   bool      `json:"urgent,omitempty"` // the workers came before other work of the machine
	Begin    Weather   `json:"begin"`
	End      Weather   `json:"end"`
}

// Foreign reports whether a contender was measured by a [Foreign], so that it is not
// written in Go, and what it allocates is unknown.
func (h Header) Foreign(c Contender) bool { return c.Binary < len(h.Go) && isForeign(h.Go[c.Binary]) }

// isForeign says whether a version is not one of Go, as of runtime.Version.
func isForeign(version string) bool {
	return !strings.HasPrefix(version, "go") && !strings.HasPrefix(version, "devel")
}

// A RowResult is what contenders took for a workload on one machine.
type RowResult struct {
	Pattern    string       `json:"pattern"`
	Axes       []bench.Axis `json:"axes"`
	Goroutines int          `json:"goroutines"`
	Alone      bool         `json:"alone,omitempty"` // one goroutine, and no object has others
	Contenders []Contender  `json:"contenders"`
	Processes  []Process    `json:"-"`

	// Failures say why the row could not be measured, or not to the end. What
	// was measured before is there, but it must not be ranked.
	Failures []Failure `json:"failures,omitempty"`
}

// Workload returns the workload by its name; it cannot be prepared.
func (r *RowResult) Workload() bench.Workload {
	return bench.Workload{Pattern: r.Pattern, Axes: r.Axes}
}

// A Process is a worker process, or one of each binary.
type Process struct {
	Run     int // index in Result.Runs
	Blocks  []Block
	Latency []Latency // by contender; empty if the row failed in this process
}

// A Block is a set of objects under test, one for each contender, and the
// rounds in which they took turns.
type Block struct {
	Begin    time.Time
	Outcomes []Outcome // by contender
	Slices   []Slice   // in the order in which they ran
}

// An Outcome is what a block found out about a contender beside its slices.
type Outcome struct {
	Contender int `json:"contender"`

	// Allocs and Bytes are what Ops operations allocated, exactly. They are
	// those of a slice that is not in Slices: counting stops the world. Ops is 0
	// for a Foreign, whose allocations are unknown.
	Ops    int    `json:"ops"`
	Allocs uint64 `json:"allocs"`
	Bytes  uint64 `json:"bytes"`

	Metrics []bench.Metric `json:"metrics,omitempty"` // of Instance.Report, in the first blocks of a process
}

// A Slice is a stretch of operations of one contender.
type Slice struct {
	Contender   int           // index in the row
	Round       int           // of the block, from 0; each contender has one slice in it
	Ops         int           // by all goroutines together
	Elapsed     time.Duration // from the first begin of a goroutine to the last end
	CPU         time.Duration // of the process, in user and system mode
	Voluntary   int           // context switches of the process
	Involuntary int           // context switches of the process
	GCs         int           // collections that ended meanwhile
	Overlap     float64       // of the goroutines; see package bench
	Mark        Mark
}

// PerOp returns the time per operation in nanoseconds.
func (s Slice) PerOp() float64 { return float64(s.Elapsed) / float64(s.Ops) }

// Counts reports whether a slice should count: it has no mark, or it is so long that
// the system would hardly ever leave it alone, and had the processor for nine
// tenths of it.
func (s Slice) Counts() bool {
	const long, enough = 2 * time.Millisecond, 0.9
	return s.Mark == 0 || s.Mark == Preempted && s.Elapsed >= long && float64(s.CPU) >= enough*float64(s.Elapsed)
}

// A Mark says why a slice should not count.
type Mark uint8

// The marks. Only slices of one goroutine are Preempted, only those of several
// are Apart.
const (
	Preempted Mark = 1 + iota // the system took the processor away meanwhile
	Apart                     // the goroutines overlapped by less than 0.9
)

// enoughOverlap is the overlap from which on goroutines contend.
const enoughOverlap = 0.9

// mark returns the mark of a slice of that many goroutines.
func (s Slice) mark(goroutines int) Mark {
	switch {
	case goroutines == 1 && s.Involuntary > 0:
		return Preempted
	case goroutines > 1 && s.Overlap < enoughOverlap:
		return Apart
	}
	return 0
}

// MarshalJSON writes the fields as an array, in their order, times in
// nanoseconds.
func (s Slice) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%d,%d,%d,%d,%d,%d,%d,%d,%g,%d]", s.Contender, s.Round, s.Ops,
		s.Elapsed, s.CPU, s.Voluntary, s.Involuntary, s.GCs,
		math.Round(s.Overlap*1000)/1000, s.Mark), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Slice) UnmarshalJSON(text []byte) error {
	var f []float64 // exact up to 2^53 ns, which is 104 days
	if err := json.Unmarshal(text, &f); err != nil {
		return err
	}
	if len(f) != 10 {
		return fmt.Errorf("a slice has %d fields instead of 10", len(f))
	}
	*s = Slice{
		Contender: int(f[0]), Round: int(f[1]), Ops: int(f[2]),
		Elapsed: time.Duration(f[3]), CPU: time.Duration(f[4]),
		Voluntary: int(f[5]), Involuntary: int(f[6]), GCs: int(f[7]), Overlap: f[8], Mark: Mark(f[9]),
	}
	if s.Ops < 1 {
		return fmt.Errorf("a slice has %d operations", s.Ops)
	}
	return nil
}

// A Latency has the samples of single operations of a contender in a process,
// as histograms in the encoding V2 of HdrHistogram.
type Latency struct {
	Contender int    `json:"contender"`
	Samples   []byte `json:"samples"`
	Timer     []byte `json:"timer"` // what timing nothing took in between
}

// Measurement returns the histograms, whose Metrics are the percentiles. To merge
// several, decode and merge the histograms.
func (l Latency) Measurement() (m bench.Measurement, err error) {
	if m.Latency, err = hdrhistogram.Decode(l.Samples); err != nil {
		return m, fmt.Errorf("the histogram of latencies is damaged: %w", err)
	}
	if m.Timer, err = hdrhistogram.Decode(l.Timer); err != nil {
		return m, fmt.Errorf("the histogram of the timer is damaged: %w", err)
	}
	return m, nil
}

// A Failure is what ended the measurement of a row.
type Failure struct {
	Run     int    `json:"run"`     // index in Result.Runs
	Process int    `json:"process"` // of that run
	Error   string `json:"error"`
}
