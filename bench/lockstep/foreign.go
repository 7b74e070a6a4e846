package lockstep

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/assay-go/assay/bench"
)

// A Foreign measures implementations that are not written in Go, in a process of
// their own. It knows workloads by their names and keeps the time itself; how
// many operations a slice has, and whose turn it is, remains the engine's.
type Foreign interface {
	Version() string // of what runs the implementations
	Workloads() []string
	Impls() []string

	// Overhead returns what its harness adds to an operation, in nanoseconds.
	Overhead() (float64, error)

	// Prepare draws the input of a workload. Finish forgets it.
	Prepare(workload string) error
	Finish() error

	// New makes an object under test of the workload that is prepared.
	New(impl string) (ForeignObject, error)

	// Rest is called after a turn. It returns when nothing is left running that
	// could disturb the next one.
	Rest()
}

// A ForeignObject is an object under test of a [Foreign], with its users.
type ForeignObject interface {
	// Run does about n operations, and times one of each stride, or none if
	// that is 0.
	Run(n, stride int) (Stint, error)

	// Close releases the object and returns what it has to report. An error
	// says that the measurement is void.
	Close() ([]bench.Metric, error)
}

// A Stint is what a [ForeignObject] says about a run.
type Stint struct {
	Ops   int
	Spans []bench.Span // of each user

	// Elapsed is how long the operations took if that is less than the span,
	// as what was renewed between them does not count. Else it is 0.
	Elapsed time.Duration

	Samples, Timer []time.Duration // of single operations, and of timing nothing

	CPU                    time.Duration // of the process
	Voluntary, Involuntary int           // context switches of the process
}

// ErrGone is the error of a Foreign that cannot go on. Its worker ends, and the
// engine starts another one for the next row.
var ErrGone = errors.New("lockstep: the foreign program is gone")

// MainForeign is [Main] for a worker of a Foreign. It does not return. Whether a
// process is one, the caller knows by the environment, see Options.Env.
func MainForeign(start func() (Foreign, error)) {
	_ = os.Unsetenv(workerVariable)
	replies := os.Stdout
	os.Stdout = os.Stderr
	_, err := inheritBaton() // lest the program inherits it
	var f Foreign
	if err == nil {
		f, err = start()
	}
	if err == nil {
		w := &foreignWorker{foreign: f, latencies: make(map[int]*latencies)}
		err = serve(standardInput(), replies, func(r request) reply {
			p, err := w.answer(r)
			if errors.Is(err, ErrGone) {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			if err != nil {
				p.Error = err.Error()
			}
			return p
		}, func() { os.Exit(0) })
	}
	fmt.Fprintln(os.Stderr, "lockstep worker:", err)
	os.Exit(1)
}
