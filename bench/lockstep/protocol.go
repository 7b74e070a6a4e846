package lockstep

import (
	"fmt"
	"time"
)

// protocol is the version of what parent and worker say to each other: a line of
// JSON for each request, and one for its reply.
const protocol = 3

// workerVariable is in the environment of workers and of no other process. Its
// value is the protocol of the parent.
const workerVariable = "ASSAY_LOCKSTEP_WORKER"

// The requests, in the order in which a row makes them.
const (
	doHello   = "hello"   // say who you are
	doHarness = "harness" // find out what the harness takes
	doPrepare = "prepare" // draw the input of a workload
	doGauge   = "gauge"   // find out how long an implementation takes
	doBlock   = "block"   // make objects for these seats, let them take turns, release them
	doFinish  = "finish"  // tell the latencies
)

// The requests that make a block if a worker of the row needs to be led through it.
const (
	doOpen  = "open"  // make objects under test for these seats
	doBurst = "burst" // let one seat run for some rounds
	doClose = "close" // release the objects
)

// processorSetSize is how many processors a system has at most.
const processorSetSize = 1024

// A request has what its verb needs.
type request struct {
	Do       string        `json:"do"`
	Workload string        `json:"workload,omitempty"`
	Impl     string        `json:"impl,omitempty"`
	Serial   time.Duration `json:"serial,omitempty"`
	Several  time.Duration `json:"several,omitempty"`
	Seats    []seat        `json:"seats,omitempty"`
	Seed     uint64        `json:"seed,omitempty"`
	Rounds   int           `json:"rounds,omitempty"` // at most
	Within   time.Duration `json:"within,omitempty"` // no new round after this; see more
	Seat     int           `json:"seat,omitempty"`   // the contender that has a burst
	First    int           `json:"first,omitempty"`  // the first round of the burst
	Pin      int           `json:"pin,omitempty"`    // the processor, from 1; 0 for any
	Report   bool          `json:"report,omitempty"` // what the objects have to, before they are released

	Me      int   `json:"me,omitempty"`      // the binary of who is asked
	Workers []int `json:"workers,omitempty"` // the binaries of the row
	Owners  []int `json:"owners,omitempty"`  // of each contender, its binary
}

// A seat is where a contender sits in a block.
type seat struct {
	Contender int    `json:"contender"` // index in the row
	Impl      string `json:"impl"`
	Ops       int    `json:"ops"`    // of a slice, on average
	Stride    int    `json:"stride"` // of how many one is timed
}

// A reply has what was asked for, or an error that concerns the row only: the
// worker goes on.
type reply struct {
	Error    string  `json:"error,omitempty"`
	Left     bool    `json:"left,omitempty"` // the error is that another worker failed
	Hello    *hello  `json:"hello,omitempty"`
	Overhead float64 `json:"overhead,omitempty"` // nanoseconds per operation

	Prepare  time.Duration `json:"prepare,omitempty"` // what that took
	Gauge    *gauge        `json:"gauge,omitempty"`
	Slices   []Slice       `json:"slices,omitempty"`
	Outcomes []Outcome     `json:"outcomes,omitempty"`
	Latency  []Latency     `json:"latency,omitempty"`
}

// hello is who a worker is.
type hello struct {
	Protocol  int      `json:"protocol"`
	Go        string   `json:"go"`
	Procs     int      `json:"procs"`
	Whole     bool     `json:"whole,omitempty"` // it needs not be led through a block
	Baton     bool     `json:"baton,omitempty"` // not even if there are others
	Workloads []string `json:"workloads"`
	Impls     []string `json:"impls"`
}

// A gauge is what an implementation takes for a workload. It is rough.
type gauge struct {
	Lacking    bool          `json:"lacking,omitempty"` // it lacks the pattern
	Goroutines int           `json:"goroutines"`
	Alone      bool          `json:"alone,omitempty"`  // it has no goroutines, and its operations start none
	Op         float64       `json:"op"`               // nanoseconds per operation, inverse throughput
	Renew      float64       `json:"renew"`            // nanoseconds of Renew per operation
	Length     time.Duration `json:"length,omitempty"` // of slices, at least
	Rest       time.Duration `json:"rest,omitempty"`   // after a turn
	Make       time.Duration `json:"make"`             // for a new object, and for the collection then
}

// A rowError is a reply that says what went wrong with a row.
type rowError struct {
	text string
	left bool // because of another worker
}

func (e *rowError) Error() string { return e.text }

// check says whether this program can work with the worker, and why not.
func (h *hello) check(path string) error {
	if h.Protocol != protocol {
		return fmt.Errorf("%s speaks version %d of the lockstep protocol and this program version %d; "+
			"build both from revisions with the same version", path, h.Protocol, protocol)
	}
	return nil
}
