package openloop

import (
	"fmt"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/assay-go/assay/bench"
)

// A Result is what was measured for a workload, by one process or several.
type Result struct {
	Pattern  string        `json:"pattern"`
	Axes     []bench.Axis  `json:"axes"`
	Machine  string        `json:"machine,omitempty"` // as given by the caller
	Go       string        `json:"go"`
	Procs    int           `json:"gomaxprocs"`
	Time     time.Time     `json:"time"` // when it began
	Arrivals Arrivals      `json:"arrivals"`
	Stretch  time.Duration `json:"stretch"`
	Callers  int           `json:"callers"` // the bound of outstanding operations
	Seed     uint64        `json:"seed"`
	Closed   []Throughput  `json:"closed"`
	Rows     []*Row        `json:"-"`
}

// A Throughput is what the objects of an implementation did in a closed loop, in
// operations per second, by flood.
type Throughput struct {
	Impl      string    `json:"impl"`
	PerSecond []float64 `json:"per_second"`
}

// A Row is what an implementation did at a rate, in all stretches together.
type Row struct {
	Impl string  `json:"impl"`
	Rate float64 `json:"rate"`           // arrivals per second
	Load float64 `json:"load,omitempty"` // the share of the throughput that the rate is; 0 if given

	Stretches int    `json:"stretches"`
	Arrivals  int    `json:"arrivals"`  // scheduled
	Unstarted int    `json:"unstarted"` // of these, because too many were outstanding
	Full      int    `json:"full"`      // stretches that this ended
	Most      int    `json:"most"`      // operations outstanding at a time
	Failed    int    `json:"failed"`    // operations that did not do what they had to
	Error     string `json:"error,omitempty"`

	// Returned has, for each stretch that was not cut short, how many operations
	// returned per second in its second half.
	Returned []float64 `json:"returned"`

	// The histograms are in nanoseconds; those of several runs can be merged.
	Latency  *hdrhistogram.Histogram `json:"-"` // from the intended start to the return
	Response *hdrhistogram.Histogram `json:"-"` // from when it was sent to the return
	Lateness *hdrhistogram.Histogram `json:"-"` // from the intended start to when it was sent
	Timer    *hdrhistogram.Histogram `json:"-"` // timing nothing
}

func newRow(impl string, rate, load float64) *Row {
	return &Row{
		Impl: impl, Rate: rate, Load: load,
		Latency: bench.NewHistogram(), Response: bench.NewHistogram(),
		Lateness: bench.NewHistogram(), Timer: bench.NewHistogram(),
	}
}

// add adds what became of a stretch.
func (r *Row) add(s *stretch) {
	n := len(s.at)
	r.Stretches++
	r.Arrivals += n
	r.Unstarted += n - s.started
	r.Most = max(r.Most, s.most)
	switch {
	case s.full:
		r.Full++
	case n > 0:
		// A Poisson schedule has not exactly the rate.
		planned := float64(n-n/2) / s.planned.Seconds()
		r.Returned = append(r.Returned, r.Rate*float64(s.returned)/s.took.Seconds()/planned)
	}
	for i := range s.started {
		record(r.Latency, s.end[i]-s.at[i])
		record(r.Response, s.end[i]-s.sent[i])
		record(r.Lateness, s.sent[i]-s.at[i])
	}
	for _, t := range s.timer {
		record(r.Timer, t)
	}
}

// record records a time. One that is longer than the histogram can hold counts as
// the longest.
func record(h *hdrhistogram.Histogram, d time.Duration) {
	// The value is in range, so there is no error.
	_ = h.RecordValue(min(max(int64(d), 1), h.HighestTrackableValue()))
}

// Achieved returns at what rate operations returned, per second, when the first
// half of a stretch was over: the median of the stretches, so that it does not
// count when the machine stops some of them. It is 0 if none came to its end.
func (r *Row) Achieved() float64 {
	if len(r.Returned) == 0 {
		return 0
	}
	return median(r.Returned)
}

// sustained is the share of a rate that has to be achieved.
const sustained = 0.95

// Saturated returns why the rate was too high, or nothing if it was sustained.
func (r *Row) Saturated() string {
	if r.Full > 0 {
		return fmt.Sprintf("in %d of %d stretches as many operations were outstanding as may be, %d",
			r.Full, r.Stretches, r.Most)
	}
	if share := r.Achieved() / r.Rate; share < sustained {
		return fmt.Sprintf("operations returned at %.0f %% of the rate at which they arrived", 100*share)
	}
	return ""
}
