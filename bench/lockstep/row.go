package lockstep

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/assay-go/assay/bench"
)

// A Contender is one side of a comparison.
type Contender struct {
	// Label names the contender; it is unique in its row. Two contenders may
	// be the same but for the label: that is an A/A comparison.
	Label string `json:"label"`

	// Impl is the name of the implementation, and Binary the index of the
	// program in Options.Binaries that has it.
	Impl   string `json:"impl"`
	Binary int    `json:"binary"`
}

// A Row is a workload and the contenders that take turns at it.
type Row struct {
	Workload   bench.Workload
	Contenders []Contender
}

// Options say how to measure. The zero value of a field stands for its default.
type Options struct {
	// Binaries are the programs that call [Main], by path: one, or base and
	// head. The default is the program that runs.
	Binaries []string

	// Env is more of the environment of each binary's workers, such as what
	// makes a program the worker of a [Foreign]. It may be shorter than Binaries.
	Env [][]string

	// Layouts, if not empty, has programs for each process in turn that take the place
	// of Binaries there. They have the same code in another order: where functions are
	// in memory can matter more than what was changed in them.
	Layouts [][]string

	// Commits are the revisions that the binaries were built from, for the
	// record.
	Commits []string

	// Machine names this machine for the record. Without a name, machines of
	// the same model and system count as one.
	Machine string

	Budget    time.Duration // for all; 3 minutes
	Processes int           // of each row, one after the other; 5, and at least 3
	Procs     int           // the GOMAXPROCS of the workers; that of this process
	Seed      uint64        // of every random choice; 0 is a seed like any other

	// Serial and Contended are how long slices take of workloads with one
	// goroutine and with several: 0.25 ms and 2 ms. If contenders are of several
	// programs, Serial is cut to two fifths.
	Serial, Contended time.Duration

	// Shares bounds how many times an equal share of the budget a row may need; one
	// that needs more is left out. With 0 every row gets at least its minimum, and
	// the others less.
	Shares int

	// Patience is how long a worker may take for an answer, beyond ten times
	// what is expected, before it counts as hanging: 30 s.
	Patience time.Duration

	// Progress is called before each row of each process, if it is not nil.
	Progress func(Progress)
}

// A Progress says what is about to be measured.
type Progress struct {
	Row, Rows          int           // counted over all processes, from 1
	Process, Processes int           // from 1; 0 while the plan is made
	Name               string        // of the workload
	Left               time.Duration // until the end; 0 while the plan is made
}

const fewestProcesses = 3

// withDefaults returns the options with every default filled in.
func (o Options) withDefaults() Options {
	o.Budget = orElse(o.Budget, 3*time.Minute)
	o.Processes = orElse(o.Processes, 5)
	o.Procs = orElse(o.Procs, runtime.GOMAXPROCS(0))
	o.Serial = orElse(o.Serial, 250*time.Microsecond)
	o.Contended = orElse(o.Contended, 2*time.Millisecond)
	o.Patience = orElse(o.Patience, 30*time.Second)
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	return o
}

func orElse[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}

func (o Options) check() error {
	for k, programs := range o.Layouts {
		if len(programs) != len(o.Binaries) {
			return fmt.Errorf("process %d has %d programs for %d binaries; give it one of each",
				k+1, len(programs), len(o.Binaries))
		}
	}
	switch {
	case o.Processes < fewestProcesses:
		return fmt.Errorf("%d processes are too few for an interval; take at least %d",
			o.Processes, fewestProcesses)
	case o.Budget < 0 || o.Serial < 0 || o.Contended < 0 || o.Patience < 0 || o.Procs < 0:
		return errors.New("an option is negative; leave it at zero for its default")
	}
	return nil
}

func checkRows(rows []Row, binaries int) error {
	if len(rows) == 0 {
		return errors.New("there are no rows to measure; choose at least one workload")
	}
	for _, row := range rows {
		id, labels := row.Workload.ID(), make(map[string]bool)
		if len(row.Contenders) == 0 {
			return fmt.Errorf("%s has no contenders; give it at least one", id)
		}
		for _, c := range row.Contenders {
			if c.Binary < 0 || c.Binary >= binaries {
				return fmt.Errorf("contender %q of %s is in binary %d of %d; they count from 0",
					c.Label, id, c.Binary, binaries)
			}
			if labels[c.Label] {
				return fmt.Errorf("two contenders of %s have the label %q; give one another label",
					id, c.Label)
			}
			labels[c.Label] = true
		}
	}
	return nil
}
