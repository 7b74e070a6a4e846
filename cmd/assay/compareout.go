package main

import (
	"fmt"
	"io"
	"time"

	"github.com/assay-go/assay/bench/lockstep"
	"github.com/assay-go/assay/internal/files"
)

// exitInconclusive is the exit status of a measurement that could not tell.
const exitInconclusive = 3

// An inconclusiveError says that the work was done and nobody can tell what came
// of it.
type inconclusiveError struct{ text string }

func (e *inconclusiveError) Error() string { return e.text }

// inconclusive returns an error for exit status 3.
func inconclusive(format string, args ...any) error {
	return &inconclusiveError{fmt.Sprintf(format, args...)}
}

// replaceFile replaces a file when the new one is complete.
func replaceFile(name string, data []byte) error {
	if err := files.Check(name); err != nil {
		return err
	}
	return files.Write(map[string][]byte{name: data})
}

// noteTo returns a function that writes sentences, one to a line.
func noteTo(w io.Writer) func(format string, args ...any) {
	return func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
}

// turns tells how far a run is: when it begins with a process, and every few
// seconds in between.
type turns struct {
	w       io.Writer
	now     func() time.Time
	last    time.Time
	process int
}

func newTurns(w io.Writer) *turns { return &turns{w: w, now: time.Now, process: -1} }

func (t *turns) show(p lockstep.Progress) {
	const pause = 10 * time.Second
	now := t.now()
	if p.Process == t.process && now.Sub(t.last) < pause {
		return
	}
	t.process, t.last = p.Process, now
	if p.Process == 0 {
		fmt.Fprintf(t.w, "trying row %d of %d\n", p.Row, p.Rows)
		return
	}
	fmt.Fprintf(t.w, "process %d of %d, row %d of %d, %v left\n",
		p.Process, p.Processes, p.Row, p.Rows, p.Left.Round(time.Second))
}
